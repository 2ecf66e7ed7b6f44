import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { isUnavailable, log, Rounds } from '@shop/service';
import type { Env } from './env.ts';
import { PaymentStore } from './payment.store.ts';
import { Progress } from './progress.service.ts';

const AT_ONCE = 16;

/** Looks for payments that wait, such as those whose outcome is not known, and carries them on. Runs in every replica. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly rounds = new Rounds(
    () => this.sweep(),
    (err) => {
      if (!isUnavailable(err)) log.error({ err }, 'could not look for waiting payments');
    },
  );
  private readonly everyMs: number;

  constructor(
    private readonly store: PaymentStore,
    private readonly progress: Progress,
    env: Env,
  ) {
    this.everyMs = env.SWEEP_MS;
  }

  onApplicationBootstrap(): void {
    this.rounds.begin(() => this.everyMs);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  private async sweep(): Promise<void> {
    const due = await this.store.due(new Date(), AT_ONCE);
    await Promise.all(due.map((orderId) => this.one(orderId)));
  }

  private async one(orderId: string): Promise<void> {
    try {
      await this.progress.advance(orderId);
    } catch (err) {
      log.error({ err, orderId }, 'could not carry a payment on');
    }
  }
}
