import { Controller } from '@nestjs/common';
import { done, type Input, user } from '@shop/contracts';
import { Implements } from '@shop/service';
import { NewsletterStore } from './newsletter.store.ts';

@Controller()
export class NewsletterController {
  constructor(private readonly newsletter: NewsletterStore) {}

  @Implements(user.subscribe)
  async subscribe({ body }: Input<typeof user.subscribe>) {
    await this.newsletter.add(body.email, body.locale);
    return done;
  }

  @Implements(user.unsubscribe)
  async unsubscribe({ body }: Input<typeof user.unsubscribe>) {
    await this.newsletter.removeByToken(body.token);
    return done;
  }

  @Implements(user.listSubscribers)
  async list({ query }: Input<typeof user.listSubscribers>) {
    return { items: await this.newsletter.list(query) };
  }

  @Implements(user.getSubscription)
  async get({ params }: Input<typeof user.getSubscription>) {
    return { subscribed: await this.newsletter.hasToken(params.token) };
  }
}
