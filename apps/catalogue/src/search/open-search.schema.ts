import { categoryName } from '../categories/category.ts';
import type { Entry, Gone } from './search.ts';
import { BETWEEN_WORDS, stopWords } from './words.ts';

/**
 * Which index this code reads and writes. Count it up with every change to `definition` or to what `documentOf` writes: the next
 * start then makes a new index beside the old one. A spec holds the number to the definition.
 */
export const MAPPING_VERSION = 1;

const keyword = { type: 'keyword' } as const;
const shownOnly = { type: 'keyword', index: false, doc_values: false } as const;
const number = { type: 'long' } as const;
const text = {
  type: 'text',
  analyzer: 'shop_words',
  // Beginnings of words are indexed, so that asking while somebody types is one look-up.
  index_prefixes: { min_chars: 1, max_chars: 10 },
} as const;

/** Settings and mapping of the index. The words are folded as `fold` of words.ts does it. */
export const definition = {
  settings: {
    // One shard: a shop's products fit, and counts beside facets are exact.
    number_of_shards: 1,
    auto_expand_replicas: '0-1',
    refresh_interval: '1s',
    analysis: {
      tokenizer: { shop_tokens: { type: 'pattern', pattern: BETWEEN_WORDS } },
      filter: {
        shop_stop: { type: 'stop', stopwords: stopWords },
        shop_singular: { type: 'stemmer', language: 'minimal_english' },
      },
      analyzer: {
        shop_words: {
          type: 'custom',
          tokenizer: 'shop_tokens',
          filter: ['lowercase', 'asciifolding', 'shop_stop', 'shop_singular'],
        },
      },
    },
  },
  mappings: {
    _meta: { version: MAPPING_VERSION },
    dynamic: 'strict',
    properties: {
      sku: keyword,
      skuWords: text,
      name: text,
      sortName: keyword,
      categoryNames: text,
      attributeValues: text,
      description: text,
      image: shownOnly,
      amount: number,
      currency: shownOnly,
      categories: keyword,
      facets: keyword,
      average: { type: 'double' },
      inStock: { type: 'boolean' },
      createdAt: number,
      updatedAt: number,
      // A removed product stays as a mark, so that old news of it is known to be old.
      removed: { type: 'boolean' },
    },
  },
} as const;

/** The fields that words are looked for in, by what they count for. */
export const searched = {
  sku: 'skuWords',
  name: 'name',
  categories: 'categoryNames',
  attributes: 'attributeValues',
  description: 'description',
} as const;

/** One value of one attribute in a single term. Neither part can hold a control character. */
const BETWEEN = '\u001f';
export const facetOf = (name: string, value: string): string => `${name}${BETWEEN}${value}`;
export function facetIn(term: string): [name: string, value: string] {
  const at = term.indexOf(BETWEEN);
  return [term.slice(0, at), term.slice(at + 1)];
}

export interface Document {
  sku: string;
  updatedAt: number;
  removed: boolean;
  [field: string]: unknown;
}

/** A product as the search server keeps it. */
export const documentOf = (entry: Entry): Document => ({
  sku: entry.sku,
  skuWords: entry.sku,
  name: entry.name,
  sortName: entry.sortName,
  categoryNames: entry.categories.map(categoryName),
  attributeValues: Object.values(entry.attributes),
  description: entry.description,
  image: entry.image,
  amount: entry.price.amount,
  currency: entry.price.currency,
  categories: entry.categories,
  facets: Object.entries(entry.attributes).map(([name, value]) => facetOf(name, value)),
  average: entry.average,
  inStock: entry.inStock,
  createdAt: entry.createdAt,
  updatedAt: entry.updatedAt,
  removed: false,
});

/** What is left of a product that was taken off. */
export const markOf = ({ sku, updatedAt }: Gone): Document => ({ sku, updatedAt, removed: true });
