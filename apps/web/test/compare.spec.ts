import { describe, expect, it } from 'vitest';
import { attributeRows, comparedIn, compareHref } from '../src/components/compare/rows.ts';

describe('a comparison', () => {
  it('takes up to four products from its address, each once, and nothing that is no SKU', () => {
    expect(comparedIn(undefined)).toEqual([]);
    expect(comparedIn('BOT-1')).toEqual(['BOT-1']);
    expect(comparedIn(['A', 'B', 'A', '../etc', 'C', '', 'D', 'E'])).toEqual(['A', 'B', 'C', 'D']);
  });

  it('has an address that says the same again', () => {
    const skus = ['A-1', 'B_2'];
    const asked = new URL(compareHref(skus), 'http://shop.test').searchParams.getAll('sku');
    expect(comparedIn(asked)).toEqual(skus);
    expect(compareHref([])).toBe('/compare');
  });

  it('has a row for all that any of the products says of itself, and shows where they differ', () => {
    const rows = attributeRows([
      { attributes: { Colour: 'Red', Battery: '2 h' } },
      { attributes: { Colour: 'Red', Wheels: '4' } },
    ]);
    expect(rows).toEqual([
      { name: 'Colour', values: ['Red', 'Red'], differs: false },
      { name: 'Battery', values: ['2 h', undefined], differs: true },
      { name: 'Wheels', values: [undefined, '4'], differs: true },
    ]);
  });
});
