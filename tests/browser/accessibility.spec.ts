import { cart, publicPath } from '@shop/contracts';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shop } from '../support/stack.ts';
import { launch, listen, signIn } from './support/browser.ts';
import { closeAlbum, examine, openAlbum } from './support/examine.ts';
import { type Made, make } from './support/made.ts';
import { lookers, looks, routesOfTheApp } from './support/pages.ts';

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

it('every page of the app is looked at', () => {
  expect(Object.keys(looks).sort()).toEqual(routesOfTheApp());
});

describe.concurrent('no page keeps anybody out, on a phone and on a desk, by day and by night:', () => {
  it.each(lookers)('what a %s sees', async (looker) => {
    const context = await browser.newContext({ baseURL: shop.at.url, reducedMotion: 'reduce' });
    await arrivals[looker](context);
    const wrong: string[] = [];
    for (const look of Object.values(looks).flatMap((some) => some(made))) {
      if (look.by !== looker) continue;
      const page = await context.newPage();
      const complaints = listen(page, look.allowing);
      const plain = look.path
        .replace(/[0-9a-f]{8}-[0-9a-f-]{20,}|\?key=.*/g, '')
        .replace(/T-[0-9a-f]{12}/, '');
      await page.goto(look.path, { waitUntil: 'networkidle' });
      for (const [state, reach] of [['', undefined] as const, ...Object.entries(look.states ?? {})]) {
        const name = `${looker} ${plain} ${state}`.trim();
        await reach?.(page);
        names.push(name);
        wrong.push(...(await examine(page, name)));
      }
      wrong.push(...complaints.map((what) => `${plain} said: ${what}`));
      await page.close();
    }
    await context.close();
    expect(wrong).toEqual([]);
  });
});
