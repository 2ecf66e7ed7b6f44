import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newTrackingNumber, nextStop } from '../src/parcel.ts';
import { distanceKm, ratesFor, workingDaysAfter } from '../src/rate.ts';
import { searchName } from '../src/search-name.ts';

const place = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});
const today = new Date('2026-11-20T12:00:00Z');

describe('what delivery costs', () => {
  it('is the same there and back, and never more than half way round the world', () => {
    fc.assert(
      fc.property(place, place, (a, b) => {
        expect(distanceKm(a, b)).toBe(distanceKm(b, a));
        expect(distanceKm(a, b)).toBeGreaterThanOrEqual(0);
        expect(distanceKm(a, b)).toBeLessThanOrEqual(20_016);
      }),
    );
    expect(distanceKm({ latitude: 52.52, longitude: 13.405 }, { latitude: 48.8566, longitude: 2.3522 })).toBe(
      877,
    );
  });

  it('never falls when a parcel gets heavier or goes further, and is whole cents', () => {
    const km = fc.integer({ min: 0, max: 20_000 });
    const grams = fc.integer({ min: 1, max: 60_000 });
    fc.assert(
      fc.property(km, km, grams, grams, (km1, km2, g1, g2) => {
        const near = ratesFor(Math.min(km1, km2), Math.min(g1, g2), today);
        const far = ratesFor(Math.max(km1, km2), Math.max(g1, g2), today);
        near.forEach((rate, i) => {
          expect(Number.isInteger(rate.price.amount)).toBe(true);
          expect(far[i]?.price.amount).toBeGreaterThanOrEqual(rate.price.amount);
          expect(rate.earliest <= rate.latest).toBe(true);
        });
      }),
    );
  });

  it('leaves out services that cannot carry the weight', () => {
    expect(ratesFor(500, 1_000, today).map(({ service }) => service)).toEqual([
      'economy',
      'standard',
      'express',
    ]);
    expect(ratesFor(500, 100_000, today).map(({ service }) => service)).toEqual(['economy', 'standard']);
    expect(ratesFor(500, 6_000_000, today)).toEqual([]);
  });

  it('counts working days only', () => {
    expect(workingDaysAfter(today, 1)).toBe('2026-11-23');
    expect(workingDaysAfter(today, 5)).toBe('2026-11-27');
    expect(workingDaysAfter(today, 6)).toBe('2026-11-30');
  });
});

describe('a parcel', () => {
  it('always comes to its end', () => {
    for (const start of ['booked', 'collected', 'in_transit', 'out_for_delivery'] as const) {
      let status: ReturnType<typeof nextStop> = start;
      let stops = 0;
      while (status !== undefined && nextStop(status) !== undefined) {
        status = nextStop(status);
        stops += 1;
      }
      expect(status).toBe('delivered');
      expect(stops).toBeLessThan(5);
    }
    expect(nextStop('cancelled')).toBeUndefined();
  });

  it('has a tracking number of its own', () => {
    const numbers = new Set(Array.from({ length: 1000 }, newTrackingNumber));
    expect(numbers.size).toBe(1000);
    for (const number of numbers) expect(number).toMatch(/^SS[0-9A-HJKMNP-TV-Z]{16}$/);
  });
});

describe('the name of a city', () => {
  it.each([
    ['München', 'munchen'],
    ['Saint-Étienne', 'saint etienne'],
    ['Łódź', 'lodz'],
    ["L'Aquila", 'l aquila'],
    ['København', 'kobenhavn'],
  ])('%s is found as %s', (name, typed) => expect(searchName(name)).toBe(typed));
});
