import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { failpoint, isUnavailable, log, Rounds } from '@shop/service';
import { OrderStore } from '../order/order.store.ts';
import { PromotionUseStore } from './use.store.ts';

const EVERY_MS = 30_000;
const BATCH = 100;

/**
 * A use is stored just before its order. Where a process died between the two there is a use without an order: it is
 * given back once no order can come any more. Every replica runs one; doing it twice is doing it once.
 */
@Injectable()
export class UseSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.sweep(new Date()),
    (err) => log[isUnavailable(err) ? 'warn' : 'error']({ err }, 'uses of promotions could not be swept'),
  );

  constructor(
    private readonly uses: PromotionUseStore,
    private readonly orders: OrderStore,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(() => EVERY_MS);
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }

  /** Looks once at every use whose order should have come by `now`. */
  async sweep(now: Date): Promise<void> {
    for (const useId of await this.uses.due(now, BATCH)) {
      if (this.rounds.stopped) return;
      await failpoint('promotion.before-sweep');
      if ((await this.orders.byQuote(useId)) !== undefined) {
        await this.uses.keep(useId);
        continue;
      }
      await this.uses.giveBack(useId);
      await failpoint('promotion.after-sweep');
      log.warn({ useId }, 'a promotion was used for an order that never came, and may be used again');
    }
  }
}
