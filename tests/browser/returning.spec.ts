import { catalogue } from '@shop/contracts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newProduct, Shopper, theAdmin } from '../support/shopper.ts';
import { shop } from '../support/stack.ts';
import { launch, open, phone } from './support/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

describe('a shopper who comes back', () => {
  it('finds what was looked at, compares it, and clears the list', async () => {
    const seen = [await newProduct({ attributes: { Colour: 'Red' } }), await newProduct()];
    const { page } = await open(browser, { viewport: phone });
    for (const { sku } of seen) {
      await page.goto(`${shop.at.url}/product/${sku}`);
      await page.waitForFunction((name) => localStorage.getItem('recently-viewed')?.includes(name), sku);
    }
    await page.getByRole('heading', { name: 'Recently viewed' }).scrollIntoViewIfNeeded();
    await page.getByRole('link', { name: 'Compare these' }).click();
    await page.getByRole('heading', { name: 'Compare', exact: true }).waitFor();
    for (const { name } of seen) await page.getByRole('columnheader', { name }).first().waitFor();
    await page.getByRole('row', { name: /Colour \(differs\)/ }).waitFor();
    await page.goto(shop.at.url);
    await page.getByRole('button', { name: 'Clear this list' }).click();
    await page.getByRole('heading', { name: 'Recently viewed' }).waitFor({ state: 'detached' });
    expect(await page.evaluate(() => localStorage.getItem('recently-viewed'))).toBeNull();
  });

  it('has the colours that were chosen from the first byte on, also without scripts', async () => {
    const { page } = await open(browser, { javaScriptEnabled: false, colorScheme: 'light' });
    await page.goto(`${shop.at.url}/newsletter`);
    await page.getByRole('button', { name: 'Dark', exact: true }).click();
    expect(new URL(page.url()).pathname).toBe('/newsletter');
    const text = (await (await page.request.get(shop.at.url)).text()).slice(0, 1_000);
    expect(text).toContain('data-theme="dark"');
    await page.getByRole('button', { name: 'As my device' }).click();
    expect(await page.locator('html').getAttribute('data-theme')).toBeNull();
  });

  it('is told when the connection goes and when it is back', async () => {
    const { page, context } = await open(browser, { allowing: /ERR_INTERNET_DISCONNECTED/ });
    await page.goto(`${shop.at.url}/newsletter`, { waitUntil: 'networkidle' });
    await context.setOffline(true);
    await page.getByRole('status').filter({ hasText: 'You are offline' }).waitFor();
    await context.setOffline(false);
    await page.getByRole('status').filter({ hasText: 'online again' }).waitFor();
  });
});

describe('whoever goes to another page without a connection', () => {
  it('is told so by the shop, in its language and colours, and gets there when it is back', async () => {
    const { page, context } = await open(browser, {
      serviceWorkers: 'allow',
      colorScheme: 'light',
      allowing: /ERR_INTERNET_DISC|503/,
    });
    await page.goto(`${shop.at.url}/de/newsletter`);
    await page.getByRole('button', { name: 'Dunkel', exact: true }).click();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await context.setOffline(true);
    await page.goto(`${shop.at.url}/de/compare`);
    await page.getByRole('heading', { name: 'Sie sind offline' }).waitFor();
    expect(await page.evaluate(() => getComputedStyle(document.body).display)).toBe('grid');
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
    await context.setOffline(false);
    await page.getByRole('navigation').first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/de/compare');
  });
});

describe('a product that was taken off the shop', () => {
  it('says so, with 410, and shows the way to others', async () => {
    const { sku } = await newProduct();
    await (await theAdmin()).do(catalogue.deleteProduct, { params: { sku } });
    const { status, text } = await new Shopper().openPage(`/product/${sku}`);
    expect(status).toBe(410);
    expect(text).toContain('We do not sell this one any more');
    expect((await new Shopper().openPage('/product/NEVER-WAS')).status).toBe(404);
  });
});
