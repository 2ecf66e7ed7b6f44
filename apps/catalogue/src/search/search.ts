import type { catalogue } from '@shop/contracts';

/** A product as the search index knows it. */
export interface Entry {
  sku: string;
  name: string;
  /** What names are compared by: `sortKey(name)`. */
  sortName: string;
  description: string;
  image: string;
  price: catalogue.Product['price'];
  categories: string[];
  attributes: catalogue.Product['attributes'];
  average: number;
  inStock: boolean;
  createdAt: number;
  updatedAt: number;
}

/** A product that was taken off, and when. */
export type Gone = Pick<Entry, 'sku' | 'updatedAt'>;

/** A product as it is offered to somebody who is still typing. */
export type Completion = Pick<Entry, 'sku' | 'name' | 'image' | 'price'>;

/** What a shopper asked for. */
export interface Wanted {
  words?: string | undefined;
  category?: string | undefined;
  /** Accepted values by attribute name: any value of a name, and every name. */
  attributes: Map<string, Set<string>>;
  minPrice?: number | undefined;
  maxPrice?: number | undefined;
  minRating?: number | undefined;
  inStock?: boolean | undefined;
  sort: catalogue.Sort;
  page: number;
  size: number;
}

export type Facets = Pick<catalogue.ProductPage, 'facets' | 'categories' | 'priceRange'>;
export interface Found extends Facets {
  /** One page of SKUs, in order. */
  skus: string[];
  total: number;
}

/**
 * Finds products: in this process's memory (MiniSearch), or on a search server (OpenSearch). It is a copy: the store has
 * the truth, the index is filled from it and follows it. test/search.contract.ts says what every one of them must do.
 */
export abstract class SearchIndex {
  /** Adds products, or takes over what has changed in them. */
  abstract put(entries: Entry[]): Promise<void>;
  abstract remove(gone: Gone[]): Promise<void>;
  /** `undefined` when the index has no such category. */
  abstract find(wanted: Wanted): Promise<Found | undefined>;
  /** The few best products for words that are still being typed. */
  abstract complete(words: string, limit: number): Promise<Completion[]>;
  /** What to try instead of words that match nothing. */
  abstract alternatives(words: string, limit: number): Promise<string[]>;
  abstract size(): Promise<number>;
  abstract categories(): Promise<catalogue.ProductPage['categories']>;
}
