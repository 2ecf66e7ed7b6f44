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
  list({ query }: Input<typeof user.listSubscribers>) {
    return this.newsletter.page(query.page, query.size);
  }
}
