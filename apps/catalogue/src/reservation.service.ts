import { Injectable } from '@nestjs/common';
import { catalogue, type Envelope } from '@shop/contracts';
import { metricOnce } from '@shop/health';
import { envelope, OutboxRelay } from '@shop/messaging';
import { failpoint } from '@shop/service';
import { Counter } from 'prom-client';
import type { StoredReservation } from './reservation.entity.ts';
import { ReservationStore } from './reservation.store.ts';
import { type Portion, StockStore, type StockTaker, type Taken } from './stock.store.ts';
import type { State, Verb } from './stock.ts';
import { SyntheticStock } from './synthetic-stock.ts';

const refusals = metricOnce(
  'stock_refused_total',
  () => new Counter({ name: 'stock_refused_total', help: 'Orders refused for want of stock' }),
);

/**
 * Does the work of a reservation, product by product. The reservation says what is wanted before the first product is
 * touched, and each touch may be repeated: after a crash anywhere, doing it all again ends in the same place.
 */
@Injectable()
export class ReservationService {
  private readonly synthetic: StockTaker;

  constructor(
    private readonly stock: StockStore,
    private readonly reservations: ReservationStore,
    private readonly relay: OutboxRelay,
  ) {
    this.synthetic = new SyntheticStock(stock);
  }

  /** Takes an unfinished reservation as far as it goes. The types of the events this announced go into `told`. */
  async goOn(reservation: StoredReservation, told: Set<string>): Promise<StoredReservation> {
    const stock = reservation.synthetic === true ? this.synthetic : this.stock;
    const portions = reservation.lines.map((line) => ({ ...line, orderId: reservation._id }));
    switch (reservation.state) {
      case 'reserving':
        return this.hold(
          reservation,
          portions,
          async (portion) => {
            const taken = await stock.take(portion, reservation.expiresAt);
            if (taken === 'held') await failpoint('stock.after-take');
            return taken;
          },
          told,
        );
      case 'securing':
        return this.hold(
          reservation,
          portions,
          async (portion) => {
            const taken = await stock.keep(portion);
            if (taken === 'held') await failpoint('stock.after-keep');
            return taken;
          },
          told,
        );
      case 'refusing':
      case 'releasing':
        for (const portion of portions) {
          await stock.giveBack(portion);
          await failpoint('stock.after-give-back');
        }
        return this.settle(reservation, reservation.state === 'refusing' ? 'refused' : 'released', told);
      case 'committing':
        for (const portion of portions) {
          await stock.sell(portion);
          await failpoint('stock.after-sell');
        }
        return this.settle(reservation, 'committed', told);
      default:
        return reservation;
    }
  }

  /** Line by line; at the first that is short the whole reservation turns to giving back. */
  private async hold(
    reservation: StoredReservation,
    portions: Portion[],
    take: (portion: Portion) => Promise<Taken>,
    told: Set<string>,
  ): Promise<StoredReservation> {
    for (const [at, portion] of portions.entries()) {
      const taken = await take(portion);
      if (taken === 'closed') return this.known(reservation._id);
      if (taken === 'short') return this.refuse(reservation, portions.slice(at));
    }
    return this.settle(reservation, reservation.state === 'reserving' ? 'reserved' : 'secured', told);
  }

  private async refuse(
    { _id: orderId, state }: StoredReservation,
    rest: Portion[],
  ): Promise<StoredReservation> {
    const available = await this.stock.availability(rest.map(({ sku }) => sku));
    const shortages = rest
      .map(({ sku, quantity }, at) => ({
        sku,
        available: available.get(sku) ?? 0,
        quantity,
        first: at === 0,
      }))
      .filter((line) => line.first || line.available < line.quantity)
      .map((line) => ({ sku: line.sku, available: line.available }));
    const refusing = await this.reservations.move(orderId, state, 'refusing', { shortages });
    return refusing ?? this.known(orderId);
  }

  /** The work is done: the state and the event that tells of it, in one write. */
  private async settle(
    reservation: StoredReservation,
    to: 'reserved' | 'secured' | 'refused' | 'released' | 'committed',
    told: Set<string>,
  ): Promise<StoredReservation> {
    const event = eventOf({ ...reservation, state: to });
    await failpoint(`stock.before-${to}`);
    const settled = await this.reservations.move(reservation._id, reservation.state, to, { outbox: [event] });
    if (settled !== null) await failpoint(`stock.after-${to}`);
    // Also when somebody else was quicker: products may have announced that they went in or out of stock.
    this.relay.wake();
    if (settled === null) return this.known(reservation._id);
    if (to === 'refused' && reservation.synthetic !== true) refusals.inc();
    told.add(event.type);
    return settled;
  }

  private async known(orderId: string): Promise<StoredReservation> {
    const reservation = await this.reservations.find(orderId);
    if (reservation === null) throw new Error(`the reservation of order ${orderId} has vanished`);
    return reservation;
  }
}

type Told = Pick<StoredReservation, '_id' | 'state' | 'expiresAt' | 'shortages'>;

/** The event that tells of a settled state. */
export function eventOf({ _id: orderId, state, expiresAt, shortages }: Told): Envelope {
  switch (state) {
    case 'reserved':
      return envelope(catalogue.stockReserved, { orderId, expiresAt: expiresAt.toISOString() });
    case 'refused':
      return envelope(catalogue.stockRefused, { orderId, shortages });
    case 'secured':
      return envelope(catalogue.stockSecured, { orderId });
    case 'committed':
      return envelope(catalogue.stockCommitted, { orderId });
    case 'released':
      return envelope(catalogue.stockReleased, { orderId });
    default:
      throw new Error(`nothing tells of a reservation that is ${state}`);
  }
}

/** What a command is answered with in a state that needs no more work. */
export function answerTo(verb: Verb, reservation: Told, refuse: boolean): Envelope {
  const state: State = verb === 'release' ? 'released' : refuse ? 'refused' : reservation.state;
  return eventOf({
    ...reservation,
    state,
    shortages: state === 'refused' && !refuse ? reservation.shortages : [],
  });
}
