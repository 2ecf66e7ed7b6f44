import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { failpoint, isUnavailable, log } from '@shop/service';
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
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly store: OrderStore,
    private readonly orders: OrderService,
  ) {}

  onApplicationBootstrap(): void {
    this.later();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Looks once at every order that is due. */
  async sweep(): Promise<void> {
    for (const id of await this.store.overdue(new Date(), BATCH)) {
      if (this.stopped) return;
      await failpoint('order.before-sweep');
      const order = await this.orders.apply(id, { kind: 'overdue' }, 'overdue');
      log.warn(
        { orderId: id, state: order.state, attempts: order.attempts },
        'an order was waiting too long',
      );
      await failpoint('order.after-sweep');
    }
  }

  private later(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.sweep()
        .catch((err: unknown) =>
          log[isUnavailable(err) ? 'warn' : 'error']({ err }, 'orders could not be swept'),
        )
        .finally(() => this.later());
    }, EVERY_MS);
  }
}
