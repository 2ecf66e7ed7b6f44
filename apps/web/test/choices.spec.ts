import type { catalogue } from '@shop/contracts';
import { describe, expect, it } from 'vitest';
import { choicesOf } from '../src/components/product/choices.ts';

const member = (sku: string, options: Record<string, string>, euros = 10, available = 1) => ({
  sku,
  name: sku,
  options,
  price: { amount: euros * 100, currency: 'EUR' as const },
  image: `/robots/${sku}.svg`,
  available,
});
const rover: catalogue.Family = {
  slug: 'rover',
  options: ['Colour', 'Mobility'],
  members: [
    member('A', { Colour: 'White', Mobility: 'Legs' }, 20),
    member('B', { Colour: 'White', Mobility: 'Wheels' }),
    member('C', { Colour: 'Copper', Mobility: 'Wheels' }, 10, 0),
  ],
};
const told = (sku: string) =>
  choicesOf(rover, sku).map(({ option, choices }) => [
    option,
    ...choices.map(
      (one) => `${one.value}: ${one.member?.sku ?? 'nothing'}${one.current ? ', this one' : ''}`,
    ),
  ]);

describe('what a shopper can choose of a family', () => {
  it('changes one option at a time, and says where there is nothing', () => {
    expect(told('B')).toEqual([
      ['Colour', 'Copper: C', 'White: B, this one'],
      ['Mobility', 'Wheels: B, this one', 'Legs: A'],
    ]);
    expect(told('A')).toEqual([
      ['Colour', 'Copper: nothing', 'White: A, this one'],
      ['Mobility', 'Wheels: B', 'Legs: A, this one'],
    ]);
  });

  it('orders sizes by price, not by letter', () => {
    const packs: catalogue.Family = {
      slug: 'pack',
      options: ['Capacity'],
      members: [
        member('L', { Capacity: '1 kWh' }, 30),
        member('S', { Capacity: '200 Wh' }, 10),
        member('M', { Capacity: '500 Wh' }, 20),
      ],
    };
    const [capacity] = choicesOf(packs, 'S');
    expect(capacity?.choices.map(({ value }) => value)).toEqual(['200 Wh', '500 Wh', '1 kWh']);
  });

  it('copes with a product that lacks an option', () => {
    const odd = { ...rover, members: [...rover.members, member('D', { Mobility: 'Hover' })] };
    const [colour, mobility] = choicesOf(odd, 'D');
    expect(colour?.choices.every((one) => !one.current)).toBe(true);
    expect(mobility?.choices.find((one) => one.current)?.value).toBe('Hover');
    expect(choicesOf(rover, 'nobody')).toEqual([]);
  });
});
