import type { catalogue } from '@shop/contracts';
import MiniSearch, { type Query, type SearchOptions } from 'minisearch';
import { categoryName } from '../categories/category.ts';
import { type Completion, type Entry, type Found, type Gone, SearchIndex, type Wanted } from './search.ts';
import { boost, categoryList, comparisons, type Selection, SOLD_OUT_WEIGHT, select } from './selection.ts';
import { fold, type Slot, slipsIn, slotsOf } from './words.ts';

type Ordered = Exclude<catalogue.Sort, 'relevance'>;

const fields = ['sku', 'name', 'categories', 'attributes', 'description'] as const;
const REMEMBERED_SELECTIONS = 200;
const CHUNK = 500;

const fieldOf = (entry: Entry, field: string): string => {
  if (field === 'categories') return entry.categories.map(categoryName).join(' ');
  if (field === 'attributes') return Object.values(entry.attributes).join(' ');
  return entry[field as 'sku' | 'name' | 'description'];
};

const exact: SearchOptions = {
  boost,
  prefix: true,
  combineWith: 'AND',
  weights: { fuzzy: 0.3, prefix: 0.6 },
};
const forgiving: SearchOptions = { ...exact, fuzzy: slipsIn };
/** A synonym is meant as it stands: neither the beginning of another word nor a slip. */
const asItStands: SearchOptions = { prefix: false, fuzzy: false };
/** From the strictest reading of the words to the loosest; the first that finds anything wins. */
const readings: SearchOptions[] = [exact, forgiving, { ...forgiving, combineWith: 'OR' }];

const queryOf = (slots: Slot[]): Query[] =>
  slots.map(([typed = [], ...synonyms]) => ({
    combineWith: 'OR',
    queries: [
      { combineWith: 'AND', queries: typed },
      ...synonyms.map((words): Query => ({ combineWith: 'AND', queries: words, ...asItStands })),
    ],
  }));

/** The index in this process's memory: MiniSearch for words, plain maps for the rest. Rebuilt at every start. */
export class MiniSearchIndex extends SearchIndex {
  private readonly entries = new Map<string, Entry>();
  private readonly texts = new MiniSearch<Entry>({
    idField: 'sku',
    fields: [...fields],
    extractField: (entry, field) => fieldOf(entry, field),
    processTerm: fold,
  });
  private readonly ordered = new Map<Ordered, Entry[]>();
  private readonly selections = new Map<string, Selection>();
  private counted: catalogue.ProductPage['categories'] | undefined;

  async size(): Promise<number> {
    return this.entries.size;
  }

  async put(entries: Entry[]): Promise<void> {
    for (let at = 0; at < entries.length; at += CHUNK) {
      for (const entry of entries.slice(at, at + CHUNK)) this.putOne(entry);
      // A big load must not keep requests waiting.
      if (entries.length > CHUNK) await new Promise(setImmediate);
    }
    this.forget();
  }

  private putOne(entry: Entry): void {
    const known = this.entries.get(entry.sku);
    if (known === undefined) {
      this.texts.add(entry);
      this.entries.set(entry.sku, entry);
      this.ordered.clear();
      return;
    }
    if (fields.some((field) => fieldOf(known, field) !== fieldOf(entry, field))) this.texts.replace(entry);
    if (known.name !== entry.name) this.ordered.delete('name');
    if (known.average !== entry.average) this.ordered.delete('rating');
    if (known.createdAt !== entry.createdAt) this.ordered.delete('newest');
    if (known.price.amount !== entry.price.amount) {
      this.ordered.delete('price');
      this.ordered.delete('-price');
    }
    Object.assign(known, entry);
  }

  async remove(gone: Gone[]): Promise<void> {
    for (const { sku } of gone) {
      if (!this.entries.delete(sku)) continue;
      this.texts.discard(sku);
      this.ordered.clear();
    }
    this.forget();
  }

  async find(wanted: Wanted): Promise<Found | undefined> {
    if (wanted.category !== undefined && !(await this.hasCategory(wanted.category))) return undefined;
    const { entries, ...facets } = this.selectionOf(wanted);
    const start = (wanted.page - 1) * wanted.size;
    const skus = entries.slice(start, start + wanted.size).map((entry) => entry.sku);
    return { skus, total: entries.length, ...facets };
  }

  async complete(words: string, limit: number): Promise<Completion[]> {
    return this.matches(words).slice(0, limit);
  }

  async alternatives(words: string, limit: number): Promise<string[]> {
    const loose: SearchOptions = {
      boost,
      fields: ['name', 'categories'],
      prefix: true,
      fuzzy: 0.45,
      combineWith: 'OR',
    };
    const near = this.texts.search(words, loose).slice(0, limit);
    const names = near.flatMap((hit) => this.entries.get(hit.id as string)?.name ?? []);
    const fullest = (await this.categories()).map((category) => category.name);
    return [...new Set([...names, ...fullest])].slice(0, limit);
  }

  async categories(): Promise<catalogue.ProductPage['categories']> {
    if (this.counted === undefined) {
      const counts = new Map<string, number>();
      for (const entry of this.entries.values()) {
        for (const slug of entry.categories) counts.set(slug, (counts.get(slug) ?? 0) + 1);
      }
      this.counted = categoryList(counts);
    }
    return this.counted;
  }

  private async hasCategory(slug: string): Promise<boolean> {
    return (await this.categories()).some((category) => category.slug === slug);
  }

  private forget(): void {
    this.selections.clear();
    this.counted = undefined;
  }

  /** Remembered until a product changes: pages of one listing, and everybody's front page, are counted once. */
  private selectionOf({ page: _page, size: _size, ...wanted }: Wanted): Selection {
    const attributes = [...wanted.attributes].map(([name, values]) => [name, [...values].sort()]);
    const key = JSON.stringify({ ...wanted, attributes });
    const known = this.selections.get(key);
    if (known !== undefined) return known;
    const selection = select(this.candidates(wanted), { ...wanted, page: 1, size: 1 });
    if (this.selections.size >= REMEMBERED_SELECTIONS) this.selections.clear();
    this.selections.set(key, selection);
    return selection;
  }

  private candidates({ words, sort }: Pick<Wanted, 'words' | 'sort'>): Entry[] {
    if (words === undefined) return this.inOrder(sort === 'relevance' ? 'name' : sort);
    const found = this.matches(words);
    return sort === 'relevance' ? found : found.sort(comparisons[sort]);
  }

  private matches(words: string): Entry[] {
    const queries = queryOf(slotsOf(words));
    for (const { combineWith = 'AND', ...reading } of readings) {
      const hits = this.texts.search(
        { queries, combineWith },
        {
          ...reading,
          boostDocument: (sku) => (this.entries.get(sku as string)?.inStock ? 1 : SOLD_OUT_WEIGHT),
        },
      );
      if (hits.length > 0) return hits.flatMap((hit) => this.entries.get(hit.id as string) ?? []);
    }
    return [];
  }

  private inOrder(sort: Ordered): Entry[] {
    let entries = this.ordered.get(sort);
    if (entries === undefined) {
      entries = [...this.entries.values()].sort(comparisons[sort]);
      this.ordered.set(sort, entries);
    }
    return entries;
  }
}
