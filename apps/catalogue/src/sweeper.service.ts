import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { catalogue } from '@shop/contracts';
import { metricOnce } from '@shop/health';
import { envelope, OutboxRelay } from '@shop/messaging';
import { failpoint, log, Rounds } from '@shop/service';
import { Counter, Gauge } from 'prom-client';
import { ReservationService } from './reservation.service.ts';
import { ReservationStore } from './reservation.store.ts';
import { StockStore } from './stock.store.ts';

const BATCH = 100;
/** Work that has not moved for this long was left by a process that died. */
const ABANDONED_AFTER_MS = 15_000;

const releaseOf = (orderId: string) => envelope(catalogue.stockReleased, { orderId });

const expired = metricOnce(
  'stock_expired_total',
  () => new Counter({ name: 'stock_expired_total', help: 'Holds given back because their time ran out' }),
);
const holds = metricOnce(
  'stock_holds',
  () => new Gauge({ name: 'stock_holds', help: 'Orders that hold stock' }),
);

/** Gives back what was held too long and finishes what a crash left unfinished. Every replica does, none in the way of another. */
@Injectable()
export class Sweeper implements BeforeApplicationShutdown {
  private readonly rounds = new Rounds(
    () => this.sweep(new Date()),
    (err) => log.warn({ err }, 'the stock could not be swept'),
  );

  constructor(
    private readonly stock: StockStore,
    private readonly reservations: ReservationStore,
    private readonly work: ReservationService,
    private readonly relay: OutboxRelay,
  ) {}

  /** Sweeps from now on, `everyMs` apart, a little apart from the other replicas. */
  begin(everyMs: number): void {
    this.rounds.begin(() => everyMs * (0.75 + Math.random() / 2));
  }

  /** One round. `now` decides what has run out. */
  async sweep(now: Date): Promise<void> {
    for (const { _id, state } of await this.reservations.expired(now, BATCH)) {
      if (state === 'reserving') await this.reservations.move(_id, state, 'refusing');
      else await this.reservations.move(_id, state, 'expired', { outbox: [releaseOf(_id)] });
      await failpoint('stock.after-expiry');
    }
    let given = 0;
    for (const hold of await this.stock.expiredHolds(now, BATCH)) {
      if (await this.stock.expire(hold)) given += 1;
      await failpoint('stock.after-expired-hold');
    }
    expired.inc(given);
    for (const reservation of await this.reservations.abandoned(
      new Date(now.getTime() - ABANDONED_AFTER_MS),
      BATCH,
    )) {
      log.info({ orderId: reservation._id, state: reservation.state }, 'finishing an abandoned reservation');
      await failpoint('stock.before-finish');
      await this.work.goOn(reservation, new Set());
    }
    this.relay.wake();
    holds.set(await this.reservations.holding());
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }
}
