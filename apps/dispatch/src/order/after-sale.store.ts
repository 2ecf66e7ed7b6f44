import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { dispatch } from '@shop/contracts';
import { Model } from 'mongoose';
import { OrderDocument } from './order.schema.ts';
import type { Page, PageRange } from './order.store.ts';
import type { OrderRecord, RefundRecord, ReturnRecord } from './order.ts';

const LIMIT_MS = 5_000;
type Head = Pick<OrderRecord, 'id' | 'number' | 'email' | 'totals' | 'payment'>;
export interface Found<T> {
  order: Head;
  one: T;
}

/** Returns and refunds among the orders in MongoDB, for those who work on them. Reads, and nothing else. */
@Injectable()
export class AfterSaleStore {
  constructor(@InjectModel(OrderDocument.name) private readonly orders: Model<OrderDocument>) {}

  /** Those that wait longest first. */
  returns(states: readonly dispatch.ReturnState[], range: PageRange): Promise<Page<Found<ReturnRecord>>> {
    return this.parts<ReturnRecord>('returns', states, 'requestedAt', range);
  }

  refunds(state: dispatch.RefundState, range: PageRange): Promise<Page<Found<RefundRecord>>> {
    return this.parts<RefundRecord>('refunds', [state], 'askedAt', range);
  }

  private async parts<T>(
    field: 'returns' | 'refunds',
    states: readonly string[],
    since: string,
    { page, size }: PageRange,
  ): Promise<Page<Found<T>>> {
    const wanted = { [`${field}.is`]: { $in: [...states] } };
    const unwound = [{ $match: wanted }, { $unwind: `$${field}` }, { $match: wanted }];
    const limits = { maxTimeMS: LIMIT_MS };
    const [found, [counted]] = await Promise.all([
      this.orders.collection
        .aggregate<Omit<Head, 'id'> & { _id: string; one: T }>(
          [
            ...unwound,
            { $sort: { [`${field}.${since}`]: 1, _id: 1 } },
            { $skip: (page - 1) * size },
            { $limit: size },
            { $project: { number: 1, email: 1, totals: 1, payment: 1, one: `$${field}` } },
          ],
          limits,
        )
        .toArray(),
      this.orders.collection
        .aggregate<{ total: number }>([...unwound, { $count: 'total' }], limits)
        .toArray(),
    ]);
    const items = found.map(({ _id: id, one, ...order }) => ({ order: { id, ...order }, one }));
    return { items, total: counted?.total ?? 0 };
  }
}
