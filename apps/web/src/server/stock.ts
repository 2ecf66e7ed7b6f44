import { catalogue } from '@shop/contracts';
import { log } from '@shop/service/plain';
import { peers } from './peers.ts';

/** Pages that are made at the same moment ask together. */
const GATHER_MS = 4;
const MOST_AT_ONCE = 100;
/** A page waits no longer than this; it then shows the stock as it was when its data was cached. */
const LIMIT_MS = 300;
const REST_MS = 2_000;

type Available = ReadonlyMap<string, number>;
type Ask = (skus: string[]) => Promise<Available>;

/** How many there are of each product right now: one question for all pages of a moment. */
export class LiveStock {
  private readonly ask: Ask;
  private waiting = new Set<string>();
  private gathering: Promise<Available> | undefined;
  private restingUntil = 0;

  constructor(ask: Ask) {
    this.ask = ask;
  }

  /** The same products with the stock of now; as they were where that cannot be told. */
  async of<P extends { sku: string; available: number }>(products: readonly P[]): Promise<P[]> {
    if (products.length === 0 || Date.now() < this.restingUntil) return [...products];
    for (const { sku } of products) this.waiting.add(sku);
    const now = await this.next();
    return products.map((product) => ({ ...product, available: now.get(product.sku) ?? product.available }));
  }

  private next(): Promise<Available> {
    this.gathering ??= new Promise<void>((resolve) => setTimeout(resolve, GATHER_MS)).then(async () => {
      const skus = [...this.waiting];
      this.waiting = new Set();
      this.gathering = undefined;
      const parts = Array.from({ length: Math.ceil(skus.length / MOST_AT_ONCE) }, (_, i) =>
        skus.slice(i * MOST_AT_ONCE, (i + 1) * MOST_AT_ONCE),
      );
      try {
        const answers = await Promise.all(parts.map((part) => this.ask(part)));
        return new Map(answers.flatMap((answer) => [...answer]));
      } catch (error) {
        log.warn({ err: error }, 'pages show the stock of a moment ago');
        this.restingUntil = Date.now() + REST_MS;
        return new Map();
      }
    });
    return this.gathering;
  }
}

export const liveStock = new LiveStock(async (skus) => {
  const { items } = await peers().call(
    catalogue.listAvailable,
    { query: { sku: skus } },
    { timeoutMs: LIMIT_MS },
  );
  return new Map(items.map(({ sku, available }) => [sku, available]));
});
