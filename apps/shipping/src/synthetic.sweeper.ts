import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { log } from '@shop/service';
import { ShipmentStore } from './shipment.store.ts';

const EVERY_MS = 10 * 60 * 1000;
/** More than the verifier books in ten minutes, and little enough for one short transaction. */
const AT_ONCE = 200;

/** Deletes shipments of synthetic orders a week after they were booked. Every replica does, none in the way of another. */
@Injectable()
export class SyntheticSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<unknown> = Promise.resolve();

  constructor(private readonly shipments: ShipmentStore) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.round = this.sweep(new Date()).catch((error: unknown) =>
        log.warn({ err: error }, 'old synthetic shipments could not be deleted, trying again'),
      );
    }, EVERY_MS);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  /** One round; tells how many were deleted. */
  sweep(now: Date): Promise<number> {
    return this.shipments.forgetSynthetic(now, AT_ONCE);
  }
}
