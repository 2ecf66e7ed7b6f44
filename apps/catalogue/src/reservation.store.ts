import type { Envelope } from '@shop/contracts';
import { failpoint, isDuplicate } from '@shop/service';
import type { Model } from 'mongoose';
import type { Mongo } from './mongo.store.ts';
import { reservationSchema, type StoredReservation } from './reservation.entity.ts';
import { holding, type State, unfinished } from './stock.ts';

const closing: State[] = ['refused', 'committed', 'released'];

type Beginning = 'securing' | 'releasing' | 'committing' | 'refusing';
/** States that say what will be done to products, the first one excepted, which a reservation is born in. */
const isBeginning = (state: State): state is Beginning =>
  unfinished.some((each) => each === state) && state !== 'reserving';

/** Reservations in MongoDB, collection `reservations`, `_id` is the order's id. */
export class ReservationStore {
  readonly reservations: Model<StoredReservation>;

  constructor(mongo: Mongo) {
    this.reservations = mongo.connection.model<StoredReservation>('Reservation', reservationSchema);
  }

  find(orderId: string): Promise<StoredReservation | null> {
    return this.reservations.findOne({ _id: orderId }).lean<StoredReservation>();
  }

  /** Stores a new reservation; `false` when the order has one. */
  async open(reservation: StoredReservation): Promise<boolean> {
    try {
      await this.reservations.create([reservation]);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  /** Moves a reservation on with the events that tell of it; `null` when somebody else was quicker. */
  async move(
    orderId: string,
    from: State,
    to: State,
    also: { outbox?: Envelope[]; shortages?: StoredReservation['shortages']; expiresAt?: Date } = {},
  ): Promise<StoredReservation | null> {
    const now = new Date();
    const moved = await this.reservations
      .findOneAndUpdate(
        { _id: orderId, state: from },
        {
          $set: {
            state: to,
            updatedAt: now,
            closedAt: closing.includes(to) ? now : null,
            ...(also.shortages === undefined ? {} : { shortages: also.shortages }),
            ...(also.expiresAt === undefined ? {} : { expiresAt: also.expiresAt }),
          },
          ...(also.outbox === undefined ? {} : { $push: { outbox: { $each: also.outbox } } }),
        },
        { returnDocument: 'after' },
      )
      .lean<StoredReservation>();
    if (moved !== null && isBeginning(to)) await failpoint(`stock.begun-${to}`);
    return moved;
  }

  /** Announces something more about a reservation. */
  async say(orderId: string, event: Envelope): Promise<void> {
    await this.reservations.updateOne({ _id: orderId }, { $push: { outbox: event } });
  }

  /** Reservations whose time has run out while nobody paid. */
  expired(now: Date, limit: number): Promise<StoredReservation[]> {
    return this.reservations
      .find({ state: { $in: ['reserving', 'reserved'] }, expiresAt: { $lte: now } })
      .limit(limit)
      .lean<StoredReservation[]>();
  }

  /** Reservations somebody began to work on and did not finish. */
  abandoned(before: Date, limit: number): Promise<StoredReservation[]> {
    return this.reservations
      .find({ state: { $in: [...unfinished] }, updatedAt: { $lte: before } })
      .limit(limit)
      .lean<StoredReservation[]>();
  }

  /** How many orders hold stock. */
  holding(): Promise<number> {
    return this.reservations.countDocuments({ state: { $in: [...holding] }, synthetic: { $ne: true } });
  }
}
