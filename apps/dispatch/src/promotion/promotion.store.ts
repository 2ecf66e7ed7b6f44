import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Envelope, Problem } from '@shop/contracts';
import { mongoOutbox, OutboxRelay } from '@shop/messaging';
import { isDuplicate } from '@shop/service';
import { Model } from 'mongoose';
import { PromotionDocument } from './promotion.schema.ts';
import type { Terms } from './rules/standing.ts';

const OPTIONAL = ['minimum', 'from', 'until', 'limit', 'perShopper'] as const;

/** A promotion as it is kept. */
export interface PromotionRecord extends Terms {
  id: string;
  createdAt: Date;
  updatedAt: Date;
}

/** Promotions in MongoDB. Every change is one update of one document, with the news of it. */
@Injectable()
export class PromotionStore {
  constructor(
    @InjectModel(PromotionDocument.name) private readonly promotions: Model<PromotionDocument>,
    private readonly relay: OutboxRelay,
  ) {}

  /** Begins to send what the outbox holds; once the store is there. */
  startRelay(): void {
    const leases = this.promotions.db.collection('leases');
    this.relay.add(mongoOutbox(this.promotions.collection, leases, 'promotions'));
  }

  /** Throws promotion_code_taken. */
  async insert({ id, ...promotion }: PromotionRecord, news: Envelope): Promise<void> {
    const document = { _id: id, ...promotion, outbox: [news] };
    await unlessTaken(() =>
      this.promotions.collection.insertOne(document as never, { ignoreUndefined: true }),
    );
    this.relay.wake();
  }

  /** Puts other terms in the place of what they were; undefined when there is no such promotion. Throws promotion_code_taken. */
  async replace(
    id: string,
    terms: Terms,
    updatedAt: Date,
    news: Envelope,
  ): Promise<PromotionRecord | undefined> {
    const gone = OPTIONAL.filter((name) => terms[name] === undefined).map((name) => [name, 1] as const);
    const found = await unlessTaken(() =>
      this.promotions.collection.findOneAndUpdate(
        { _id: id } as never,
        {
          $set: { ...terms, updatedAt },
          $push: { outbox: news },
          ...(gone.length === 0 ? {} : { $unset: Object.fromEntries(gone) }),
        } as never,
        { returnDocument: 'after', ignoreUndefined: true },
      ),
    );
    if (found === null) return undefined;
    this.relay.wake();
    return recordOf(found as unknown as PromotionDocument);
  }

  /** Ends it, unless it has ended before; undefined when there is no such promotion. */
  async end(id: string, now: Date, news: Envelope): Promise<PromotionRecord | undefined> {
    const { modifiedCount } = await this.promotions.collection.updateOne(
      { _id: id, endedAt: { $exists: false } } as never,
      { $set: { endedAt: now, updatedAt: now }, $push: { outbox: news } } as never,
    );
    if (modifiedCount > 0) this.relay.wake();
    return this.byId(id);
  }

  byId(id: string): Promise<PromotionRecord | undefined> {
    return this.one({ _id: id });
  }

  byCode(code: string): Promise<PromotionRecord | undefined> {
    return this.one({ code });
  }

  /** The newest first. */
  async page(page: number, size: number): Promise<{ items: PromotionRecord[]; total: number }> {
    const [found, total] = await Promise.all([
      this.promotions
        .find()
        .sort({ _id: -1 })
        .skip((page - 1) * size)
        .limit(size)
        .lean<PromotionDocument[]>(),
      this.promotions.countDocuments(),
    ]);
    return { items: found.map(recordOf), total };
  }

  private async one(filter: { _id?: string; code?: string }): Promise<PromotionRecord | undefined> {
    const found = await this.promotions.findOne(filter).lean<PromotionDocument>();
    return found === null ? undefined : recordOf(found);
  }
}

const recordOf = ({ _id: id, outbox: _, ...promotion }: PromotionDocument): PromotionRecord => ({
  id,
  ...promotion,
});

async function unlessTaken<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicate(error)) throw new Problem('promotion_code_taken', { cause: error });
    throw error;
  }
}
