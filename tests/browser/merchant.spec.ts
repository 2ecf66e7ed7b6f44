import { ratings } from '@shop/contracts';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newProduct, Shopper } from '../support/shopper.ts';
import { until } from '../support/until.ts';
import { desk, launch, open, phone, shownAtLast, signIn } from './support/browser.ts';
import { focusAt } from './support/field.ts';

const today = new Date().toISOString().slice(0, 10);

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

/** The merchant at the desk. */
async function theMerchant(path: string, options: Parameters<typeof open>[1] = {}): Promise<Page> {
  const { page, context } = await open(browser, { viewport: desk, ...options });
  await signIn(context, 'merchant', 'robots-on-shelves');
  await page.goto(path);
  return page;
}

const fill = async (page: Page, fields: Record<string, string>) => {
  for (const [label, text] of Object.entries(fields))
    await page.getByRole('main').getByLabel(label, { exact: true }).fill(text);
};
const press = (page: Page, name: string) =>
  page.getByRole('main').getByRole('button', { name, exact: true }).click();

/** A product as it is typed. */
const typed = (sku: string, family: string, colour: string, category: string) => ({
  SKU: sku,
  Name: `Robot ${family}`,
  Description: 'Carries what is heavy.',
  'Price in euro': '199.00',
  'Weight in grams': '2500',
  Categories: category,
  Attributes: `Colour: ${colour}`,
  Family: family,
  'Versions differ in': 'Colour',
  'Stock to begin with': '5',
});

describe("a merchant's day", () => {
  it('begins with a category, a product in two colours, its picture and its stock', async () => {
    const own = uuid().slice(-12);
    const [sku, other, category] = [`M-${own}`, `M-${own}-B`, `things-${own}`];
    const page = await theMerchant('/admin/categories');
    const adding = page.locator('section').filter({ hasText: 'Add a category' });
    const asked = async (slug: string) => {
      await adding.getByLabel('Name', { exact: true }).fill(`Things ${own}`);
      await adding.getByLabel('Address').fill(slug);
      await adding.getByRole('button', { name: 'Add the category' }).click();
    };
    await asked('robot');
    await adding.getByText('There is already a category with that address.').first().waitFor();
    await focusAt(page, 'Address');
    expect(await adding.getByLabel('Name', { exact: true }).inputValue()).toBe(`Things ${own}`);
    await asked(category);
    await page.getByText('The category is there').waitFor();

    for (const [one, colour] of [
      [other, 'Blue'],
      [sku, 'Red'],
    ] as const) {
      await page.goto('/admin/products/new');
      await fill(page, typed(one, `family-${own}`, colour, category));
      await press(page, 'Add the product');
      await page.getByText('The product is in the shop.').waitFor();
    }

    const file = page.getByLabel('Add a picture');
    const alt = page.getByLabel('What it shows, for those who cannot see it');
    await file.setInputFiles({ name: 'robot.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
    await alt.fill('A red robot with a box');
    await press(page, 'Add the picture');
    await page.getByText('That file is no picture we can read.').first().waitFor();
    await focusAt(page, 'Add a picture');
    expect(await alt.inputValue()).toBe('A red robot with a box');
    const red = { width: 900, height: 900, channels: 3, background: '#c1440e' } as const;
    const buffer = await sharp({ create: red }).png().toBuffer();
    await file.setInputFiles({ name: 'robot.png', mimeType: 'image/png', buffer });
    await press(page, 'Add the picture');
    await page.getByText('The picture is in the shop.').waitFor();

    await fill(page, { 'Change by': '-6', Reason: 'broken in the store' });
    await press(page, 'Change the stock');
    await page.getByText('That would take the stock below zero.').first().waitFor();
    await focusAt(page, 'Change by');
    expect(await page.getByLabel('Reason').inputValue()).toBe('broken in the store');
    await fill(page, { 'Change by': '-2' });
    await press(page, 'Change the stock');
    await page.getByText('Stock changed by -2.').waitFor();

    const { page: shopper } = await open(browser, { viewport: phone });
    await shopper.goto(`/product/${sku}`);
    await shopper.getByRole('img', { name: 'A red robot with a box' }).first().waitFor();
    await shopper.getByRole('main').getByRole('link', { name: /Blue/ }).first().waitFor();
    const { page: auditor, context } = await open(browser, { viewport: desk });
    await signIn(context, 'admin', 'robots-in-charge');
    const noted = async () => {
      await auditor.goto(`/admin/audit?subject=${sku}`);
      return (await auditor.getByRole('row', { name: /merchant.*broken in the store/ }).count()) === 1;
    };
    await until('the audit log has it', noted);
  });

  it('goes on with a promotion that a shopper uses until it is ended', async () => {
    const { sku } = await newProduct({ price: { amount: 10_000, currency: 'EUR' } });
    const code = `M-${uuid().slice(-12)}`.toUpperCase();
    const page = await theMerchant('/admin/promotions/new');
    await fill(page, { Code: code, Title: 'A tenth off', Percent: 'ten', 'Only these products': sku });
    await press(page, 'Begin the promotion');
    await page.getByText('A whole number from 1 to 100.').waitFor();
    await focusAt(page, 'Percent');
    await fill(page, { Percent: '10' });
    await press(page, 'Begin the promotion');
    await page.getByText(`${code} is there.`).waitFor();

    const { page: shopper } = await open(browser, { viewport: phone });
    await shopper.goto(`/product/${sku}`);
    await shopper.getByRole('button', { name: 'Add to cart' }).click();
    await shopper.getByText('It is in your cart.').waitFor();
    await shopper.goto('/cart');
    await shopper.getByText('Do you have a promotion code?').click();
    await shopper.getByLabel('Promotion code').fill(code);
    await shopper.getByRole('button', { name: 'Use it' }).click();
    await shownAtLast(shopper.getByText('−€10.00'));

    await page.getByRole('link', { name: code }).click();
    await fill(page, { Reason: 'sold enough' });
    await press(page, 'End it');
    await page.getByText('ended by hand').waitFor();
    await shopper.reload();
    await shownAtLast(shopper.getByText('That code does not count any more.'));
    expect(await shopper.getByText('−€10.00').count()).toBe(0);
  });

  it('takes a review down, reads the figures, and is not let at money and people', async () => {
    const { sku } = await newProduct();
    const ada = await new Shopper().register();
    const title = `Rude ${uuid().slice(-12)}`;
    const body = { score: 1 as const, title, text: 'Rude words.' };
    await ada.do(ratings.putMyReview, { params: { sku }, body });
    const page = await theMerchant('/admin/reviews?status=published', { allowing: /status of 40[34]/ });
    const review = page.getByRole('listitem').filter({ hasText: title });
    await review.getByLabel('Reason to reject it').fill('rude');
    await review.getByRole('button', { name: 'Reject' }).click();
    await review.waitFor({ state: 'detached' });
    await page.goto('/admin/reviews?status=rejected');
    await review.getByText('rejected', { exact: true }).waitFor();
    expect((await new Shopper().do(ratings.listReviews, { params: { sku } })).total).toBe(0);

    await page.goto('/admin?days=7');
    await page.getByText('The same as a table').click();
    await page.getByRole('row', { name: new RegExp(`^${today} \\d+ \\d+ €[\\d,.]+$`) }).waitFor();
    await page.getByRole('row', { name: /^Delivered \d+/ }).waitFor();
    const menu = page.getByRole('navigation', { name: 'Admin' });
    const links = await menu.getByRole('link').allTextContents();
    expect(links).toEqual(expect.arrayContaining(['Products', 'Categories', 'Promotions', 'Reviews']));
    for (const closed of ['orders', 'refunds', 'people', 'audit', 'rates', 'dead-letters', 'stuck']) {
      expect(await menu.locator(`a[href="/admin/${closed}"]`).count(), closed).toBe(0);
      expect((await page.goto(`/admin/${closed}`))?.status(), closed).toBe(404);
    }
    for (const path of ['dispatch/admin/refunds', 'user/people'])
      expect((await page.request.get(`/api/${path}`)).status(), path).toBe(403);
  });
});
