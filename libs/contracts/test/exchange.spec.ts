import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exchanged } from '../src/exchange.ts';

const amounts = fc.integer({ min: 0, max: 100_000_000 });
const rates = fc.integer({ min: 1_000, max: 1_000_000_000 });
const at = (amount: number, micros: number) => exchanged({ amount }, { currency: 'USD', micros }).amount;

describe('a price in another currency', () => {
  it('is the nearest whole cent, however large', () => {
    fc.assert(
      fc.property(amounts, rates, (amount, micros) => {
        const off = BigInt(at(amount, micros)) * 1_000_000n - BigInt(amount) * BigInt(micros);
        expect(off > -500_000n && off <= 500_000n).toBe(true);
      }),
    );
  });

  it('is never less for more, the same below zero, and itself at one to one', () => {
    fc.assert(
      fc.property(amounts, amounts, rates, (one, other, micros) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        expect(at(less, micros)).toBeLessThanOrEqual(at(more, micros));
        expect(at(-one, micros) + at(one, micros)).toBe(0);
        expect(at(one, 1_000_000)).toBe(one);
      }),
    );
  });

  it('rounds half a cent up', () => {
    expect([at(1, 1_499_999), at(1, 1_500_000), at(12_345, 1_152_000)]).toEqual([1, 2, 14_221]);
  });
});
