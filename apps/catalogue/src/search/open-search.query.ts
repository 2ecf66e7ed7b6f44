import { facetOf, searched } from './open-search.schema.ts';
import type { Wanted } from './search.ts';
import { boost, SOLD_OUT_WEIGHT } from './selection.ts';
import { type Slot, slipsIn, slotsOf } from './words.ts';

/** A part of OpenSearch's query language. */
export type Clause = Record<string, unknown>;

/** From the strictest reading of the words to the loosest; the first that finds anything wins. */
export const readings = ['exact', 'forgiving', 'any'] as const;
export type Reading = (typeof readings)[number];

const PREFIX_WEIGHT = 0.6;
const names = Object.keys(searched) as (keyof typeof searched)[];
const fields = names.map((name) => `${searched[name]}^${boost[name]}`);
const present: Clause = { term: { removed: false } };

const anyOf = (clauses: Clause[]): Clause => ({ bool: { should: clauses, minimum_should_match: 1 } });
const allOf = (clauses: Clause[]): Clause => ({ bool: { must: clauses } });

const whole = (word: string, slips: number): Clause => ({
  multi_match: { query: word, type: 'most_fields', fields, ...(slips === 0 ? {} : { fuzziness: slips }) },
});
const beginning = (word: string): Clause[] =>
  names.map((name) => ({
    prefix: { [searched[name]]: { value: word, boost: boost[name] * PREFIX_WEIGHT } },
  }));

/** What was typed counts from its beginning on and, read with forgiveness, with its slips; a synonym as it stands. */
function slotClause([typed = [], ...synonyms]: Slot, reading: Reading): Clause {
  const word = (one: string) =>
    anyOf([whole(one, reading === 'exact' ? 0 : slipsIn(one)), ...beginning(one)]);
  return anyOf([
    allOf(typed.map(word)),
    ...synonyms.map((words) => allOf(words.map((one) => whole(one, 0)))),
  ]);
}

function wordsClause(words: string | undefined, reading: Reading): Clause {
  if (words === undefined) return { match_all: {} };
  const slots = slotsOf(words).map((slot) => slotClause(slot, reading));
  if (slots.length === 0) return { match_none: {} };
  return {
    function_score: {
      query: reading === 'any' ? anyOf(slots) : allOf(slots),
      functions: [{ filter: { term: { inStock: false } }, weight: SOLD_OUT_WEIGHT }],
      boost_mode: 'multiply',
    },
  };
}

const queryOf = (words: string | undefined, reading: Reading): Clause => ({
  bool: { must: [wordsClause(words, reading)], filter: [present] },
});

type Dimension = 'category' | 'price' | 'stock' | 'rating' | { attribute: string };

/** Every filter with what it is about, so that a facet can be counted without its own. */
function filtersOf(wanted: Wanted): { of: Dimension; clause: Clause }[] {
  const { category, minPrice, maxPrice, minRating, inStock } = wanted;
  const price = {
    ...(minPrice === undefined ? {} : { gte: minPrice }),
    ...(maxPrice === undefined ? {} : { lte: maxPrice }),
  };
  return [
    ...(category === undefined
      ? []
      : [{ of: 'category' as const, clause: { term: { categories: category } } }]),
    ...(Object.keys(price).length === 0
      ? []
      : [{ of: 'price' as const, clause: { range: { amount: price } } }]),
    ...(minRating === undefined
      ? []
      : [{ of: 'rating' as const, clause: { range: { average: { gte: minRating } } } }]),
    ...(inStock === undefined ? [] : [{ of: 'stock' as const, clause: { term: { inStock } } }]),
    ...[...wanted.attributes].map(([name, values]) => ({
      of: { attribute: name },
      clause: { terms: { facets: [...values].map((value) => facetOf(name, value)) } },
    })),
  ];
}

const orders: Record<Wanted['sort'], Clause[]> = {
  relevance: [{ _score: 'desc' }, { sku: 'asc' }],
  name: [{ sortName: 'asc' }, { sku: 'asc' }],
  price: [{ amount: 'asc' }, { sku: 'asc' }],
  '-price': [{ amount: 'desc' }, { sku: 'asc' }],
  newest: [{ createdAt: 'desc' }, { sku: 'asc' }],
  rating: [{ average: 'desc' }, { sku: 'asc' }],
};

/** More kinds of values than a shop can show. */
const MANY = 2_000;
const categories = { terms: { field: 'categories', size: MANY } };
const facets = { terms: { field: 'facets', size: MANY } };

/** A page of products with the counts beside it, in one request. */
export function findBody(wanted: Wanted, reading: Reading): Clause {
  const filters = filtersOf(wanted);
  const all = filters.map(({ clause }) => clause);
  const without = (keep: (of: Dimension) => boolean) => ({
    bool: { filter: filters.filter(({ of }) => keep(of)).map(({ clause }) => clause) },
  });
  const own = [...wanted.attributes.keys()].map((name, i) => [
    `own${i}`,
    { filter: without((of) => typeof of === 'string' || of.attribute !== name), aggs: { facets } },
  ]);
  const known = { bool: { filter: [present, { term: { categories: wanted.category ?? '' } }] } };
  return {
    query: queryOf(wanted.words, reading),
    post_filter: { bool: { filter: all } },
    from: (wanted.page - 1) * wanted.size,
    size: wanted.size,
    sort: orders[wanted.words === undefined && wanted.sort === 'relevance' ? 'name' : wanted.sort],
    track_total_hits: true,
    _source: false,
    aggs: {
      all: { filter: { bool: { filter: all } }, aggs: { facets } },
      categories: { filter: without((of) => of !== 'category'), aggs: { categories } },
      price: {
        filter: without((of) => of !== 'price'),
        aggs: { min: { min: { field: 'amount' } }, max: { max: { field: 'amount' } } },
      },
      everything: { global: {}, aggs: { known: { filter: known } } },
      matched: { filter: { match_all: {} } },
      ...Object.fromEntries(own),
    },
  };
}

/** The best few for words, as they are shown. */
export const completeBody = (words: string, limit: number, reading: Reading): Clause => ({
  query: queryOf(words, reading),
  size: limit,
  sort: orders.relevance,
  _source: ['sku', 'name', 'image', 'amount', 'currency'],
});

/** Names that are somehow like the words. */
export const nearBody = (words: string, limit: number): Clause => ({
  query: {
    bool: {
      should: slotsOf(words)
        .flat(2)
        .map((word) => ({
          multi_match: {
            query: word,
            fields: ['name^2', 'categoryNames'],
            fuzziness: word.length < 4 ? 1 : 2,
          },
        })),
      minimum_should_match: 1,
      filter: [present],
    },
  },
  size: limit,
  _source: ['name'],
});

/** How many products there are in each category, and in all. */
export const categoriesBody: Clause = {
  query: present,
  size: 0,
  track_total_hits: true,
  aggs: { categories },
};

/** When the newest thing the index knows of happened. */
export const newestBody: Clause = { size: 0, aggs: { newest: { max: { field: 'updatedAt' } } } };
