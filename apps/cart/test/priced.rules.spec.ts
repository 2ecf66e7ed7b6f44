import { cart, type catalogue, MAX_QUANTITY } from '@shop/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, afterOrder, emptyCart, merge, priced, type StoredCart, set } from '../src/cart.ts';

const product = (sku: string, cents: number, available = 100): catalogue.Product => ({
  sku,
  name: `Robot ${sku}`,
  description: 'Walks.',
  price: { amount: cents, currency: 'EUR' },
  categories: ['robot'],
  attributes: {},
  weightGrams: 250,
  image: `/pictures/${sku}.svg`,
  available,
  rating: { average: 0, count: 0 },
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
});
const stored = (...lines: cart.CartLine[]): StoredCart => ({
  ...emptyCart,
  version: 3,
  lines,
  updatedAt: '2026-02-03T04:05:06.000Z',
});

describe('a cart with prices', () => {
  it('shows name, picture, weight and price of each line, and their sum in cents', () => {
    const bag = priced(stored({ sku: 'A', quantity: 3 }, { sku: 'B', quantity: 1 }), [
      product('A', 1999),
      product('B', 5),
    ]);
    expect(bag).toEqual({
      version: 3,
      saved: [],
      lines: [
        {
          sku: 'A',
          quantity: 3,
          name: 'Robot A',
          image: '/pictures/A.svg',
          unitPrice: { amount: 1999, currency: 'EUR' },
          lineTotal: { amount: 5997, currency: 'EUR' },
          available: 100,
          weightGrams: 250,
        },
        {
          sku: 'B',
          quantity: 1,
          name: 'Robot B',
          image: '/pictures/B.svg',
          unitPrice: { amount: 5, currency: 'EUR' },
          lineTotal: { amount: 5, currency: 'EUR' },
          available: 100,
          weightGrams: 250,
        },
      ],
      quantity: 4,
      subtotal: { amount: 6002, currency: 'EUR' },
      priced: true,
      updatedAt: '2026-02-03T04:05:06.000Z',
    });
  });

  it('shows the code that was put in, and what was put aside, which nobody pays for', () => {
    const bag = priced(
      { ...stored({ sku: 'A', quantity: 1 }), saved: [{ sku: 'B', quantity: 2 }], promotion: 'SPRING' },
      [product('A', 1999), product('B', 5)],
    );
    expect(bag).toMatchObject({ promotion: 'SPRING', quantity: 1, subtotal: { amount: 1999 } });
    expect(bag.saved).toMatchObject([{ sku: 'B', quantity: 2, lineTotal: { amount: 10 } }]);
    expect(priced(stored(), [])).not.toHaveProperty('promotion');
  });

  it('says which line cannot be bought as it stands, and why', () => {
    const lines = ['GONE', 'NONE', 'FEW', 'JUST'].map((sku) => ({ sku, quantity: 5 }));
    const shown = priced(stored(...lines), [
      product('NONE', 100, 0),
      product('FEW', 100, 4),
      product('JUST', 100, 5),
    ]).lines;
    expect(shown.map(({ sku, problem }) => [sku, problem])).toEqual([
      ['GONE', 'gone'],
      ['NONE', 'out_of_stock'],
      ['FEW', 'not_enough_stock'],
      ['JUST', undefined],
    ]);
    expect(shown[3]).not.toHaveProperty('problem');
    expect(shown[0]).toMatchObject({
      name: 'GONE',
      image: '/robots/GONE.svg',
      unitPrice: { amount: 0, currency: 'EUR' },
      lineTotal: { amount: 0, currency: 'EUR' },
      available: 0,
      weightGrams: 0,
    });
  });

  it('keeps its lines while the catalogue is away, without prices and without blaming a line', () => {
    const bag = priced(stored({ sku: 'A', quantity: 2 }), undefined);
    expect(bag).toMatchObject({ priced: false, quantity: 2, subtotal: { amount: 0, currency: 'EUR' } });
    expect(bag.lines[0]).toMatchObject({ sku: 'A', quantity: 2, name: 'A' });
    expect(bag.lines[0]).not.toHaveProperty('problem');
  });

  it('is the exact sum of its lines, whatever they cost', () => {
    const line = fc.record({ quantity: fc.integer({ min: 1, max: 99 }), cents: fc.nat(10_000_000) });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 50 }), (all) => {
        const named = all.map((one, at) => ({ ...one, sku: `S${at}` }));
        const bag = priced(
          stored(...named.map(({ sku, quantity }) => ({ sku, quantity }))),
          named.map(({ sku, cents }) => product(sku, cents)),
        );
        let sum = 0;
        for (const { cents, quantity } of all) sum += cents * quantity;
        expect(bag.subtotal.amount).toBe(sum);
      }),
    );
  });
});

describe('what is put in and taken out', () => {
  const full = Array.from({ length: cart.MAX_LINES }, (_, at) => ({ sku: `S${at}`, quantity: 1 }));

  it('adds to a line up to 99, and changes or removes only the line that is meant', () => {
    const two = [
      { sku: 'A', quantity: 98 },
      { sku: 'B', quantity: 1 },
    ];
    expect(add(two, { sku: 'A', quantity: 1 })[0]).toEqual({ sku: 'A', quantity: 99 });
    expect(add(two, { sku: 'A', quantity: 9 })).toEqual([{ sku: 'A', quantity: MAX_QUANTITY }, two[1]]);
    expect(add(two, { sku: 'C', quantity: 2 })).toEqual([...two, { sku: 'C', quantity: 2 }]);
    expect(set(two, { sku: 'B', quantity: 0 })).toEqual([two[0]]);
    expect(set(two, { sku: 'B', quantity: 7 })).toEqual([two[0], { sku: 'B', quantity: 7 }]);
    expect(set(two, { sku: 'X', quantity: 0 })).toEqual(two);
  });

  it('takes a fiftieth product, and lets a line of a full cart be changed or removed', () => {
    expect(set(full.slice(1), { sku: 'NEW', quantity: 1 })).toHaveLength(50);
    expect(set(full, { sku: 'S3', quantity: 0 })).toHaveLength(49);
    expect(set(full, { sku: 'S3', quantity: 5 })[3]).toEqual({ sku: 'S3', quantity: 5 });
  });

  it('merges what fits into fifty lines, and quantities of lines that are there also when it is full', () => {
    const guest = [
      { sku: 'S0', quantity: 9 },
      { sku: 'X', quantity: 1 },
    ];
    const merged = merge(full, guest);
    expect(merged).toHaveLength(50);
    expect(merged[0]).toEqual({ sku: 'S0', quantity: 9 });
    expect(merge(full.slice(1), guest).map(({ sku }) => sku)).toEqual([
      ...full.slice(1).map(({ sku }) => sku),
      'S0',
    ]);
  });

  it('remembers the last twenty orders, each for once', () => {
    let bag: StoredCart = { ...stored({ sku: 'A', quantity: 50 }), version: 9 };
    for (let at = 0; at < 21; at++)
      bag = afterOrder(bag, { orderId: `o${at}`, cartVersion: 1, lines: [{ sku: 'A', quantity: 1 }] });
    expect(bag.lines).toEqual([{ sku: 'A', quantity: 29 }]);
    expect(bag.ordered).toEqual(Array.from({ length: 20 }, (_, at) => `o${at + 1}`));
    expect(bag).toMatchObject({ version: 9, updatedAt: '2026-02-03T04:05:06.000Z' });
    const again = { orderId: 'o20', cartVersion: 9, lines: [] };
    expect(afterOrder(bag, again)).toBe(bag);
  });

  it('is empty to begin with', () => {
    expect(emptyCart).toEqual({ version: 0, lines: [], ordered: [], updatedAt: null });
  });
});
