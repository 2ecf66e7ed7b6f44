import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cards, ledgerOf, mailsTo, newProduct, stockAtRest, stockOf } from '../support/shopper.ts';
import { shop } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { awake, desk, launch, open, phone, pictures } from './support/browser.ts';
import { Shopping } from './support/checkout.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

describe('in a browser', () => {
  it('a guest buys a robot in at most 14 interactions and a minute, and watches it come', async () => {
    const { sku } = await newProduct();
    const email = `${sku.toLowerCase()}@example.org`;
    const { page } = await open(browser, { viewport: desk, locale: 'en-DE' });
    const shopping = new Shopping(page);
    const started = Date.now();
    const orderId = await shopping.buy(sku, email);
    expect(Date.now() - started).toBeLessThan(60_000);
    expect(shopping.interactions).toBeLessThanOrEqual(14);
    await page.getByText('Delivered', { exact: true }).first().waitFor({ timeout: 60_000 });
    await page.screenshot({ path: join(pictures, 'purchase.png'), fullPage: true });

    expect((await ledgerOf(orderId)).payments).toEqual([
      expect.objectContaining({ captured: expect.any(Number), refunded: 0 }),
    ]);
    expect(await stockAtRest(sku)).toMatchObject({ available: 9, sold: 1 });
    await until('the receipt', async () => (await mailsTo(email)).length > 0);
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toMatch(
      /eyJ|4242/,
    );
    expect(await page.content()).not.toMatch(/eyJ[A-Za-z0-9_-]{10,}\.eyJ/);
  });

  it('a declined card is said in clear words on a phone, the cart is kept, and another card is taken', async () => {
    const { sku } = await newProduct();
    const { page } = await open(browser, { viewport: phone, colorScheme: 'dark' });
    await new Shopping(page).buy(sku, `${sku.toLowerCase()}@example.org`, cards.declined);
    await page
      .getByText(/declined/i)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.screenshot({ path: join(pictures, 'declined.png'), fullPage: true });
    await page.goto('/cart');
    await page
      .getByRole('link', { name: `Test robot ${sku}` })
      .first()
      .waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Try again with another card' }).click();
    await expect.poll(() => page.getByLabel('Street and number').inputValue()).toBe('Unter den Linden 1');
    const again = new Shopping(page);
    await again.press('button', 'Go on to delivery');
    await again.delivery('Express');
    await again.card();
    const orderId = await again.pay();
    await page
      .getByText(/Thank you!/)
      .first()
      .waitFor();
    await until('it is paid', async () => (await ledgerOf(orderId)).payments[0]?.captured);
  });

  it('browsing, searching, the cart and signing in work without JavaScript', async () => {
    const { sku, name } = await newProduct();
    const { page } = await open(browser, { javaScriptEnabled: false });
    await page.goto(shop.at.url);
    await page.getByRole('searchbox').or(page.getByRole('combobox')).first().fill(name);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('link', { name }).first().click();
    await page.getByLabel('Quantity').fill('2');
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByText('It is in your cart').waitFor();
    await page.goto(`${shop.at.url}/cart`);
    await page.getByLabel(`Quantity of ${name}`).fill('3');
    await page.getByRole('button', { name: 'Update' }).click();
    await page.getByText('€370.35').first().waitFor();
    await page.getByRole('link', { name: 'Check out' }).first().click();
    await page.getByText('To pay, please switch on JavaScript').waitFor();
    expect(await page.getByLabel('Street and number').isVisible()).toBe(false);
    await page.getByRole('link', { name: 'Back to the cart' }).click();
    await page.goto(`${shop.at.url}/login?next=%2Fcart`);
    await page.getByLabel(/name/i).first().fill('user');
    await page.getByLabel(/password/i).fill('password');
    await page
      .getByRole('main')
      .getByRole('button', { name: /sign in/i })
      .click();
    await page.waitForURL(`${shop.at.url}/cart`);
    await page.getByRole('link', { name }).first().waitFor();
    await page.getByRole('button', { name: `Remove ${name}` }).click();
    await page
      .getByRole('heading', { name: /^Your cart/ })
      .first()
      .waitFor();
    expect(await stockOf(sku)).toMatchObject({ available: 10 });
  });

  it('fifty fast clicks make few requests and end right', async () => {
    const { sku, name } = await newProduct({ stock: 90 });
    const { page } = await open(browser);
    await page.goto(`${shop.at.url}/product/${sku}`);
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('link', { name: 'View cart' }).click();
    let puts = 0;
    page.on('request', (request) => {
      if (request.method() === 'PUT') puts += 1;
    });
    const more = page.getByRole('button', { name: `One more of ${name}` });
    await awake(more);
    await more.evaluate((button) => {
      for (let n = 0; n < 50; n++) (button as HTMLElement).click();
    });
    await page.getByText('€6,295.95').first().waitFor();
    expect(puts).toBeLessThanOrEqual(3);
  });
});
