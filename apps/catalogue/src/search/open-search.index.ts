import type { catalogue } from '@shop/contracts';
import {
  CategoriesAnswer,
  CompleteAnswer,
  categoriesIn,
  completionsIn,
  FindAnswer,
  foundIn,
  NearAnswer,
  NewestAnswer,
} from './open-search.answers.ts';
import {
  categoriesBody,
  completeBody,
  findBody,
  nearBody,
  newestBody,
  readings,
} from './open-search.query.ts';
import { documentOf, markOf } from './open-search.schema.ts';
import type { OpenSearchStore } from './open-search.store.ts';
import { type Completion, type Entry, type Found, type Gone, SearchIndex, type Wanted } from './search.ts';

/** The index on a search server. Throws when that does not answer: search-with-fallback.index.ts knows what to do then. */
export class OpenSearchIndex extends SearchIndex {
  constructor(private readonly store: OpenSearchStore) {
    super();
  }

  async put(entries: Entry[]): Promise<void> {
    await this.store.write(entries.map(documentOf), { seen: true });
  }

  async remove(gone: Gone[]): Promise<void> {
    await this.store.write(gone.map(markOf), { seen: true });
  }

  async find(wanted: Wanted): Promise<Found | undefined> {
    for (const reading of readings) {
      const answer = await this.store.search(findBody(wanted, reading), FindAnswer);
      const last = wanted.words === undefined || reading === 'any';
      if (last || answer.aggregations.matched.doc_count > 0) return foundIn(answer, wanted);
    }
    return undefined;
  }

  async complete(words: string, limit: number): Promise<Completion[]> {
    for (const reading of readings) {
      const found = completionsIn(
        await this.store.search(completeBody(words, limit, reading), CompleteAnswer),
      );
      if (found.length > 0) return found;
    }
    return [];
  }

  async alternatives(words: string, limit: number): Promise<string[]> {
    const near = await this.store.search(nearBody(words, limit), NearAnswer);
    const fullest = (await this.categories()).map(({ name }) => name);
    return [...new Set([...near.hits.hits.map(({ _source }) => _source.name), ...fullest])].slice(0, limit);
  }

  async size(): Promise<number> {
    return (await this.store.search(categoriesBody, CategoriesAnswer)).hits.total.value;
  }

  async categories(): Promise<catalogue.ProductPage['categories']> {
    const { aggregations } = await this.store.search(categoriesBody, CategoriesAnswer);
    return categoriesIn(aggregations.categories);
  }

  /** When the newest change that it knows of happened; 0 while it is empty. */
  async newest(): Promise<number> {
    const { aggregations } = await this.store.search(newestBody, NewestAnswer);
    return aggregations.newest.value ?? 0;
  }
}
