import type { MongoLease } from '@shop/messaging';
import { log } from '@shop/service';
import type { Indexable } from '../product.store.ts';
import { type Document, documentOf, markOf } from './open-search.schema.ts';
import type { OpenSearchStore } from './open-search.store.ts';

const BATCH = 500;
/** Clocks of replicas differ, and a write may become visible after a later one: look back this far. */
const OVERLAP_MS = 60_000;
const RENEW_MS = 1_000;

/** Where the products come from. */
export interface Products {
  indexable(filter?: { since?: Date }): AsyncIterable<Indexable>;
}

/** Brings the index on the search server to what the store has: all of it anew, or what has changed. */
export class Refill {
  constructor(
    private readonly parts: { store: OpenSearchStore; products: Products; lease: () => MongoLease },
  ) {}

  /** Tells the server everything that was touched since a moment; resolves when searches find it. */
  async catchUp(since: number): Promise<number> {
    const done = await this.copy(undefined, new Date(Math.max(0, since - OVERLAP_MS)));
    await this.parts.store.show(this.parts.store.alias);
    return done;
  }

  /**
   * A new index beside the one that is read, filled, then read instead, and the old one dropped: nobody who searches notices.
   * One replica at a time. Throws when another one is at it.
   */
  async anew(progress: (products: number) => void = () => undefined): Promise<number> {
    const lease = this.parts.lease();
    if ((await lease.take()) === 'elsewhere') throw new Error('another replica is filling it');
    let lost = false;
    const renewal = setInterval(() => {
      lease.take().then(
        (held) => {
          lost ||= held === 'elsewhere';
        },
        (error: unknown) =>
          log.warn({ err: error }, 'the lease for filling the search index was not renewed'),
      );
    }, RENEW_MS);
    try {
      return await this.fill(progress, () => lost);
    } finally {
      clearInterval(renewal);
      await lease.giveBack();
    }
  }

  private async fill(progress: (products: number) => void, lost: () => boolean): Promise<number> {
    const { store } = this.parts;
    const started = Date.now();
    const name = await store.create();
    try {
      const products = await this.copy(name, undefined, (done) => {
        if (lost()) throw new Error('another replica has taken over filling it');
        progress(done);
      });
      await store.point(name);
      // What changed meanwhile went to the index that was read until now.
      await this.catchUp(started);
      await store.dropAllBut(name);
      log.info({ index: name, products, ms: Date.now() - started }, 'search server filled');
      return products;
    } catch (error) {
      const live = await store.live().catch(() => undefined);
      if (live?.name !== name) await store.drop(name).catch(() => undefined);
      throw error;
    }
  }

  private async copy(
    to: string | undefined,
    since: Date | undefined,
    progress: (done: number) => void = () => undefined,
  ): Promise<number> {
    let batch: Document[] = [];
    let done = 0;
    const flush = async () => {
      await this.parts.store.write(batch, to === undefined ? {} : { to });
      done += batch.length;
      batch = [];
      progress(done);
    };
    for await (const { sku, updatedAt, entry } of this.parts.products.indexable(
      since === undefined ? {} : { since },
    )) {
      batch.push(entry === undefined ? markOf({ sku, updatedAt: updatedAt.getTime() }) : documentOf(entry));
      if (batch.length === BATCH) await flush();
    }
    if (batch.length > 0) await flush();
    return done;
  }
}
