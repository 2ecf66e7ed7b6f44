import type { catalogue } from '@shop/contracts';
import { categoryName } from '../categories/category.ts';
import type { Entry, Facets, Wanted } from './search.ts';
import { slotsOf, wordsOf } from './words.ts';

/** How much a word counts by where it stands. */
export const boost = { sku: 10, name: 6, categories: 3, attributes: 2, description: 1 } as const;
/** What can be bought comes before what is just as fitting and sold out. */
export const SOLD_OUT_WEIGHT = 0.7;

const CATEGORY = Symbol('category');
const PRICE = Symbol('price');
const OTHER = Symbol('other');
type Dimension = string | symbol;
const NOTHING_FAILED = Symbol('none');
const TOO_MUCH_FAILED = Symbol('many');

/** The entries that pass every filter, in the order given, and the counts beside them. */
export interface Selection extends Facets {
  entries: Entry[];
}

/**
 * Filters and counts in one pass. A facet counts what every filter but its own lets through, so that a shopper sees
 * what another choice in the same facet would bring: an entry that fails in one dimension alone counts there.
 */
export function select(entries: Iterable<Entry>, wanted: Wanted): Selection {
  const chosen: Entry[] = [];
  const facets = new Map<string, Map<string, number>>();
  const categories = new Map<string, number>();
  let min = Number.POSITIVE_INFINITY;
  let max = 0;
  for (const entry of entries) {
    const failed = failedIn(entry, wanted);
    if (failed === TOO_MUCH_FAILED || failed === OTHER) continue;
    const all = failed === NOTHING_FAILED;
    if (all) chosen.push(entry);
    if (all || failed === CATEGORY) for (const slug of entry.categories) count(categories, slug);
    if (all || failed === PRICE) {
      min = Math.min(min, entry.price.amount);
      max = Math.max(max, entry.price.amount);
    }
    if (all)
      for (const name of Object.keys(entry.attributes)) countValue(facets, name, attributeOf(entry, name));
    else if (typeof failed === 'string') countValue(facets, failed, attributeOf(entry, failed));
  }
  return {
    entries: chosen,
    facets: facetList(facets),
    categories: categoryList(categories),
    priceRange: { min: max < min ? 0 : min, max },
  };
}

/** The one dimension an entry fails in, or that it fails in none, or in several. */
function failedIn(entry: Entry, wanted: Wanted): Dimension {
  let failed: Dimension = NOTHING_FAILED;
  const fail = (dimension: Dimension) => {
    failed = failed === NOTHING_FAILED ? dimension : TOO_MUCH_FAILED;
  };
  if (wanted.category !== undefined && !entry.categories.includes(wanted.category)) fail(CATEGORY);
  const { amount } = entry.price;
  if (amount < (wanted.minPrice ?? 0) || amount > (wanted.maxPrice ?? Number.POSITIVE_INFINITY)) fail(PRICE);
  if (wanted.minRating !== undefined && entry.average < wanted.minRating) fail(OTHER);
  if (wanted.inStock !== undefined && entry.inStock !== wanted.inStock) fail(OTHER);
  for (const [name, values] of wanted.attributes) {
    if (failed === TOO_MUCH_FAILED) break;
    const value = attributeOf(entry, name);
    if (value === undefined || !values.has(value)) fail(name);
  }
  return failed;
}

/** A name comes from the query string and may be anything: `constructor`, for instance. */
const attributeOf = ({ attributes }: Entry, name: string): string | undefined =>
  Object.hasOwn(attributes, name) ? attributes[name] : undefined;

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function countValue(facets: Map<string, Map<string, number>>, name: string, value: string | undefined): void {
  if (value === undefined) return;
  const values = facets.get(name) ?? new Map<string, number>();
  facets.set(name, values);
  count(values, value);
}

const byCount = (a: [string, number], b: [string, number]) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1);
const total = (values: Map<string, number>) => [...values.values()].reduce((sum, n) => sum + n, 0);

/** Facets, those with the most products first. */
export function facetList(facets: Map<string, Map<string, number>>): catalogue.ProductPage['facets'] {
  return [...facets]
    .map(([name, values]) => ({ name, values, total: total(values) }))
    .sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1))
    .map(({ name, values }) => ({
      name,
      values: [...values].sort(byCount).map(([value, found]) => ({ value, count: found })),
    }));
}

/** Categories with their names, the fullest first. */
export function categoryList(counts: Map<string, number>): catalogue.ProductPage['categories'] {
  return [...counts].sort(byCount).map(([slug, found]) => ({ slug, name: categoryName(slug), count: found }));
}

/** The categories in whose names every word begins one, the fullest first. */
export function categoriesCalled(
  words: string,
  categories: catalogue.ProductPage['categories'],
): catalogue.ProductPage['categories'] {
  const asked = slotsOf(words);
  return categories.filter(({ name, names = {} }) =>
    [name, ...Object.values(names)].some((called = '') => {
      const own = wordsOf(called);
      const begins = (word: string) => own.some((one) => one.startsWith(word));
      return asked.length > 0 && asked.every((slot) => slot.some((phrase) => phrase.every(begins)));
    }),
  );
}

const bySku = (a: Entry, b: Entry) => (a.sku < b.sku ? -1 : 1);

/** How each sort compares; `relevance` keeps the order of the index. */
export const comparisons: Record<Exclude<catalogue.Sort, 'relevance'>, (a: Entry, b: Entry) => number> = {
  name: (a, b) => (a.sortName < b.sortName ? -1 : a.sortName > b.sortName ? 1 : bySku(a, b)),
  price: (a, b) => a.price.amount - b.price.amount || bySku(a, b),
  '-price': (a, b) => b.price.amount - a.price.amount || bySku(a, b),
  newest: (a, b) => b.createdAt - a.createdAt || bySku(a, b),
  rating: (a, b) => b.average - a.average || bySku(a, b),
};
