import { describe, expect, it } from 'vitest';
import type { Entry, SearchIndex, Wanted } from '../src/search/search.ts';
import { sortKey } from '../src/search/words.ts';

const entry = (sku: string, name: string, more: Partial<Entry> = {}): Entry => ({
  sku,
  name,
  sortName: sortKey(name),
  description: 'Made with care.',
  image: `/robots/${sku}.svg`,
  price: { amount: 10_000, currency: 'EUR' },
  categories: ['robot'],
  attributes: {},
  average: 0,
  inStock: true,
  createdAt: 1_000,
  updatedAt: 1_000,
  ...more,
});

const goods: Entry[] = [
  entry('FLR-1', 'Aster Floor Sweeper', {
    description: 'Sweeps and mops in one pass.',
    categories: ['robot', 'household'],
    attributes: { Colour: 'Copper', Mobility: 'Wheels' },
    price: { amount: 24_900, currency: 'EUR' },
    average: 4.5,
    createdAt: 1_001,
  }),
  entry('FLR-2', 'Borea Floor Sweeper', {
    description: 'Sweeps under the sofa.',
    categories: ['robot', 'household'],
    attributes: { Colour: 'White', Mobility: 'Wheels' },
    price: { amount: 19_900, currency: 'EUR' },
    inStock: false,
    average: 3,
    createdAt: 1_002,
  }),
  entry('GRD-1', 'Calyx Lawn Mower 10', {
    description: 'Cuts the grass by night, quietly.',
    categories: ['robot', 'garden'],
    attributes: { Colour: 'Copper', Mobility: 'Tracks' },
    price: { amount: 89_000, currency: 'EUR' },
    average: 4,
    createdAt: 1_003,
  }),
  entry('GRD-2', 'Calyx Lawn Mower 2', {
    description: 'For small gardens.',
    categories: ['robot', 'garden'],
    attributes: { Colour: 'White', Mobility: 'Legs' },
    price: { amount: 49_000, currency: 'EUR' },
    createdAt: 1_004,
  }),
  entry('GRP-1', 'Vacuum Gripper', {
    description: 'Lifts sheets by suction. Fits the arm of every robot.',
    categories: ['grippers', 'parts'],
    attributes: { Colour: 'Black', constructor: 'Dorado' },
    price: { amount: 3_900, currency: 'EUR' },
    average: 5,
    createdAt: 1_005,
  }),
  entry('PWR-1', 'Ember Battery', {
    description: 'Sixteen cells. Keeps a sweeper going for a day.',
    categories: ['power', 'parts'],
    attributes: { Colour: 'Black' },
    price: { amount: 7_900, currency: 'EUR' },
    createdAt: 1_006,
  }),
];

const everything: Wanted = { attributes: new Map(), sort: 'relevance', page: 1, size: 20 };
const chosen = (pairs: Record<string, string[]>) =>
  new Map(Object.entries(pairs).map(([name, values]) => [name, new Set(values)]));

/** What every search index must do, asked of each in the same words. `fresh` gives an empty one. */
export function aSearchIndex(fresh: () => Promise<SearchIndex>): void {
  let stocked: Promise<SearchIndex> | undefined;
  const withGoods = () => {
    stocked ??= fresh().then(async (index) => {
      await index.put(structuredClone(goods));
      return index;
    });
    return stocked;
  };
  const find = async (wanted: Partial<Wanted>) => (await withGoods()).find({ ...everything, ...wanted });
  const skus = async (wanted: Partial<Wanted>) => (await find(wanted))?.skus;

  describe('asked for words', () => {
    it.each([
      ['a name', 'floor sweeper', ['FLR-1', 'FLR-2']],
      ['the beginnings of words', 'law mow', ['GRD-1', 'GRD-2']],
      ['one slip in a word', 'lawn mowre', ['GRD-1', 'GRD-2']],
      ['two slips in a long one', 'batttary', ['PWR-1']],
      ['other letters for the same', 'BÄTTERY', ['PWR-1']],
      ['one of several', 'batteries', ['PWR-1']],
      ['a SKU', 'grp-1', ['GRP-1']],
      ['a category', 'household', ['FLR-1', 'FLR-2']],
      ['an attribute', 'tracks', ['GRD-1']],
      ['a word of the description', 'sofa', ['FLR-2']],
      ['words and what says nothing', 'the battery for a', ['PWR-1']],
    ])('finds by %s', async (_, words, expected) => {
      expect((await skus({ words }))?.slice().sort()).toEqual(expected);
    });

    it.each([
      ['hoover', 'FLR-1'],
      ['staubsauger', 'FLR-1'],
      ['akku', 'PWR-1'],
      ['claw', 'GRP-1'],
      ['caterpillar', 'GRD-1'],
    ])('knows what else %s is called', async (words, sku) => {
      expect(await skus({ words })).toContain(sku);
    });

    it('puts a name before a description, and what can be bought before what is sold out', async () => {
      expect(await skus({ words: 'sweeper' })).toEqual(['FLR-1', 'FLR-2', 'PWR-1']);
    });

    it('wants every word, and takes any of them when no product has all', async () => {
      expect(await skus({ words: 'calyx garden 2' })).toEqual(['GRD-2']);
      expect((await skus({ words: 'sofa submarine qqqqzz' })) ?? []).toContain('FLR-2');
    });

    it('finds nothing for nonsense, and offers something else', async () => {
      const index = await withGoods();
      for (const words of ['qqqqqqqqzz', 'the', '?!', 'a'.repeat(120)])
        expect(await index.find({ ...everything, words }), words).toMatchObject({ skus: [], total: 0 });
      expect(await index.alternatives('qqqqqqqqzz', 4)).toEqual(['Robot', 'Garden', 'Household', 'Parts']);
      expect((await index.alternatives('batry', 4))[0]).toBe('Ember Battery');
    });

    it('completes what is being typed', async () => {
      const index = await withGoods();
      expect(await index.complete('vacu', 3)).toMatchObject([
        {
          sku: 'GRP-1',
          name: 'Vacuum Gripper',
          image: '/robots/GRP-1.svg',
          price: { amount: 3_900, currency: 'EUR' },
        },
      ]);
      expect((await index.complete('caly', 1)).length).toBe(1);
    });
  });

  describe('narrowed', () => {
    it('lets through what every filter lets through', async () => {
      expect(await skus({ category: 'garden' })).toEqual(['GRD-2', 'GRD-1']);
      expect(await skus({ minPrice: 19_900, maxPrice: 49_000 })).toEqual(['FLR-1', 'FLR-2', 'GRD-2']);
      expect(await skus({ minRating: 4 })).toEqual(['FLR-1', 'GRD-1', 'GRP-1']);
      expect(await skus({ inStock: false })).toEqual(['FLR-2']);
      expect(
        await skus({ attributes: chosen({ Colour: ['Copper', 'Black'], Mobility: ['Wheels'] }) }),
      ).toEqual(['FLR-1']);
      expect(await skus({ attributes: chosen({ constructor: ['Dorado'] }) })).toEqual(['GRP-1']);
      expect(await skus({ attributes: chosen({ toString: ['x'] }) })).toEqual([]);
    });

    it('counts what another choice in the same facet would bring', async () => {
      const found = await find({ attributes: chosen({ Colour: ['Copper'] }), minPrice: 20_000 });
      expect(found).toMatchObject({
        total: 2,
        facets: [
          {
            name: 'Colour',
            values: [
              { value: 'Copper', count: 2 },
              { value: 'White', count: 1 },
            ],
          },
          {
            name: 'Mobility',
            values: [
              { value: 'Tracks', count: 1 },
              { value: 'Wheels', count: 1 },
            ],
          },
        ],
        priceRange: { min: 24_900, max: 89_000 },
      });
    });

    it('counts categories and the range of prices as if none were asked for', async () => {
      const found = await find({ category: 'garden', minPrice: 60_000, inStock: true });
      expect(found?.total).toBe(1);
      expect(found?.categories).toEqual([
        { slug: 'garden', name: 'Garden', count: 1 },
        { slug: 'robot', name: 'Robot', count: 1 },
      ]);
      expect(found?.priceRange).toEqual({ min: 49_000, max: 89_000 });
      expect((await find({ minPrice: 900_000 }))?.priceRange).toEqual({ min: 3_900, max: 89_000 });
      expect((await find({ words: 'battery', minRating: 5 }))?.priceRange).toEqual({ min: 0, max: 0 });
    });

    it('keeps to the words when the filters leave nothing', async () => {
      const found = await find({ words: 'lawn mower', attributes: chosen({ Colour: ['Black'] }) });
      expect(found).toMatchObject({
        total: 0,
        facets: [
          {
            name: 'Colour',
            values: [
              { value: 'Copper', count: 1 },
              { value: 'White', count: 1 },
            ],
          },
        ],
      });
    });

    it('knows its categories from others', async () => {
      expect(await find({ category: 'submarines' })).toBeUndefined();
      expect(await find({ category: 'power', minPrice: 900_000 })).toMatchObject({ total: 0 });
      expect((await (await withGoods()).categories()).slice(0, 2)).toEqual([
        { slug: 'robot', name: 'Robot', count: 4 },
        { slug: 'garden', name: 'Garden', count: 2 },
      ]);
    });
  });

  describe('put in order', () => {
    it.each([
      ['name', ['FLR-1', 'FLR-2', 'GRD-2', 'GRD-1', 'PWR-1', 'GRP-1']],
      ['relevance', ['FLR-1', 'FLR-2', 'GRD-2', 'GRD-1', 'PWR-1', 'GRP-1']],
      ['price', ['GRP-1', 'PWR-1', 'FLR-2', 'FLR-1', 'GRD-2', 'GRD-1']],
      ['-price', ['GRD-1', 'GRD-2', 'FLR-1', 'FLR-2', 'PWR-1', 'GRP-1']],
      ['newest', ['PWR-1', 'GRP-1', 'GRD-2', 'GRD-1', 'FLR-2', 'FLR-1']],
      ['rating', ['GRP-1', 'FLR-1', 'GRD-1', 'FLR-2', 'GRD-2', 'PWR-1']],
    ] as const)('sorts by %s', async (sort, expected) => {
      expect(await skus({ sort })).toEqual(expected);
    });

    it('gives one page at a time', async () => {
      expect(await find({ size: 4, page: 2 })).toMatchObject({ skus: ['PWR-1', 'GRP-1'], total: 6 });
      expect(await find({ size: 4, page: 3 })).toMatchObject({ skus: [], total: 6 });
    });
  });

  it('follows what is changed, taken off and brought back', async () => {
    const index = await fresh();
    await index.put([entry('A', 'Tin Walker'), entry('B', 'Reef Diver')]);
    await index.put([entry('A', 'Copper Walker', { updatedAt: 2_000 })]);
    await index.remove([{ sku: 'B', updatedAt: 2_000 }]);
    expect((await index.find({ ...everything, words: 'tin' }))?.skus).toEqual([]);
    expect((await index.find({ ...everything, words: 'copper' }))?.skus).toEqual(['A']);
    expect(await index.size()).toBe(1);
    expect(await index.find(everything)).toMatchObject({ skus: ['A'], total: 1 });
    await index.put([entry('B', 'Reef Diver', { updatedAt: 3_000 })]);
    expect((await index.find(everything))?.skus).toEqual(['A', 'B']);
  });
}
