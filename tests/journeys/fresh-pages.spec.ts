import { catalogue } from '@shop/contracts';
import { describe, it } from 'vitest';
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
    const second = await shop.double('web');
    const doors = [shop.at.url, second];
    try {
      const { sku, name } = await newProduct({ price: { amount: 1_900, currency: 'EUR' } });
      const path = `/product/${sku}`;
      const visitors = doors.map((at) => new Visitor(at));
      const shows = async (price: string) =>
        (await Promise.all(visitors.map((one) => one.openPage(path)))).every(
          ({ status, text }) => status === 200 && text.includes(name) && text.includes(price),
        );
      await until('shown by both', () => shows('€19.00'));
      // Nobody else is at the second door: what it reads and misses, it does for this page.
      await until('the second one finds all of it in the cache', async () => {
        const before = [await reads(second, 'miss'), await reads(second, 'hit')] as const;
        await shows('€19.00');
        return (await reads(second, 'miss')) === before[0] && (await reads(second, 'hit')) > before[1];
      });
      const shopkeeper = await theAdmin();
      await shopkeeper.do(catalogue.updateProduct, {
        params: { sku },
        body: { price: { amount: 2_100, currency: 'EUR' } },
      });
      // Long before the minute for which a page is fresh by itself.
      await until('the new price', () => shows('€21.00'));
    } finally {
      await shop.halve('web');
    }
  });
});
