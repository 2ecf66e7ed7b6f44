import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newProduct } from '../support/shopper.ts';
import { awake, desk, launch, open, phone } from './support/browser.ts';

/** How late pictures come here. */
const LATE_MS = 300;
const MOST_SHIFT = 0.02;
/** How much script a page may load, in kB gzipped. A number goes down when it can, and up only for a reason that is written down. */
const limits = JSON.parse(readFileSync(join(import.meta.dirname, 'script-limits.json'), 'utf8')) as Record<
  string,
  number
>;

/** What moved on a page without having been asked to. */
interface Shifts {
  sum: number;
  moved: string[];
}

let browser: Browser;
let sku: string;
beforeAll(async () => {
  [browser, { sku }] = await Promise.all([launch(), newProduct()]);
});
afterAll(() => browser?.close());

/** Runs in the page, before anything else. */
function watchShifts(): void {
  const shifts: Shifts = { sum: 0, moved: [] };
  Object.assign(globalThis, { shifts });
  const note = (entry: PerformanceEntry) => {
    const { value, hadRecentInput, sources } = entry as PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
      sources: { node: Node | null }[];
    };
    if (hadRecentInput) return;
    shifts.sum += value;
    for (const { node } of sources)
      shifts.moved.push(String((node as Element | null)?.outerHTML).slice(0, 120));
  };
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({
    type: 'layout-shift',
    buffered: true,
  });
}

async function withGoods(page: Page): Promise<void> {
  await page.goto(`/product/${sku}`);
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByRole('link', { name: 'Check out' }).first().waitFor();
}

/** Pictures come late; and with anything routed the browser keeps nothing, so that each page loads what it needs. */
const slowPictures = (context: BrowserContext) =>
  context.route(/\/robots\/|\/pictures\/|\/_next\/image/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, LATE_MS));
    await route.continue();
  });

/** The scripts that a page loads, by name, in bytes gzipped. */
function weighScripts(page: Page): () => Promise<Map<string, number>> {
  const loaded = new Map<string, Promise<Buffer | undefined>>();
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    // One that comes when its page has been left already has no body any more, and is none of the next page's.
    const body = response.body().catch(() => undefined);
    loaded.set(new URL(response.url()).pathname, body);
  });
  return async () => {
    const weighed = [...loaded].map(async ([file, coming]) => {
      const body = await coming;
      return body === undefined ? [] : [[file, gzipSync(body).length] as const];
    });
    loaded.clear();
    return new Map((await Promise.all(weighed)).flat());
  };
}

describe('a page', () => {
  it.each([
    ['phone', phone],
    ['desk', desk],
  ] as const)(
    'stays where it is while its pictures come late, and loads little script, on a %s',
    async (_, viewport) => {
      const { page, context } = await open(browser, { viewport });
      await withGoods(page);
      await slowPictures(context);
      await context.addInitScript(watchShifts);
      const weigh = weighScripts(page);
      const wrong: string[] = [];
      for (const [path, limit] of Object.entries(limits)) {
        await page.goto(path.replace('[sku]', sku), { waitUntil: 'networkidle' });
        const { sum, moved } = await page.evaluate(
          () => (globalThis as unknown as { shifts: Shifts }).shifts,
        );
        if (sum > MOST_SHIFT) wrong.push(`${path} moves by ${sum}: ${moved.join(' ')}`);
        const scripts = await weigh();
        const kB = [...scripts.values()].reduce((total, bytes) => total + bytes, 0) / 1_000;
        console.log(`${path}: shift ${sum.toFixed(4)}, ${kB.toFixed(1)} kB of script`);
        if (scripts.size === 0) wrong.push(`no script of ${path} was weighed`);
        if (kB > limit)
          wrong.push(`${path} loads ${kB.toFixed(1)} kB of script: ${JSON.stringify([...scripts])}`);
      }
      expect(wrong).toEqual([]);
      // That it would have been seen: everything is pushed down.
      await page.evaluate(() => document.body.style.setProperty('padding-block-start', '50vh'));
      const seen = () => page.evaluate(() => (globalThis as unknown as { shifts: Shifts }).shifts.sum);
      await expect.poll(seen).toBeGreaterThan(MOST_SHIFT);
    },
  );
});

describe('a link of the shop', () => {
  it('leads on without loading everything anew, and to a new tab for who asks for one', async () => {
    const { page, context } = await open(browser, { viewport: desk });
    await page.goto('/', { waitUntil: 'networkidle' });
    await page.evaluate(() => Object.assign(globalThis, { here: true }));
    const robots = page.getByRole('link', { name: 'Robots', exact: true }).first();
    await awake(robots);
    const [tab] = await Promise.all([
      context.waitForEvent('page'),
      robots.click({ modifiers: ['ControlOrMeta'] }),
    ]);
    await tab.close();
    expect(new URL(page.url()).pathname).toBe('/');
    await robots.click();
    await page.waitForURL('**/category/robot');
    expect(await page.evaluate(() => 'here' in globalThis)).toBe(true);
  });
});
