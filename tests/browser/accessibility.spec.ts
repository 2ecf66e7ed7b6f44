import { globSync } from 'node:fs';
import { join } from 'node:path';
import { cart, publicPath } from '@shop/contracts';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shop } from '../support/stack.ts';
import { adminLooks } from './support/admin-looks.ts';
import { closeAlbum, openAlbum } from './support/album.ts';
import { launch, listen, signIn } from './support/browser.ts';
import { enlarge, examine, type View } from './support/examine.ts';
import { lookers } from './support/looks.ts';
import { type Made, make } from './support/made.ts';
import { ownLooks } from './support/own-looks.ts';
import { shopLooks } from './support/shop-looks.ts';

const looks = { ...shopLooks, ...ownLooks, ...adminLooks };
const app = join(import.meta.dirname, '../../apps/web/src/app');
const STEP_LIMIT_MS = 60_000;
const WHOLE_LIMIT_MS = 900_000;

/** LOOKS=long: each page in each state, in both themes in both sizes, and enlarged. Otherwise each in one of them, in turn. */
const whole = process.env.LOOKS === 'long';
const every: View[] = [
  { size: 'phone', theme: 'light' },
  { size: 'desk', theme: 'light' },
  { size: 'desk', theme: 'dark' },
  { size: 'phone', theme: 'dark' },
];

let browser: Browser;
let made: Made;
const names: string[] = [];

beforeAll(async () => {
  openAlbum();
  [browser, made] = await Promise.all([launch(), make()]);
});
afterAll(async () => {
  closeAlbum(names.sort());
  await browser?.close();
});

/** Makes a browser's owner what they are. */
const arrivals = {
  stranger: async () => undefined,
  guest: async (context: BrowserContext) => {
    const answer = await context.request.post(`${shop.at.url}${publicPath(cart.addLine)}`, {
      data: { sku: made.sku, quantity: 1 },
      headers: { origin: shop.at.url },
    });
    expect(answer.status()).toBeLessThan(300);
  },
  member: (context: BrowserContext) => signIn(context, made.member.login, made.member.password),
  admin: (context: BrowserContext) => signIn(context, 'admin', 'robots-in-charge'),
} as const;

const mine = (looker: (typeof lookers)[number]) =>
  Object.values(looks)
    .flatMap((some) => some(made))
    .filter(({ by }) => by === looker);

/** The page's address without what is another one in every run. */
const plain = (path: string): string =>
  path
    .replace(made.member.wishlist, 'ID')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{20,}/g, 'ID')
    .replace(/\?key=.*/, '')
    .replaceAll(made.sku, 'SKU')
    .replaceAll(made.soldOut, 'SOLD-OUT');

it('every page of the app is looked at', () => {
  // Each language has the same pages; folders in round brackets group, folders with @ are slots.
  const pages = globSync('**/page.tsx', { cwd: app }).map((file) => {
    const folders = file.split('/').slice(0, -1);
    return `/${folders.filter((folder) => folder !== '[locale]' && !/^[(@]/.test(folder)).join('/')}`;
  });
  expect(Object.keys(looks).sort()).toEqual(pages.sort());
});

describe.concurrent('no page keeps anybody out, on a phone and on a desk, by day and by night:', () => {
  it.each(lookers)('what a %s sees', { timeout: WHOLE_LIMIT_MS }, async (looker) => {
    // A service worker asks for pages where Playwright does not see it.
    const options = { baseURL: shop.at.url, locale: 'en-DE', serviceWorkers: 'block' } as const;
    const context = await browser.newContext(options);
    await arrivals[looker](context);
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_LIMIT_MS);
    const said = listen(page);
    const wrong: string[] = [];
    const footers = new Set<string>();
    let turn = lookers.indexOf(looker);
    const inTurn = (): View[] => every.slice(turn % every.length).slice(0, 1);
    for (const { path, states = {}, allowing } of mine(looker)) {
      const words = said.length;
      await page.goto(path, { waitUntil: 'networkidle' });
      const footer = page.getByRole('contentinfo').getByRole('link');
      if (!path.startsWith('/de')) footers.add((await footer.allInnerTexts()).join(', '));
      for (const [state, reach] of [['', undefined] as const, ...Object.entries(states)]) {
        const name = `${looker} ${plain(path)} ${state}`.trim();
        await reach?.(page);
        names.push(name);
        wrong.push(...(await examine(page, name, whole ? every : inTurn())));
        turn += 1;
        if (whole || state === '') wrong.push(...(await enlarge(page, name)));
      }
      const complaints = said.slice(words).filter((text) => allowing?.test(text) !== true);
      wrong.push(...complaints.map((what) => `${looker} ${plain(path)} said: ${what}`));
    }
    await context.close();
    expect(wrong).toEqual([]);
    // 3.2.6: where one finds help is the same on every page.
    expect([...footers]).toEqual([expect.stringMatching(/./)]);
  });
});
