import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newProduct } from '../support/shopper.ts';
import { desk, launch, open, phone } from './support/browser.ts';

/** How late pictures come here, in milliseconds. */
const LATE_MS = 500;
const MOST_SHIFT = 0.02;
/** How much script a page may load, in kB gzipped. It may only get smaller, but for a reason that is written down. */
const limits = JSON.parse(readFileSync(join(import.meta.dirname, 'script-limits.json'), 'utf8')) as Readonly<
  Record<string, number>
>;

let browser: Browser;
let sku: string;
beforeAll(async () => {
  [browser, { sku }] = await Promise.all([launch(), newProduct()]);
});
afterAll(() => browser?.close());

const pathOf = (page: string): string => page.replace('[sku]', sku);

/** Counts, in the page, what moves without having been asked to. */
const watchShifts = () => {
  const told = { shift: 0, moved: [] as string[] };
  Object.assign(globalThis, { told });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
      sources: { node: Node | null }[];
    })[]) {
      if (entry.hadRecentInput) continue;
      told.shift += entry.value;
      told.moved.push(
        ...entry.sources.map(({ node }) => (node as Element | null)?.outerHTML?.slice(0, 120) ?? '?'),
      );
    }
  }).observe({ type: 'layout-shift', buffered: true });
};

async function fillCart(page: Page): Promise<void> {
  await page.goto(`/product/${sku}`);
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByRole('link', { name: 'Check out' }).first().waitFor();
}

describe('a page', () => {
  it.each([
    ['phone', phone],
    ['desk', desk],
  ] as const)('stays where it is while its pictures come late, on a %s', async (_, viewport) => {
    const { page, context } = await open(browser, { viewport });
    await fillCart(page);
    await context.addInitScript(watchShifts);
    await context.route(/\/robots\/|\/pictures\/|\/_next\/image/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, LATE_MS));
      await route.continue();
    });
    const shifts: Record<string, { shift: number; moved: string[] }> = {};
    for (const path of ['/', '/category/robot', `/product/${sku}`, '/cart', '/checkout']) {
      await page.goto(path, { waitUntil: 'networkidle' });
      shifts[path] = await page.evaluate(
        () => (globalThis as unknown as { told: (typeof shifts)[string] }).told,
      );
    }
    const wrong = Object.entries(shifts).filter(([, { shift }]) => shift > MOST_SHIFT);
    expect(wrong).toEqual([]);
  });

  it.each(Object.entries(limits))('%s loads at most %d kB of script', async (path, limit) => {
    const { page } = await open(browser);
    if (path === '/cart' || path === '/checkout') await fillCart(page);
    const scripts = new Map<string, Promise<Buffer>>();
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.set(response.url(), response.body());
    });
    await page.goto(pathOf(path), { waitUntil: 'networkidle' });
    const sizes = await Promise.all(
      [...scripts].map(async ([url, body]) => [gzipSync(await body).length, new URL(url).pathname] as const),
    );
    const kB = sizes.reduce((sum, [size]) => sum + size, 0) / 1_000;
    console.log(`${path}: ${kB.toFixed(1)} kB of script, gzipped`);
    expect(kB, sizes.map(([size, file]) => `${size} ${file}`).join('\n')).toBeLessThanOrEqual(limit);
  });
});
