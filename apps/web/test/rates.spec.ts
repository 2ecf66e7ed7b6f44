import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { microsOf, rateText } from '../src/components/admin/rate-fields.ts';

describe('an exchange rate that is typed', () => {
  it('is read to the millionth, with a point or a comma', () => {
    expect(microsOf('1.152')).toBe(1_152_000);
    expect(microsOf(' 0,865301 ')).toBe(865_301);
    expect(microsOf('1000')).toBe(1_000_000_000);
  });

  it.each(['', '0', '0.0001', '1000.1', '-1', '1.1234567', '1e3', 'one', '1.2.3'])(
    'is no rate: %o',
    (text) => {
      expect(microsOf(text)).toBeUndefined();
    },
  );

  it('is shown as it can be typed again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 1_000_000_000 }), (micros) => {
        expect(microsOf(rateText(micros))).toBe(micros);
      }),
    );
  });
});
