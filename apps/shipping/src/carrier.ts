import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { isUnavailable, log } from '@shop/service';
import { ShipmentStore } from './shipment.store.ts';
import { ShippingService } from './shipping.service.ts';

const LOOK_EVERY_MS = 500;
const PARCELS_AT_ONCE = 50;

/** Plays the carrier: moves each parcel that was handed over from stop to stop until it is delivered. */
@Injectable()
export class CarrierSimulator implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();

  constructor(
    private readonly shipments: ShipmentStore,
    private readonly service: ShippingService,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setTimeout(() => this.tick(), LOOK_EVERY_MS);
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.round;
  }

  private tick(): void {
    this.round = this.move()
      .catch((error: unknown) =>
        log[isUnavailable(error) ? 'debug' : 'warn'](
          { err: error },
          'parcels could not be moved, trying again',
        ),
      )
      .then(() => {
        if (this.timer !== undefined) this.timer = setTimeout(() => this.tick(), LOOK_EVERY_MS);
      });
  }

  private async move(): Promise<void> {
    const now = new Date();
    for (const orderId of await this.shipments.due(now, PARCELS_AT_ONCE))
      await this.service.moveOn(orderId, now);
  }
}
