import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { isUnavailable, log, Rounds } from '@shop/service';
import { ShipmentStore } from './shipment.store.ts';
import { ShippingService } from './shipping.service.ts';

const LOOK_EVERY_MS = 500;
const PARCELS_AT_ONCE = 50;

/** Plays the carrier: moves each parcel that was handed over from stop to stop until it is delivered. */
@Injectable()
export class CarrierSimulator implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.move(),
    (err) => log[isUnavailable(err) ? 'debug' : 'warn']({ err }, 'parcels could not be moved, trying again'),
  );

  constructor(
    private readonly shipments: ShipmentStore,
    private readonly service: ShippingService,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(() => LOOK_EVERY_MS);
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }

  private async move(): Promise<void> {
    const now = new Date();
    for (const orderId of await this.shipments.due(now, PARCELS_AT_ONCE))
      await this.service.moveOn(orderId, now);
  }
}
