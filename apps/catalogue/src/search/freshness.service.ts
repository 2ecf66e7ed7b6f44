import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Problem } from '@shop/contracts';
import { HealthRegistry, metricOnce } from '@shop/health';
import { log } from '@shop/service';
import { Gauge } from 'prom-client';
import { ProductStore } from '../product.store.ts';
import { type Entry, type Gone, SearchIndex } from './search.ts';

const BATCH = 500;
/** Changes of one moment are read together. */
const GATHER_MS = 20;
/** Clocks of replicas differ, and a write may become visible after a later one: look back this far. */
const OVERLAP_MS = 60_000;

const products = metricOnce('products', () => new Gauge({ name: 'products', help: 'Products in the shop' }));

/**
 * Keeps this process's search index like the store: filled at start, told by events, and asking the store now and
 * then for what changed, so that a missed message heals.
 */
@Injectable()
export class Freshness implements OnApplicationShutdown {
  private readonly store: ProductStore;
  private readonly index: SearchIndex;
  /** When each product in the index was last touched, removed ones too, so that old news is not indexed again. */
  private readonly known = new Map<string, number>();
  private waiting = new Set<string>();
  private gathering: Promise<void> | undefined;
  private newest = 0;
  private timer: NodeJS.Timeout | undefined;
  private present = 0;
  ready = false;

  constructor(store: ProductStore, index: SearchIndex, health: HealthRegistry) {
    this.store = store;
    this.index = index;
    health.add({ name: 'search-index', critical: true, check: async () => this.assertReady() });
  }

  /** Throws service_unavailable until the index has been filled. */
  assertReady(): void {
    if (!this.ready)
      throw new Problem('service_unavailable', { detail: 'The search index is being filled.' });
  }

  /** Fills the index from the store, then keeps it so. */
  async begin(everyMs: number): Promise<void> {
    const started = performance.now();
    await this.take({});
    this.ready = true;
    log.info({ products: this.present, ms: Math.round(performance.now() - started) }, 'search index filled');
    this.timer = setInterval(() => {
      this.catchUp().catch((error: unknown) =>
        log.warn({ err: error }, 'the search index could not catch up'),
      );
    }, everyMs);
  }

  /** Takes over what has changed since the newest change that is known. */
  async catchUp(): Promise<void> {
    await this.take({ since: new Date(this.newest - OVERLAP_MS) });
  }

  /** Reads a product again; resolves when the index has it. Many calls at once cost one read. */
  refresh(sku: string): Promise<void> {
    this.waiting.add(sku);
    this.gathering ??= new Promise<void>((resolve) => setTimeout(resolve, GATHER_MS)).then(() => {
      const skus = [...this.waiting];
      this.waiting = new Set();
      this.gathering = undefined;
      return this.take({ skus });
    });
    return this.gathering;
  }

  private async take(filter: { since?: Date; skus?: string[] }): Promise<void> {
    let entries: Entry[] = [];
    const gone: Gone[] = [];
    for await (const { sku, updatedAt, entry } of this.store.indexable(filter)) {
      const at = updatedAt.getTime();
      const before = this.known.get(sku);
      const stale = before !== undefined && (filter.skus === undefined ? before >= at : before > at);
      if (stale) continue;
      this.known.set(sku, at);
      this.newest = Math.max(this.newest, at);
      if (entry === undefined) gone.push({ sku, updatedAt: at });
      else entries.push(entry);
      if (entries.length >= BATCH) {
        await this.index.put(entries);
        entries = [];
      }
    }
    if (entries.length > 0) await this.index.put(entries);
    if (gone.length > 0) await this.index.remove(gone);
    this.present = await this.index.size();
    products.set(this.present);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}
