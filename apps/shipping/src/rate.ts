import type { shipping } from '@shop/contracts';

/** Where parcels leave from: near Solingen, as they always did. */
export const warehouse = { latitude: 51.164896, longitude: 7.068792, place: 'ShopStack warehouse, Solingen' };

interface Tariff {
  service: shipping.ShippingService;
  name: string;
  /** In cents. */
  base: number;
  perKilogram: number;
  perHundredKm: number;
  /** The heaviest parcel it takes, in grams. */
  heaviest: number;
  /** Working days: the least, the most, and how many km add one day. */
  days: [least: number, most: number, kmPerDay: number];
}

const tariffs: Tariff[] = [
  {
    service: 'economy',
    name: 'Economy',
    base: 390,
    perKilogram: 25,
    perHundredKm: 12,
    heaviest: 5_000_000,
    days: [3, 5, 1_500],
  },
  {
    service: 'standard',
    name: 'Standard',
    base: 590,
    perKilogram: 40,
    perHundredKm: 20,
    heaviest: 1_000_000,
    days: [2, 3, 2_500],
  },
  {
    service: 'express',
    name: 'Express',
    base: 1_490,
    perKilogram: 120,
    perHundredKm: 45,
    heaviest: 70_000,
    days: [1, 1, 4_000],
  },
];

const EARTH_RADIUS_KM = 6_371;

/** Great-circle distance by the haversine formula, in whole kilometres. */
export function distanceKm(
  from: { latitude: number; longitude: number },
  to: { latitude: number; longitude: number },
): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const a =
    Math.sin(rad(to.latitude - from.latitude) / 2) ** 2 +
    Math.cos(rad(from.latitude)) *
      Math.cos(rad(to.latitude)) *
      Math.sin(rad(to.longitude - from.longitude) / 2) ** 2;
  return Math.round(2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(a))));
}

/** The day that is `days` working days after `from`; Saturdays and Sundays do not count. */
export function workingDaysAfter(from: Date, days: number): string {
  const day = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate()));
  for (let left = days; left > 0; ) {
    day.setUTCDate(day.getUTCDate() + 1);
    if (day.getUTCDay() !== 0 && day.getUTCDay() !== 6) left--;
  }
  return day.toISOString().slice(0, 10);
}

/** What a parcel of this weight costs over this distance by each service that takes it, cheapest first. */
export function ratesFor(distance: number, weightGrams: number, today: Date): shipping.Rate[] {
  return tariffs
    .filter(({ heaviest }) => weightGrams <= heaviest)
    .map((tariff) => rateOf(tariff, distance, weightGrams, today));
}

function rateOf(tariff: Tariff, distance: number, weightGrams: number, today: Date): shipping.Rate {
  const kilograms = Math.ceil(weightGrams / 1000);
  const hundreds = Math.ceil(distance / 100);
  const [least, most, kmPerDay] = tariff.days;
  const more = Math.floor(distance / kmPerDay);
  return {
    service: tariff.service,
    name: tariff.name,
    price: {
      amount: tariff.base + tariff.perKilogram * kilograms + tariff.perHundredKm * hundreds,
      currency: 'EUR',
    },
    distanceKm: distance,
    earliest: workingDaysAfter(today, least + more),
    latest: workingDaysAfter(today, most + more),
  };
}
