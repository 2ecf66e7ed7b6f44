import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Problem } from '@shop/contracts';
import { Model } from 'mongoose';
import { OrderDocument } from './order.schema.ts';

/** Wrong e-mail addresses that are heard without a pause. */
const FREE_TRIES = 5;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 60 * 60_000;

/** Slows down who has the key of an order and guesses its e-mail address. Kept with the order, for all replicas. */
@Injectable()
export class Doorbell {
  constructor(@InjectModel(OrderDocument.name) private readonly orders: Model<OrderDocument>) {}

  /** One try: `right` says whether the address was. Throws wrong_email and too_many_attempts. */
  async ring(orderId: string, right: boolean): Promise<void> {
    const now = new Date();
    // Counted before it is judged, so that tries at the same time do not see each other's count.
    const rung = await this.orders.collection.findOneAndUpdate(
      { _id: orderId, 'opening.until': { $not: { $gt: now } } } as never,
      { $inc: { 'opening.tries': 1 } } as never,
      { returnDocument: 'after', projection: { opening: 1 } },
    );
    if (rung === null)
      throw new Problem('too_many_attempts', { facts: { retryAfterS: await this.rest(orderId) } });
    if (right) return this.forget(orderId);
    const { tries } = (rung as unknown as Pick<OrderDocument, 'opening'>).opening ?? { tries: 1 };
    if (tries >= FREE_TRIES) await this.pause(orderId, pauseAfter(tries), now);
    throw new Problem('wrong_email', { issues: [{ path: 'body.email', message: NOT_THIS }] });
  }

  private async forget(orderId: string): Promise<void> {
    await this.orders.collection.updateOne({ _id: orderId } as never, { $unset: { opening: 1 } } as never);
  }

  /** Seconds until an address is heard again. */
  private async rest(orderId: string): Promise<number> {
    const found = await this.orders.findById(orderId, { opening: 1 }).lean<Pick<OrderDocument, 'opening'>>();
    const until = found?.opening?.until?.getTime() ?? Date.now();
    return Math.max(1, Math.ceil((until - Date.now()) / 1000));
  }

  private async pause(orderId: string, ms: number, now: Date): Promise<void> {
    const until = new Date(now.getTime() + ms);
    await this.orders.collection.updateOne(
      { _id: orderId } as never,
      { $set: { 'opening.until': until } } as never,
    );
  }
}

const NOT_THIS = 'That is not the e-mail address this order was made with.';

const pauseAfter = (tries: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries - FREE_TRIES, 12));
