import type { catalogue } from '@shop/contracts';
import { metricOnce } from '@shop/health';
import { Counter } from 'prom-client';
import { type Completion, type Entry, type Found, type Gone, SearchIndex, type Wanted } from './search.ts';
import type { SearchServerLink } from './search-server.service.ts';

/** A search server looks through everything before a page to find its beginning; memory does not mind. */
const DEEPEST = 10_000;

const answered = metricOnce(
  'search_answers_total',
  () =>
    new Counter({
      name: 'search_answers_total',
      help: 'Questions to the search index, by who answered them',
      labelNames: ['engine'],
    }),
);

/**
 * The search server while it is well, this process's memory otherwise. Memory always holds everything: what the server does
 * not answer within its limit is answered from there at once, and nobody is told of it but the operator.
 */
export class SearchWithFallback extends SearchIndex {
  constructor(
    private readonly memory: SearchIndex,
    private readonly link: SearchServerLink,
  ) {
    super();
  }

  async put(entries: Entry[]): Promise<void> {
    await this.memory.put(entries);
    await this.link.tell(entries, (server) => server.put(entries));
  }

  async remove(gone: Gone[]): Promise<void> {
    await this.memory.remove(gone);
    await this.link.tell(gone, (server) => server.remove(gone));
  }

  find(wanted: Wanted): Promise<Found | undefined> {
    if (wanted.page * wanted.size > DEEPEST) return this.memory.find(wanted);
    return this.either((index) => index.find(wanted));
  }

  complete(words: string, limit: number): Promise<Completion[]> {
    return this.either((index) => index.complete(words, limit));
  }

  alternatives(words: string, limit: number): Promise<string[]> {
    return this.either((index) => index.alternatives(words, limit));
  }

  /** Of the copy that is always whole. */
  size(): Promise<number> {
    return this.memory.size();
  }

  categories(): Promise<catalogue.ProductPage['categories']> {
    return this.memory.categories();
  }

  private async either<T>(ask: (index: SearchIndex) => Promise<T>): Promise<T> {
    const answer = await this.link.ask(ask);
    answered.inc({ engine: answer === undefined ? 'memory' : 'server' });
    return answer === undefined ? ask(this.memory) : answer.given;
  }
}
