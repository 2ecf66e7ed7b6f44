import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { failpoint, isUnavailable, log, Rounds } from '@shop/service';
import { OrderService } from './order.service.ts';
import { OrderStore } from './order.store.ts';

const EVERY_MS = 2_000;
const BATCH = 50;

/**
 * Sets orders going again that have waited too long: sends their commands once more, makes holds longer, ends what
 * nobody confirmed. Every replica runs one; the order's version makes sure that only one of them acts, and its
 * `dueAt`, moved on in the same write, that the others leave it alone.
 */
@Injectable()
export class OrderSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.sweep(),
    (err) => log[isUnavailable(err) ? 'warn' : 'error']({ err }, 'orders could not be swept'),
  );

  constructor(
    private readonly store: OrderStore,
    private readonly orders: OrderService,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(() => EVERY_MS);
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }

  /** Looks once at every order that is due. */
  async sweep(): Promise<void> {
    for (const id of await this.store.overdue(new Date(), BATCH)) {
      if (this.rounds.stopped) return;
      await failpoint('order.before-sweep');
      const order = await this.orders.apply(id, { kind: 'overdue' }, 'overdue');
      log.warn(
        { orderId: id, state: order.state, attempts: order.attempts },
        'an order was waiting too long',
      );
      await failpoint('order.after-sweep');
    }
  }
}
