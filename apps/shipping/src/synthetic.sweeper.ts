import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { log, Rounds } from '@shop/service';
import { ShipmentStore } from './shipment.store.ts';

const EVERY_MS = 10 * 60 * 1000;
/** More than the verifier books in ten minutes, and little enough for one short transaction. */
const AT_ONCE = 200;

/** Deletes shipments of synthetic orders a week after they were booked. Every replica does, none in the way of another. */
@Injectable()
export class SyntheticSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.sweep(new Date()),
    (err) => log.warn({ err }, 'old synthetic shipments could not be deleted, trying again'),
  );

  constructor(private readonly shipments: ShipmentStore) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(() => EVERY_MS);
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }

  /** One round; tells how many were deleted. */
  sweep(now: Date): Promise<number> {
    return this.shipments.forgetSynthetic(now, AT_ONCE);
  }
}
