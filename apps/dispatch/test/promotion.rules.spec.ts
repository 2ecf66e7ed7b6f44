import type { dispatch } from '@shop/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Basket, judge } from '../src/promotion/rules/discount.ts';
import { freePlace } from '../src/promotion/rules/places.ts';
import { standingOf, type Terms } from '../src/promotion/rules/standing.ts';
import { totalsOf } from '../src/quote/quote.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' as const });
const now = new Date('2026-11-21T10:00:00Z');
const [before, after] = [new Date(now.getTime() - 1), new Date(now.getTime() + 1)];
const unused = { all: 0, shopper: 0 };
const terms = (change: Partial<Terms> = {}): Terms => ({
  code: 'SPRING',
  title: 'Spring',
  benefit: { kind: 'percentage', percent: 10 },
  categories: [],
  skus: [],
  ...change,
});
const basket = (...amounts: number[]): Basket => ({
  lines: amounts.map((amount, i) => ({ sku: `S${i}`, categories: [i === 0 ? 'robot' : 'part'], amount })),
  shipping: 499,
});
const reasonOf = (change: Partial<Terms>, of: Basket = basket(1000), usage = unused) => {
  const verdict = judge(terms(change), of, usage, now);
  return 'refusal' in verdict ? verdict.refusal : verdict;
};

const benefit: fc.Arbitrary<dispatch.Benefit> = fc.oneof(
  fc.record({ kind: fc.constant('percentage' as const), percent: fc.integer({ min: 1, max: 100 }) }),
  fc.record({
    kind: fc.constant('amount' as const),
    amount: fc.integer({ min: 1, max: 100_000_000 }).map(eur),
  }),
  fc.constant({ kind: 'free_shipping' as const }),
);
const anyBasket = fc.record({
  lines: fc.array(
    fc.record({
      sku: fc.constantFrom('A', 'B', 'C'),
      categories: fc.subarray(['robot', 'part']),
      amount: fc.integer({ min: 1, max: 99 * 100_000_000 }),
    }),
    { minLength: 1, maxLength: 50 },
  ),
  shipping: fc.integer({ min: 0, max: 1_000_000 }),
});

describe('what a promotion takes off', () => {
  it('is a share, an amount or the delivery', () => {
    expect(reasonOf({}, basket(1999, 250))).toEqual({ discount: 224 });
    expect(reasonOf({ benefit: { kind: 'amount', amount: eur(500) } })).toEqual({ discount: 500 });
    expect(reasonOf({ benefit: { kind: 'free_shipping' } })).toEqual({ discount: 499 });
  });

  it('is of the goods it is for alone', () => {
    expect(reasonOf({ categories: ['robot'] }, basket(1000, 500))).toEqual({ discount: 100 });
    expect(reasonOf({ skus: ['S1'] }, basket(1000, 500))).toEqual({ discount: 50 });
    expect(reasonOf({ categories: ['robot'], skus: ['S1'] }, basket(1000, 500))).toEqual({ discount: 150 });
    const amount = { kind: 'amount' as const, amount: eur(5000) };
    expect(reasonOf({ skus: ['S1'], benefit: amount }, basket(1000, 500))).toEqual({ discount: 500 });
  });

  it('is for goods of one of its categories, whatever else they are', () => {
    const lines = [{ sku: 'S0', categories: ['robot', 'garden'], amount: 1000 }];
    expect(reasonOf({ categories: ['robot', 'toy'] }, { lines, shipping: 0 })).toEqual({ discount: 100 });
  });

  it('is never all that is paid: one cent is left where the delivery costs nothing', () => {
    const all = { benefit: { kind: 'percentage' as const, percent: 100 } };
    expect(reasonOf(all, { ...basket(1000), shipping: 0 })).toEqual({ discount: 999 });
    expect(reasonOf(all, { ...basket(1000), shipping: 1 })).toEqual({ discount: 1000 });
    const { shipping: _, ...unknown } = basket(1000);
    expect(reasonOf(all, unknown)).toEqual({ discount: 1000 });
  });

  it('leaves something to pay, in whole cents, and the tax is the tax of that', () => {
    fc.assert(
      fc.property(
        benefit,
        fc.subarray(['robot']),
        fc.subarray(['A', 'B']),
        anyBasket,
        (off, categories, skus, of) => {
          const verdict = judge(terms({ benefit: off, categories, skus }), of, unused, now);
          if ('refusal' in verdict) {
            expect(verdict.refusal.reason).toBe('promotion_nothing_qualifies');
            return;
          }
          const { discount } = verdict;
          const lines = of.lines.map(({ sku, amount }) => ({
            ...{ sku, name: sku, image: '', quantity: 1 },
            ...{ unitPrice: eur(amount), lineTotal: eur(amount) },
          }));
          const { subtotal, shipping, total, tax } = totalsOf(lines, eur(of.shipping), discount);
          expect(Number.isInteger(discount) && discount >= 0).toBe(true);
          expect(total.amount).toBe(subtotal.amount + shipping.amount - discount);
          expect(total.amount).toBeGreaterThan(0);
          expect(Math.abs((total.amount - tax.amount) * 1.2 - total.amount)).toBeLessThanOrEqual(0.6 + 1e-5);
          const goods = off.kind === 'free_shipping' ? 0 : subtotal.amount;
          const delivery = off.kind === 'free_shipping' ? shipping.amount : 0;
          expect(discount).toBeLessThanOrEqual(goods + delivery);
        },
      ),
    );
  });
});

describe('a promotion that does not count', () => {
  it.each<[string, Partial<Terms>, object]>([
    ['it begins later', { from: after }, { reason: 'promotion_not_yet', from: after.toISOString() }],
    ['its time is over', { until: now }, { reason: 'promotion_over' }],
    ['it was ended', { endedAt: before }, { reason: 'promotion_over' }],
    ['it is for other goods', { skus: ['OTHER'] }, { reason: 'promotion_nothing_qualifies' }],
    [
      'the cart comes to too little',
      { minimum: eur(1001) },
      { reason: 'promotion_subtotal_too_small', missing: eur(1) },
    ],
  ])('says that %s', (_, change, refusal) => expect(reasonOf(change)).toEqual(refusal));

  it('says that it is used up, or used by this shopper', () => {
    expect(reasonOf({ limit: 3 }, basket(1), { all: 3, shopper: 0 })).toEqual({
      reason: 'promotion_used_up',
    });
    expect(reasonOf({ perShopper: 1, limit: 1 }, basket(1), { all: 1, shopper: 1 })).toEqual({
      reason: 'promotion_used_by_you',
    });
    expect(reasonOf({ limit: 3, perShopper: 2 }, basket(100), { all: 2, shopper: 1 })).toEqual({
      discount: 10,
    });
  });

  it('counts from its first moment to the last before its end, and up to what it asks for', () => {
    expect(reasonOf({ from: now, until: after, minimum: eur(1000) })).toEqual({ discount: 100 });
    expect(standingOf(terms({ from: after }), 0, now)).toBe('scheduled');
    expect(standingOf(terms({ until: before }), 0, now)).toBe('over');
    expect(standingOf(terms({ limit: 2 }), 2, now)).toBe('used_up');
    expect(standingOf(terms({ limit: 2 }), 3, now)).toBe('used_up');
    expect(standingOf(terms({ limit: 2, from: now, until: after }), 1, now)).toBe('running');
    expect(standingOf(terms({ until: now }), 0, now)).toBe('over');
    expect(standingOf(terms({ limit: 2, endedAt: now }), 2, now)).toBe('ended');
  });
});

describe('a place among those who may use it', () => {
  it('is free, within the limit, and there is one as long as fewer have one', () => {
    const taken = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 60 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        taken,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (limit, has, chance) => {
          const place = freePlace(limit, has, chance);
          if (has.length >= limit) {
            expect(place).toBeUndefined();
            return;
          }
          expect(has).not.toContain(place);
          expect(place).toBeGreaterThanOrEqual(1);
          expect(place).toBeLessThanOrEqual(limit);
        },
      ),
    );
  });

  it('is left out for each one beyond a limit that was lowered, so that shoppers at once do not exceed it', () => {
    const every = (limit: number, taken: number[]) =>
      new Set(Array.from({ length: 100 }, (_, i) => freePlace(limit, taken, i / 100)));
    expect(every(5, [5, 7])).toEqual(new Set([1, 2, 3]));
    expect(every(3, [4, 5])).toEqual(new Set([1]));
    expect(every(2, [4, 5])).toEqual(new Set([undefined]));
  });
});
