import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { isUnavailable, log } from '@shop/service';
import type { Env } from './env.ts';
import { PaymentStore } from './payment.store.ts';
import { Progress } from './progress.service.ts';

const AT_ONCE = 16;

/** Looks for payments that wait, such as those whose outcome is not known, and carries them on. Runs in every replica. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private readonly everyMs: number;
  private open = true;

  constructor(
    private readonly store: PaymentStore,
    private readonly progress: Progress,
    env: Env,
  ) {
    this.everyMs = env.SWEEP_MS;
  }

  onApplicationBootstrap(): void {
    this.plan();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.open = false;
    clearTimeout(this.timer);
    await this.round;
  }

  private plan(): void {
    if (!this.open) return;
    this.timer = setTimeout(() => {
      this.round = this.sweep().finally(() => this.plan());
    }, this.everyMs);
  }

  private async sweep(): Promise<void> {
    try {
      const due = await this.store.due(new Date(), AT_ONCE);
      await Promise.all(due.map((orderId) => this.one(orderId)));
    } catch (err) {
      if (!isUnavailable(err)) log.error({ err }, 'could not look for waiting payments');
    }
  }

  private async one(orderId: string): Promise<void> {
    try {
      await this.progress.advance(orderId);
    } catch (err) {
      log.error({ err, orderId }, 'could not carry a payment on');
    }
  }
}
