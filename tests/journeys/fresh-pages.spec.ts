import { catalogue } from '@shop/contracts';
import { describe, expect, it } from 'vitest';
import { newProduct, Shopper, theAdmin } from '../support/shopper.ts';
import { shop } from '../support/stack.ts';
import { until } from '../support/until.ts';

/** The pages of one process of web. */
class Visitor extends Shopper {
  private readonly at: string;
  constructor(at: string) {
    super();
    this.at = at;
  }
  protected override door(): string {
    return this.at;
  }
}

const reads = async (at: string, result: string): Promise<number> => {
  const text = await (await fetch(`${at}/metrics`)).text();
  return Number(
    new RegExp(`^page_cache_reads_total\\{result="${result}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0,
  );
};

describe('a page of the catalogue', () => {
  it('comes from a cache that all replicas of web share, and shows a new price in all of them at once', async () => {
    const doors = [shop.at.url, await shop.double('web')];
    try {
      const { sku, name } = await newProduct({ price: { amount: 1_900, currency: 'EUR' } });
      const path = `/product/${sku}`;
      const visitors = doors.map((at) => new Visitor(at));
      const shows = async (price: string) =>
        (await Promise.all(visitors.map((one) => one.openPage(path)))).every(
          ({ status, text }) => status === 200 && text.includes(name) && text.includes(price),
        );
      await until('shown by both', () => shows('€19.00'));
      await until('from the cache of both', async () => {
        const before = await Promise.all(doors.map((at) => reads(at, 'miss')));
        await shows('€19.00');
        const after = await Promise.all(doors.map((at) => reads(at, 'miss')));
        return before.join() === after.join();
      });
      const shopkeeper = await theAdmin();
      const changed = performance.now();
      await shopkeeper.do(catalogue.updateProduct, {
        params: { sku },
        body: { price: { amount: 2_100, currency: 'EUR' } },
      });
      await until('the new price', () => shows('€21.00'));
      expect(performance.now() - changed).toBeLessThan(5_000);
    } finally {
      await shop.halve('web');
    }
  });
});
