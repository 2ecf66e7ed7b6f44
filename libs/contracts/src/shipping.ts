import { z } from 'zod';
import { contractsOf } from './declare.ts';
import { Waiting } from './message.ts';
import { Day, Id, Instant, Money, Synthetic } from './primitives.ts';
import { PostalAddress } from './user.ts';

const { route, command, event } = contractsOf('shipping');

export const CountryCode = z.string().regex(/^[A-Z]{2}$/);
export const Country = z.strictObject({ code: CountryCode, name: z.string() });
export const City = z.strictObject({
  id: z.int(),
  country: CountryCode,
  name: z.string(),
  /** The state, canton or county, where known. */
  region: z.string(),
  latitude: z.number(),
  longitude: z.number(),
});
export type City = z.infer<typeof City>;

export const listCountries = route('GET', '/countries', {
  access: 'public',
  summary: 'Countries we deliver to',
  output: z.strictObject({ items: z.array(Country) }),
});
export const findCities = route('GET', '/countries/:country/cities', {
  access: 'public',
  summary: 'Cities of a country whose name starts with what was typed, ten at the most',
  params: z.strictObject({ country: CountryCode }),
  query: z.strictObject({ q: z.string().trim().min(1).max(80) }),
  output: z.strictObject({ items: z.array(City) }),
});
export const getCity = route('GET', '/cities/:cityId', {
  access: 'public',
  summary: 'One city',
  params: z.strictObject({ cityId: z.coerce.number().int().positive() }),
  output: City,
});

export const ShippingService = z.enum(['economy', 'standard', 'express']);
export type ShippingService = z.infer<typeof ShippingService>;
export const Rate = z.strictObject({
  service: ShippingService,
  name: z.string(),
  price: Money,
  /** Great-circle distance from the warehouse. */
  distanceKm: z.int(),
  /** The days between which the parcel arrives, working days counted. */
  earliest: Day,
  latest: Day,
});
export type Rate = z.infer<typeof Rate>;
export const listRates = route('GET', '/rates', {
  access: 'public',
  summary: 'What delivery costs, and when it arrives',
  query: z.strictObject({
    cityId: z.coerce.number().int().positive(),
    weightGrams: z.coerce.number().int().min(1).max(100_000_000),
  }),
  output: z.strictObject({ items: z.array(Rate) }),
});

/** Where a parcel is. */
export const ParcelStatus = z.enum([
  'booked',
  'collected',
  'in_transit',
  'out_for_delivery',
  'delivered',
  'cancelled',
]);
export type ParcelStatus = z.infer<typeof ParcelStatus>;
export const Shipment = z.strictObject({
  trackingNumber: z.string(),
  status: ParcelStatus,
  service: ShippingService,
  earliest: Day,
  latest: Day,
  history: z.array(z.strictObject({ status: ParcelStatus, at: Instant, place: z.string() })),
});
export type Shipment = z.infer<typeof Shipment>;

export const getShipment = route('GET', '/shipments/:orderId', {
  access: 'guest',
  summary: 'The parcel of one of my orders',
  params: z.strictObject({ orderId: Id }),
  output: Shipment,
  owned: 'orderId',
});
/** For the story of an order, synthetic ones too; null when nothing was booked. */
export const shipmentOfOrder = route('GET', '/shipments-by-order/:orderId', {
  access: 'service',
  summary: 'The parcel of an order, and its messages that wait to be sent',
  params: z.strictObject({ orderId: Id }),
  output: z.strictObject({ shipment: Shipment.nullable(), waiting: z.array(Waiting) }),
});
export const track = route('GET', '/tracking/:trackingNumber', {
  access: 'public',
  summary: 'Track a parcel by its number',
  params: z.strictObject({ trackingNumber: z.string().regex(/^[0-9A-Z]{10,30}$/) }),
  output: Shipment,
});

/** Answered by shipment-booked or booking-refused. */
export const bookShipment = command(
  'book-shipment',
  z.object({
    orderId: Id,
    ownerId: Id,
    service: ShippingService,
    address: PostalAddress,
    weightGrams: z.int().positive(),
    /** No carrier hears of it, and nobody can track it: it counts as delivered when it is handed over. */
    synthetic: Synthetic,
  }),
);
/** The goods are packed and paid: give them to the carrier. Answered by parcel-moved as it goes. */
export const handOver = command('hand-over', z.object({ orderId: Id, synthetic: Synthetic }));
/** Answered by shipment-cancelled, also when none was booked; a later booking of this order is refused. */
export const cancelShipment = command('cancel-shipment', z.object({ orderId: Id, synthetic: Synthetic }));

export const shipmentBooked = event(
  'shipment-booked.v1',
  z.object({ orderId: Id, trackingNumber: z.string(), service: ShippingService, earliest: Day, latest: Day }),
  ['dispatch'],
);
export const bookingRefused = event('booking-refused.v1', z.object({ orderId: Id, reason: z.string() }), [
  'dispatch',
]);
export const shipmentCancelled = event('shipment-cancelled.v1', z.object({ orderId: Id }), ['dispatch']);
export const parcelMoved = event(
  'parcel-moved.v1',
  z.object({
    orderId: Id,
    trackingNumber: z.string(),
    status: ParcelStatus,
    at: Instant,
    place: z.string(),
  }),
  ['dispatch'],
);
