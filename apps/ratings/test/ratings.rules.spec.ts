import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Counted, difference, plus, summarise, type Tally } from '../src/rating.ts';

const review = fc.record({
  score: fc.integer({ min: 1, max: 5 }),
  status: fc.constantFrom('published' as const, 'rejected' as const),
});

it('the tally is exactly what a recount would say, after any history of reviews', () => {
  const step = fc.record({ who: fc.integer({ min: 0, max: 9 }), now: fc.option(review, { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const reviews = new Map<number, Counted | undefined>();
      let tally: Tally = [0, 0, 0, 0, 0];
      for (const { who, now } of steps) {
        tally = plus(tally, difference(reviews.get(who), now));
        reviews.set(who, now);
      }
      const counted = [...reviews.values()].filter((r) => r?.status === 'published');
      const summary = summarise(tally);
      expect(summary.count).toBe(counted.length);
      expect(summary.sum).toBe(counted.reduce((sum, r) => sum + (r?.score ?? 0), 0));
      expect(summary.histogram.every((n) => n >= 0)).toBe(true);
    }),
  );
});

it('the mean is rounded to two decimals, and nobody rated is nought', () => {
  expect(summarise([0, 0, 0, 0, 0])).toMatchObject({ count: 0, sum: 0, average: 0 });
  expect(summarise([1, 0, 0, 0, 2])).toMatchObject({ count: 3, sum: 11, average: 3.67 });
});
