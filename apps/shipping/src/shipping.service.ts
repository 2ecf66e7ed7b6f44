import { Injectable } from '@nestjs/common';
import { type Output, type Payload, Problem, shipping, type user } from '@shop/contracts';
import { envelope } from '@shop/messaging';
import { CityStore } from './city.store.ts';
import { newTrackingNumber, nextStop, placeOf } from './parcel.ts';
import { distanceKm, ratesFor, warehouse } from './rate.ts';
import type { Shipment, Stop } from './shipment.entity.ts';
import { type Parcel, type ShipmentChange, ShipmentStore } from './shipment.store.ts';

type Booking = Payload<typeof shipping.bookShipment>;

@Injectable()
export class ShippingService {
  constructor(
    private readonly cities: CityStore,
    private readonly shipments: ShipmentStore,
    private readonly carrierStepMs: number,
  ) {}

  async countries() {
    return { items: await this.cities.countries() };
  }

  async findCities(country: string, typed: string) {
    return { items: await this.cities.find(country, typed) };
  }

  city(id: number): Promise<shipping.City> {
    return this.cities.one(id);
  }

  async rates(cityId: number, weightGrams: number): Promise<{ items: shipping.Rate[] }> {
    const city = await this.cities.one(cityId);
    return { items: ratesFor(distanceKm(warehouse, city), weightGrams, new Date()) };
  }

  async mine(shopper: user.Shopper, orderId: string): Promise<shipping.Shipment> {
    return this.shown({ orderId, ownerId: shopper.id });
  }

  async track(trackingNumber: string): Promise<shipping.Shipment> {
    return this.shown({ trackingNumber });
  }

  /** For whoever reads the story of an order: a synthetic one's parcel too, and one that was cancelled unbooked. */
  async ofOrder(orderId: string): Promise<Output<typeof shipping.shipmentOfOrder>> {
    const { found, waiting } = await this.shipments.withWaiting(orderId);
    return { shipment: found === undefined ? null : shownOf(found), waiting };
  }

  /** Booked once an order: asked again, it says the same again. */
  async book(booking: Booking): Promise<void> {
    const rate = await this.rateOf(booking);
    const now = new Date();
    await this.shipments.change('book', booking.orderId, (before) => {
      if (before?.status === 'cancelled')
        return { shipment: before, outbox: [refused(booking.orderId, 'cancelled')] };
      if (before !== undefined) return { shipment: before, outbox: [booked(before)] };
      if (typeof rate === 'string') {
        return { shipment: cancelledRow(booking, now), outbox: [refused(booking.orderId, rate)] };
      }
      const shipment: Shipment = {
        orderId: booking.orderId,
        ownerId: booking.ownerId,
        trackingNumber: newTrackingNumber(),
        status: 'booked',
        service: booking.service,
        address: booking.address,
        city: booking.address.city,
        weightGrams: booking.weightGrams,
        earliest: rate.earliest,
        latest: rate.latest,
        nextStopAt: null,
        syntheticUntil: syntheticUntil(booking, now),
      };
      return { shipment, stop: stopOf(shipment, now), outbox: [booked(shipment)] };
    });
  }

  /** From here the carrier has it: it moves by itself. A synthetic one is there already. */
  async handOver(orderId: string): Promise<void> {
    const now = new Date();
    const nextStopAt = this.nextStopAt(now);
    await this.shipments.change('hand-over', orderId, (before) => {
      if (before === undefined) throw new Error(`order ${orderId} has no shipment to hand over`);
      if (before.status !== 'booked' || before.nextStopAt !== null) return undefined;
      if (before.syntheticUntil !== null) return arrival({ ...before, status: 'delivered' }, now);
      return { shipment: { ...before, nextStopAt }, outbox: [] };
    });
  }

  /** A parcel that has left cannot be called back; one that was never booked is remembered as cancelled. */
  async cancel(order: Payload<typeof shipping.cancelShipment>): Promise<void> {
    const { orderId } = order;
    const now = new Date();
    await this.shipments.change('cancel', orderId, (before): ShipmentChange | undefined => {
      const outbox = [envelope(shipping.shipmentCancelled, { orderId })];
      if (before === undefined) return { shipment: cancelledRow(order, now), outbox };
      if (before.status === 'cancelled') return { shipment: before, outbox };
      if (before.status !== 'booked') return undefined;
      const shipment: Shipment = { ...before, status: 'cancelled', nextStopAt: null };
      return { shipment, stop: stopOf(shipment, now), outbox };
    });
  }

  /** Moves one parcel to its next stop, if it is still due. */
  async moveOn(orderId: string, now: Date): Promise<void> {
    await this.shipments.change('move', orderId, (before) => {
      const status = before === undefined ? undefined : nextStop(before.status);
      if (before?.nextStopAt == null || before.nextStopAt > now || status === undefined) return undefined;
      const last = nextStop(status) === undefined;
      const shipment: Shipment = { ...before, status, nextStopAt: last ? null : this.nextStopAt(now) };
      return arrival(shipment, now);
    });
  }

  async forget(accountId: string): Promise<void> {
    await this.shipments.forgetAddresses(accountId);
  }

  private nextStopAt(now: Date): Date | null {
    return this.carrierStepMs === 0 ? null : new Date(now.getTime() + this.carrierStepMs);
  }

  private async rateOf(booking: Booking): Promise<shipping.Rate | string> {
    try {
      const { items } = await this.rates(booking.address.cityId, booking.weightGrams);
      return items.find(({ service }) => service === booking.service) ?? 'no_such_service';
    } catch (error) {
      if (error instanceof Problem && error.code === 'city_not_found') return error.code;
      throw error;
    }
  }

  private async shown(where: { orderId: string; ownerId: string } | { trackingNumber: string }) {
    const found = await this.shipments.one(where);
    // A row that was cancelled before it was booked has no stops: to a shopper there never was a parcel.
    if (found === undefined || found.stops.length === 0) throw new Problem('shipment_not_found');
    return shownOf(found);
  }
}

function shownOf({ shipment, stops }: Parcel): shipping.Shipment {
  const { trackingNumber, status, service, earliest, latest } = shipment;
  const history = stops.map(({ status, at, place }) => ({ status, at: at.toISOString(), place }));
  return { trackingNumber, status, service, earliest, latest, history };
}

const stopOf = ({ orderId, status, city }: Shipment, at: Date): Stop => ({
  orderId,
  status,
  at,
  place: placeOf(status, city),
});

/** A parcel at its next stop, with the news of it. */
function arrival(shipment: Shipment, now: Date): ShipmentChange {
  const stop = stopOf(shipment, now);
  const { orderId, trackingNumber, status } = shipment;
  const moved = { orderId, trackingNumber, status, at: now.toISOString(), place: stop.place };
  return { shipment, stop, outbox: [envelope(shipping.parcelMoved, moved)] };
}

const booked = ({ orderId, trackingNumber, service, earliest, latest }: Shipment) =>
  envelope(shipping.shipmentBooked, { orderId, trackingNumber, service, earliest, latest });

const refused = (orderId: string, reason: string) => envelope(shipping.bookingRefused, { orderId, reason });

const SYNTHETIC_MEMORY_MS = 7 * 24 * 60 * 60 * 1000;
const syntheticUntil = ({ synthetic }: { synthetic?: true | undefined }, now: Date): Date | null =>
  synthetic === true ? new Date(now.getTime() + SYNTHETIC_MEMORY_MS) : null;

function cancelledRow(
  about: { orderId: string; ownerId?: string; synthetic?: true | undefined },
  now: Date,
): Shipment {
  const day = now.toISOString().slice(0, 10);
  return {
    orderId: about.orderId,
    ownerId: about.ownerId ?? about.orderId,
    trackingNumber: newTrackingNumber(),
    status: 'cancelled',
    service: 'standard',
    address: null,
    city: '',
    weightGrams: 0,
    earliest: day,
    latest: day,
    nextStopAt: null,
    syntheticUntil: syntheticUntil(about, now),
  };
}
