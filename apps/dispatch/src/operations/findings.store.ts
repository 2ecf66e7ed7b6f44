import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Waiting } from '@shop/contracts';
import { waitingIn } from '@shop/messaging';
import { Model } from 'mongoose';
import { OrderDocument } from '../order/order.schema.ts';
import { type Page, recordOf } from '../order/order.store.ts';
import type { OrderRecord } from '../order/order.ts';
import { isFinal, next, type State } from '../order/states.ts';
import type { Standing } from './stock-audit.ts';
import type { Patience } from './stuck.ts';

const AT_ONCE = 500;

/** What operators look for among the orders in MongoDB. Reads, and nothing else. */
@Injectable()
export class FindingsStore {
  constructor(@InjectModel(OrderDocument.name) private readonly orders: Model<OrderDocument>) {}

  /** An order with the messages it has not sent yet. */
  async withWaiting(id: string): Promise<{ order: OrderRecord; waiting: Waiting[] } | undefined> {
    const found = await this.orders.findById(id).lean<OrderDocument>();
    return found === null ? undefined : { order: recordOf(found), waiting: waitingIn(found.outbox) };
  }

  /** What each of these orders says of its stock; those that do not exist are missing. */
  async standings(ids: string[]): Promise<Map<string, Standing>> {
    const known = new Map<string, Standing>();
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const found = await this.orders
        .find({ _id: { $in: ids.slice(at, at + AT_ONCE) } }, { state: 1, stock: 1 })
        .lean<Pick<OrderDocument, '_id' | 'state' | 'stock'>[]>();
      for (const { _id, state, stock } of found) known.set(_id, { state, stock });
    }
    return known;
  }

  /** Orders that do not get on, the oldest first; synthetic ones too. */
  async stuck(now: Date, { attempts, overdueMs }: Patience, limit: number): Promise<Page<OrderRecord>> {
    const states = Object.keys(next) as State[];
    // A parcel on its way is the carrier's business: nobody has to look at that order.
    const moving = states.filter((state) => !isFinal(state) && state !== 'dispatched');
    const filter = {
      $or: [
        { attempts: { $gte: attempts } },
        { dueAt: { $lte: new Date(now.getTime() - overdueMs) } },
        { state: { $in: moving }, dueAt: { $exists: false } },
      ],
    };
    const [found, total] = await Promise.all([
      this.orders.find(filter).sort({ placedAt: 1, _id: 1 }).limit(limit).lean<OrderDocument[]>(),
      this.orders.countDocuments(filter),
    ]);
    return { items: found.map(recordOf), total };
  }
}
