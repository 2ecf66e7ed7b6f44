import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Locale } from '@shop/contracts';
import type { Connection } from 'mongoose';
import { macOf } from '../mac.ts';

interface Subscriber {
  /** The e-mail address, in lower case. */
  _id: string;
  unsubscribeToken: string;
  since: Date;
  /** What to write in; English without. */
  locale?: Locale;
}

/** Who hears by e-mail of new products: members and guests alike, one document an address. */
@Injectable()
export class NewsletterStore {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly secret: string,
  ) {}

  async add(email: string, locale?: Locale): Promise<void> {
    const unsubscribeToken = macOf(this.secret, `unsubscribe|${email}`).toString('base64url');
    await this.collection().updateOne(
      { _id: email },
      {
        $setOnInsert: { unsubscribeToken, since: new Date() },
        ...(locale === undefined ? {} : { $set: { locale } }),
      },
      { upsert: true },
    );
  }

  async has(email: string): Promise<boolean> {
    return (await this.collection().findOne({ _id: email })) !== null;
  }

  async hasToken(unsubscribeToken: string): Promise<boolean> {
    return (await this.collection().findOne({ unsubscribeToken })) !== null;
  }

  async remove(email: string): Promise<void> {
    await this.collection().deleteOne({ _id: email });
  }

  async removeByToken(unsubscribeToken: string): Promise<void> {
    await this.collection().deleteOne({ unsubscribeToken });
  }

  /** The next `size` subscribers after this token, by token: who comes or goes meanwhile moves nobody else. */
  async list({ after, size }: { after?: string | undefined; size: number }) {
    const found = await this.collection()
      .find(after === undefined ? {} : { unsubscribeToken: { $gt: after } })
      .sort({ unsubscribeToken: 1 })
      .limit(size)
      .toArray();
    return found.map(({ _id, unsubscribeToken, locale }) => ({
      email: _id,
      unsubscribeToken,
      ...(locale === undefined ? {} : { locale }),
    }));
  }

  private collection() {
    return this.connection.collection<Subscriber>('subscribers');
  }
}
