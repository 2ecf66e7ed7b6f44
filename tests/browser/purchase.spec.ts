import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import { cards, ledgerOf, mailsTo, newProduct, stockOf } from '../support/shopper.ts';
import { shop } from '../support/stack.ts';
import { until } from '../support/until.ts';

/** Where the pictures of the run are kept. */
const pictures = join(import.meta.dirname, '../../test-results');
const STEP_LIMIT_MS = 20_000;

let browser: Browser;
beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
});
afterAll(() => browser?.close());

/** A page of a browser of its own, and everything it complained about. */
async function open(options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_LIMIT_MS);
  const complaints: string[] = [];
  onTestFailed(async ({ task }) => {
    const path = join(pictures, `failed-${task.id}.png`);
    await page.screenshot({ path, fullPage: true });
    console.error(`${task.name}: the page at the end is in ${path}; it said ${JSON.stringify(complaints)}`);
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints };
}

async function payAsGuest(page: Page, sku: string, email: string, card: string): Promise<string> {
  await page.goto(`${shop.at.url}/product/${sku}`);
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByRole('link', { name: 'View cart' }).click();
  await page.getByRole('link', { name: 'Check out' }).click();
  await page.getByRole('main').getByLabel('E-mail address').fill(email);
  await page.getByLabel('Full name').fill('Ada Lovelace');
  await page.getByLabel('Street and number').fill('Unter den Linden 1');
  await page.getByLabel('Country').selectOption('DE');
  await page.getByLabel('Postcode').fill('10117');
  await page.getByLabel('City').fill('Berl');
  await page
    .getByRole('option', { name: /^Berlin/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Go on to delivery' }).click();
  await page.getByText('Express').click();
  await page.getByRole('button', { name: 'Go on to payment' }).click();
  const fields = page.frameLocator('iframe');
  await fields.getByLabel('Card number').fill(card);
  await fields.getByLabel('Expiry').fill('12/30');
  await fields.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: 'Go on to review' }).click();
  await page.getByRole('button', { name: /^Pay €/ }).click();
  await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
  return /orders\/([0-9a-f-]{36})/.exec(page.url())?.[1] as string;
}

describe('in a browser', () => {
  it('a guest buys a robot, watches it come, and the page has nothing to complain about', async () => {
    const { sku } = await newProduct();
    const email = `${sku.toLowerCase()}@example.org`;
    const { page, complaints } = await open({ viewport: { width: 1280, height: 900 } });
    const orderId = await payAsGuest(page, sku, email, cards.approved);
    await page.getByText('Delivered', { exact: true }).first().waitFor({ timeout: 60_000 });
    await page.screenshot({ path: join(pictures, 'purchase.png'), fullPage: true });

    expect((await ledgerOf(orderId)).payments).toEqual([
      expect.objectContaining({ captured: expect.any(Number), refunded: 0 }),
    ]);
    expect(await stockOf(sku)).toMatchObject({ available: 9, sold: 1, held: 0 });
    await until('the receipt', async () => (await mailsTo(email)).length > 0);
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toMatch(
      /eyJ|4242/,
    );
    expect(await page.content()).not.toMatch(/eyJ[A-Za-z0-9_-]{10,}\.eyJ/);
    expect(complaints).toEqual([]);
  });

  it('a declined card is said in clear words on a phone, and the cart is kept', async () => {
    const { sku } = await newProduct();
    const { page } = await open({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
    await payAsGuest(page, sku, `${sku.toLowerCase()}@example.org`, cards.declined);
    await page
      .getByText(/declined/i)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.screenshot({ path: join(pictures, 'declined.png'), fullPage: true });
    await page.goto(`${shop.at.url}/cart`);
    await page
      .getByRole('link', { name: `Test robot ${sku}` })
      .first()
      .waitFor();
  });

  it('browsing, searching, the cart and signing in work without JavaScript', async () => {
    const { sku, name } = await newProduct();
    const { page } = await open({ javaScriptEnabled: false });
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
      .getByText('Your cart is empty')
      .or(page.getByText('Your cart', { exact: true }))
      .first()
      .waitFor();
    expect(await stockOf(sku)).toMatchObject({ available: 10 });
  });

  it('fifty fast clicks make few requests and end right', async () => {
    const { sku, name } = await newProduct({ stock: 90 });
    const { page } = await open();
    await page.goto(`${shop.at.url}/product/${sku}`);
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('link', { name: 'View cart' }).click();
    let puts = 0;
    page.on('request', (request) => {
      if (request.method() === 'PUT') puts += 1;
    });
    const more = page.getByRole('button', { name: `One more of ${name}` });
    await more.waitFor();
    await page.evaluate((label) => {
      const button = document.querySelector<HTMLButtonElement>(`button[aria-label="${label}"]`);
      for (let i = 0; i < 50; i++) button?.click();
    }, `One more of ${name}`);
    await page.getByText('€6,295.95').first().waitFor();
    expect(puts).toBeLessThanOrEqual(3);
  });
});
