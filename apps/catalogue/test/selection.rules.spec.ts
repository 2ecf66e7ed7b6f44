import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MiniSearchIndex } from '../src/search/mini-search.index.ts';
import type { Entry, Wanted } from '../src/search/search.ts';
import { comparisons, select } from '../src/search/selection.ts';
import { sortKey } from '../src/search/words.ts';

const colours = ['copper', 'blue', 'white'];
const moves = ['wheels', 'legs'];
const attributes = fc.record(
  { Colour: fc.constantFrom(...colours), Mobility: fc.constantFrom(...moves) },
  { requiredKeys: [] },
);
const entry = fc.record({
  name: fc.constantFrom('Tin Walker', 'Reef Diver', 'Lawn Mower', 'Tug 2', 'Tug 10'),
  categories: fc.uniqueArray(fc.constantFrom('robot', 'garden', 'parts'), { minLength: 1 }),
  attributes,
  amount: fc.integer({ min: 0, max: 500 }),
  average: fc.integer({ min: 0, max: 5 }),
  inStock: fc.boolean(),
});
const entries = fc.array(entry, { maxLength: 40 }).map((all) =>
  all.map(
    ({ amount, ...rest }, at): Entry => ({
      ...rest,
      sku: `S-${at}`,
      sortName: sortKey(rest.name),
      description: 'A thing.',
      image: '',
      price: { amount, currency: 'EUR' },
      createdAt: at,
      updatedAt: at,
    }),
  ),
);
const filter = fc.record(
  {
    category: fc.constantFrom('robot', 'garden'),
    colours: fc.subarray(colours),
    moves: fc.subarray(moves),
    minPrice: fc.integer({ min: 0, max: 300 }),
    maxPrice: fc.integer({ min: 100, max: 500 }),
    minRating: fc.integer({ min: 1, max: 5 }),
    inStock: fc.boolean(),
  },
  { requiredKeys: [] },
);
type Filter = typeof filter extends fc.Arbitrary<infer F> ? F : never;

const wantedOf = ({ colours: c = [], moves: m = [], ...rest }: Filter): Wanted => ({
  ...rest,
  attributes: new Map([
    ...(c.length > 0 ? [['Colour', new Set(c)] as const] : []),
    ...(m.length > 0 ? [['Mobility', new Set(m)] as const] : []),
  ]),
  sort: 'name',
  page: 1,
  size: 20,
});

/** The slow and obvious way. */
const passes = (e: Entry, f: Filter): boolean =>
  (f.category === undefined || e.categories.includes(f.category)) &&
  (f.minPrice ?? 0) <= e.price.amount &&
  e.price.amount <= (f.maxPrice ?? Number.POSITIVE_INFINITY) &&
  (f.minRating ?? 0) <= e.average &&
  (f.inStock === undefined || e.inStock === f.inStock) &&
  (!f.colours?.length || f.colours.includes(e.attributes['Colour'] ?? '')) &&
  (!f.moves?.length || f.moves.includes(e.attributes['Mobility'] ?? ''));

describe('filters and facets', () => {
  it('let through what passes every filter', () => {
    fc.assert(
      fc.property(entries, filter, (all, f) => {
        expect(select(all, wantedOf(f)).entries).toEqual(all.filter((e) => passes(e, f)));
      }),
    );
  });

  it('count a facet as if nothing were chosen in it', () => {
    fc.assert(
      fc.property(entries, filter, (all, f) => {
        const { facets, categories } = select(all, wantedOf(f));
        const others = all.filter((e) => passes(e, { ...f, colours: [] }));
        for (const colour of colours) {
          const shown = facets
            .find(({ name }) => name === 'Colour')
            ?.values.find(({ value }) => value === colour)?.count;
          expect(shown ?? 0).toBe(others.filter((e) => e.attributes['Colour'] === colour).length);
        }
        const { category: _, ...anywhere } = f;
        const inGarden = all.filter((e) => passes(e, anywhere) && e.categories.includes('garden')).length;
        expect(categories.find(({ slug }) => slug === 'garden')?.count ?? 0).toBe(inGarden);
      }),
    );
  });

  it('give the range of prices as if none were asked for', () => {
    fc.assert(
      fc.property(entries, filter, (all, f) => {
        const { minPrice: _, maxPrice: __, ...anyPrice } = f;
        const prices = all.filter((e) => passes(e, anyPrice)).map((e) => e.price.amount);
        const range =
          prices.length === 0 ? { min: 0, max: 0 } : { min: Math.min(...prices), max: Math.max(...prices) };
        expect(select(all, wantedOf(f)).priceRange).toEqual(range);
      }),
    );
  });
});

describe('the index in memory', () => {
  it('sorts as asked, whatever was changed or taken off in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        entries,
        entries,
        fc.constantFrom('name', 'price', '-price', 'newest', 'rating'),
        async (first, then, sort) => {
          const index = new MiniSearchIndex();
          const wanted = { ...wantedOf({}), sort: sort as Exclude<Wanted['sort'], 'relevance'>, size: 100 };
          await index.put(structuredClone(first));
          await index.find(wanted);
          await index.put(structuredClone(then));
          await index.remove([
            { sku: 'S-0', updatedAt: 100 },
            { sku: 'S-7', updatedAt: 100 },
          ]);
          const left = [...then, ...first.slice(then.length)].filter(
            ({ sku }) => sku !== 'S-0' && sku !== 'S-7',
          );
          const found = await index.find(wanted);
          expect(found?.skus).toEqual(left.sort(comparisons[wanted.sort]).map(({ sku }) => sku));
          expect(await index.size()).toBe(left.length);
        },
      ),
    );
  });
});
