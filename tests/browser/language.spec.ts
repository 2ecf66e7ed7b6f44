import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newProduct } from '../support/shopper.ts';
import { shop } from '../support/stack.ts';
import { desk, launch, open, phone, shownAtLast } from './support/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

describe('a German shopper', () => {
  it('chooses the language once and keeps it, from the window to the checkout', async () => {
    const { sku, name } = await newProduct();
    const { page } = await open(browser, { viewport: desk });
    await page.goto(`${shop.at.url}/product/${sku}?reviews=1`);
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.waitForURL(`${shop.at.url}/de/product/${sku}?reviews=1`);
    await page.getByRole('button', { name: 'USD' }).click();
    await shownAtLast(page.getByText(/≈ 142,21\s\$/).first());

    await page.getByRole('button', { name: 'In den Warenkorb' }).click();
    await page.getByText('Es liegt in Ihrem Warenkorb.').first().waitFor();
    await page.goto(`${shop.at.url}/cart`);
    expect(page.url(), 'an address without a language goes on to the chosen one').toBe(
      `${shop.at.url}/de/cart`,
    );
    await page.getByRole('link', { name, exact: true }).first().click();
    await page.waitForURL(`${shop.at.url}/de/product/${sku}`);
    await page.goBack();
    await page.getByRole('link', { name: 'Zur Kasse' }).click();
    await page.getByRole('heading', { level: 1, name: 'Kasse' }).waitFor();
    expect(await page.getByText('≈').count(), 'where one pays there is the euro alone').toBe(0);
    expect(await page.locator('html').getAttribute('lang')).toBe('de');

    // This page tells nobody where it is: its forms are sent without an origin.
    await page.getByRole('button', { name: 'English' }).click();
    await page.waitForURL(/\/checkout(\?|$)/);
    await page.getByRole('heading', { level: 1, name: 'Checkout' }).waitFor();
  });

  it('needs no JavaScript for it', async () => {
    const { page } = await open(browser, { viewport: phone, javaScriptEnabled: false });
    await page.goto(`${shop.at.url}/category/robot?sort=price`);
    await page.getByRole('button', { name: 'Deutsch' }).click();
    expect(page.url()).toBe(`${shop.at.url}/de/category/robot?sort=price`);
    await page.getByRole('button', { name: 'English' }).click();
    expect(page.url()).toBe(`${shop.at.url}/category/robot?sort=price`);
  });
});
