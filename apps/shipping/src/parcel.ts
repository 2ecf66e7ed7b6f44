import { randomInt } from 'node:crypto';
import { type shipping } from '@shop/contracts';
import { warehouse } from './rate.ts';

type Status = shipping.ParcelStatus;

/** Where a parcel goes next by itself once the carrier has it; nothing after these. */
const following = {
  booked: 'collected',
  collected: 'in_transit',
  in_transit: 'out_for_delivery',
  out_for_delivery: 'delivered',
  delivered: undefined,
  cancelled: undefined,
} as const satisfies Record<Status, Status | undefined>;

/** The parcel's next stop; undefined at its end. */
export const nextStop = (status: Status): Status | undefined => following[status];

/** Where a parcel is seen at a stop. */
export function placeOf(status: Status, city: string): string {
  if (status === 'booked' || status === 'collected' || status === 'cancelled') return warehouse.place;
  // Between two places, which have no name of their own.
  if (status === 'in_transit') return '';
  return city;
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A tracking number nobody guesses: SS and sixteen of Crockford's characters (80 bits). */
export function newTrackingNumber(): string {
  return `SS${Array.from({ length: 16 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')}`;
}
