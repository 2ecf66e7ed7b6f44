import { log } from '@shop/service/plain';
import { describe, expect, it, vi } from 'vitest';
import { LiveStock } from '../src/server/stock.ts';

log.level = 'silent';
const bot = (sku: string, available = 9) => ({ sku, available, name: sku });

describe('the stock on a page', () => {
  it('is that of now, asked for once for all pages of a moment', async () => {
    const ask = vi.fn(async (skus: string[]) => new Map(skus.map((sku) => [sku, 3])));
    const stock = new LiveStock(ask);
    const pages = await Promise.all([stock.of([bot('A'), bot('B')]), stock.of([bot('B'), bot('C')])]);
    expect(pages).toEqual([
      [bot('A', 3), bot('B', 3)],
      [bot('B', 3), bot('C', 3)],
    ]);
    expect(ask).toHaveBeenCalledExactlyOnceWith(['A', 'B', 'C']);
  });

  it('is asked for a hundred at a time', async () => {
    const ask = vi.fn(async (skus: string[]) => new Map(skus.map((sku) => [sku, 1])));
    const all = Array.from({ length: 250 }, (_, i) => bot(`S${i}`));
    expect((await new LiveStock(ask).of(all)).every(({ available }) => available === 1)).toBe(true);
    expect(ask.mock.calls.map(([skus]) => skus.length)).toEqual([100, 100, 50]);
  });

  it('is as it was while nobody can tell, and is not asked for again at once', async () => {
    const ask = vi.fn(async () => {
      throw new Error('away');
    });
    const stock = new LiveStock(ask);
    expect(await stock.of([bot('A')])).toEqual([bot('A')]);
    expect(await stock.of([bot('A')])).toEqual([bot('A')]);
    expect(ask).toHaveBeenCalledOnce();
  });
});
