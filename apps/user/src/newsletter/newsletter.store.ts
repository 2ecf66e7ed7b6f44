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

  async remove(email: string): Promise<void> {
    await this.collection().deleteOne({ _id: email });
  }

  async removeByToken(unsubscribeToken: string): Promise<void> {
    await this.collection().deleteOne({ unsubscribeToken });
  }

  async page(page: number, size: number) {
    const [found, total] = await Promise.all([
      this.collection()
        .find()
        .sort({ _id: 1 })
        .skip((page - 1) * size)
        .limit(size)
        .toArray(),
      this.collection().countDocuments(),
    ]);
    const items = found.map(({ _id, unsubscribeToken, locale }) => ({
      email: _id,
      unsubscribeToken,
      ...(locale === undefined ? {} : { locale }),
    }));
    return { items, page, size, total };
  }

  private collection() {
    return this.connection.collection<Subscriber>('subscribers');
  }
}
