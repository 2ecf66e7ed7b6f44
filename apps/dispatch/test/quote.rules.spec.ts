import type { catalogue } from '@shop/contracts';
import { describe, expect, it } from 'vitest';
import {
  basketOf,
  bySku,
  changesSince,
  pricedLines,
  shortagesOf,
  totalsOf,
  weightOf,
} from '../src/quote/quote.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' as const });
const product = (sku: string, cents: number, available = 9, weightGrams = 100): catalogue.Product => ({
  sku,
  name: `Robot ${sku}`,
  description: 'Walks.',
  price: eur(cents),
  categories: ['robot', sku],
  attributes: {},
  weightGrams,
  image: `/pictures/${sku}.svg`,
  available,
  rating: { average: 0, count: 0 },
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
});
const products = bySku([product('A', 1999, 3, 250), product('B', 5, 0, 1)]);
const line = (sku: string, quantity: number) => ({ sku, quantity });

describe('what an offer is made of', () => {
  it('is each line at its price, in cents', () => {
    expect(pricedLines([line('A', 3)], products)).toEqual([
      {
        sku: 'A',
        name: 'Robot A',
        image: '/pictures/A.svg',
        quantity: 3,
        unitPrice: eur(1999),
        lineTotal: eur(5997),
      },
    ]);
    expect(() => pricedLines([line('GONE', 1)], products)).toThrow('no price for GONE');
  });

  it('weighs what its goods weigh', () => {
    expect(weightOf([line('A', 3), line('B', 7), line('GONE', 9)], products)).toBe(757);
    expect(weightOf([], products)).toBe(0);
  });

  it('says which lines cannot be bought: too few, none, or gone', () => {
    expect(shortagesOf([line('A', 3), line('A', 4), line('B', 1), line('GONE', 2)], products)).toEqual([
      { sku: 'A', name: 'Robot A', wanted: 4, available: 3 },
      { sku: 'B', name: 'Robot B', wanted: 1, available: 0 },
      { sku: 'GONE', name: 'GONE', wanted: 2, available: 0 },
    ]);
  });

  it('shows a promotion the goods there are, and the delivery once it is known', () => {
    expect(basketOf([line('A', 2), line('GONE', 2)], products)).toEqual({
      lines: [{ sku: 'A', categories: ['robot', 'A'], amount: 3998 }],
    });
    expect(basketOf([], products, eur(499))).toEqual({ lines: [], shipping: 499 });
  });

  it('comes to the goods and the delivery, less the discount, and holds a fifth of VAT', () => {
    const lines = pricedLines([line('A', 2), line('B', 1)], products);
    expect(totalsOf(lines, eur(500))).toEqual({
      subtotal: eur(4003),
      shipping: eur(500),
      tax: eur(750),
      total: eur(4503),
    });
    expect(totalsOf(lines, eur(500), 1003)).toEqual({
      subtotal: eur(4003),
      shipping: eur(500),
      discount: eur(1003),
      tax: eur(583),
      total: eur(3500),
    });
  });
});

describe('what has changed since an offer', () => {
  const quoted = (sku: string, quantity: number, unitPrice: number) => ({
    sku,
    quantity,
    unitPrice,
    name: `Old ${sku}`,
  });

  it('is nothing while prices stand and the stock suffices', () => {
    expect(changesSince([quoted('A', 3, 1999)], products)).toEqual([]);
  });

  it('is told line by line, with what it was and what it is', () => {
    expect(changesSince([quoted('A', 4, 1500), quoted('B', 1, 5), quoted('GONE', 2, 100)], products)).toEqual(
      [
        { sku: 'A', name: 'Old A', what: 'price', was: 1500, now: 1999 },
        { sku: 'A', name: 'Old A', what: 'stock', was: 4, now: 3 },
        { sku: 'B', name: 'Old B', what: 'stock', was: 1, now: 0 },
        { sku: 'GONE', name: 'Old GONE', what: 'gone', was: 2, now: 0 },
      ],
    );
  });
});
