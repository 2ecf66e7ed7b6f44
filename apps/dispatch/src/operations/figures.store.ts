import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import { type Connection, Model } from 'mongoose';
import { OrderDocument } from '../order/order.schema.ts';
import type { DayRow } from './figures.ts';

const LIMIT_MS = 4_000;
const REAL = { synthetic: { $ne: true } };
const PAID = ['captured', 'refunding', 'refunded'];

/** What the orders in MongoDB add up to, and how many quotes were given a day. */
@Injectable()
export class FiguresStore {
  constructor(
    @InjectModel(OrderDocument.name) private readonly orders: Model<OrderDocument>,
    @InjectConnection() private readonly connection: Connection,
  ) {}

  /** Orders placed since then, day by day (UTC); days without one are missing. */
  days(since: Date): Promise<DayRow[]> {
    const paid = { $in: ['$payment.is', PAID] };
    return this.orders.collection
      .aggregate<DayRow>(
        [
          { $match: { placedAt: { $gte: since }, ...REAL } },
          {
            $group: {
              _id: { $dateToString: { format: '%Y-%m-%d', date: '$placedAt' } },
              orders: { $sum: 1 },
              cancelled: { $sum: { $cond: [{ $in: ['$state', ['cancelling', 'cancelled']] }, 1, 0] } },
              paid: { $sum: { $cond: [paid, 1, 0] } },
              delivered: { $sum: { $cond: [{ $eq: ['$parcel.is', 'delivered'] }, 1, 0] } },
              taken: { $sum: { $cond: [paid, '$totals.total.amount', 0] } },
              back: { $sum: '$payment.refunded.amount' },
            },
          },
        ],
        { maxTimeMS: LIMIT_MS },
      )
      .toArray();
  }

  /** A quote was given on this day. */
  async countQuote(day: string): Promise<void> {
    await this.quotes().updateOne({ _id: day as never }, { $inc: { quotes: 1 } }, { upsert: true });
  }

  async quotesSince(day: string): Promise<number> {
    const found = await this.quotes()
      .find({ _id: { $gte: day as never } }, { maxTimeMS: LIMIT_MS })
      .toArray();
    return found.reduce((sum, { quotes }) => sum + Number(quotes), 0);
  }

  private quotes() {
    return this.connection.collection('figures');
  }
}
