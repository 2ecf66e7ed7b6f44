import { dispatch } from '@shop/contracts';
import type { Browser, Page } from 'playwright-core';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newProduct, theAdmin } from '../support/shopper.ts';
import { asleep, awake, desk, launch, open, phone, shownAtLast } from './support/browser.ts';
import { Shopping } from './support/checkout.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

/** A code nobody else's test knows, for a tenth off. */
async function aPromotion(terms: object = {}): Promise<dispatch.Promotion> {
  const body = {
    code: `T-${uuid().slice(-12)}`,
    title: 'Ten off',
    benefit: { kind: 'percentage', percent: 10 },
    ...terms,
  };
  return (await theAdmin()).do(dispatch.createPromotion, { body });
}

async function put(page: Page, sku: string): Promise<void> {
  await page.goto(`/product/${sku}`);
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByText('It is in your cart.').waitFor();
}

async function useCode(page: Page, code: string): Promise<void> {
  const field = page.getByLabel('Promotion code');
  if (!(await field.isVisible())) await page.getByText('Do you have a promotion code?').click();
  await field.fill(code);
  await page.getByRole('button', { name: 'Use it' }).click();
}

describe('the cart in a browser', () => {
  it('makes three requests at the most of fifty quick clicks, and ends at the right number in both of two tabs', async () => {
    const { sku, name } = await newProduct({ stock: 60 });
    const { page, context } = await open(browser, { viewport: desk });
    await put(page, sku);
    await page.goto('/cart');
    const more = page.getByRole('button', { name: `One more of ${name}` });
    await awake(more);
    const other = await context.newPage();
    await other.goto('/cart');
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET') sent.push(request.url());
    });
    const quantity = (of: Page) => of.getByRole('spinbutton', { name: `Quantity of ${name}` });
    await more.evaluate((button) => {
      for (let n = 0; n < 50; n++) (button as HTMLElement).click();
    });
    await page.getByText('Subtotal of 51 items').waitFor();
    expect(await quantity(page).inputValue()).toBe('51');
    expect(sent.filter((url) => url.includes('/api/cart')).length).toBeLessThanOrEqual(3);
    await other.getByText('Subtotal of 51 items').waitFor();
    expect(await quantity(other).inputValue()).toBe('51');
  });

  it('is the same in a window that wakes up after it was changed in another', async () => {
    const { sku, name } = await newProduct({ stock: 9 });
    const { page, context } = await open(browser, { viewport: desk });
    await put(page, sku);
    await page.goto('/cart');
    const slow = await context.newPage();
    const wake = await asleep(slow);
    await slow.goto('/cart', { waitUntil: 'commit' });
    await slow.getByText('Subtotal of 1 item').waitFor();
    await page.getByRole('button', { name: `One more of ${name}` }).click();
    await page.getByText('Subtotal of 2 items').waitFor();
    wake();
    await slow.getByText('Subtotal of 2 items').waitFor();
    await slow.getByText('Your cart was changed in another window').waitFor({ state: 'attached' });
    expect(await page.getByText('Your cart was changed in another window').count()).toBe(0);
  });

  it('says why a code is refused and keeps it typed, takes one that counts, and shows before paying that it ended', async () => {
    const [{ sku }, promotion, dear] = [
      await newProduct({ price: { amount: 10_000, currency: 'EUR' } }),
      await aPromotion(),
      await aPromotion({ minimum: { amount: 12_000, currency: 'EUR' } }),
    ];
    const answered = (status: number) => new RegExp(`status of ${status}`);
    const { page } = await open(browser, { viewport: phone, allowing: answered(409) });
    await put(page, sku);
    await page.goto('/cart');
    await useCode(page, dear.code);
    await page.getByText('Goods for €20.00 more').waitFor();
    expect(await page.getByLabel('Promotion code').inputValue()).toBe(dear.code);
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('code');
    await useCode(page, promotion.code);
    await shownAtLast(page.getByText('−€10.00'));
    const shopping = new Shopping(page);
    await page.getByRole('link', { name: 'Check out' }).click();
    await shopping.address(`${sku.toLowerCase()}@example.org`);
    await shopping.delivery();
    await shopping.card();
    const pay = page.getByRole('button', { name: /^Pay €/ });
    const before = await pay.textContent();
    await (await theAdmin()).do(dispatch.endPromotion, {
      params: { promotionId: promotion.id },
      body: { reason: 'sold enough' },
    });
    await pay.click();
    await page.getByRole('dialog').getByText('does not count any more').waitFor();
    await page.getByRole('button', { name: 'See the new total' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => pay.textContent()).not.toBe(before);
    expect(page.url()).not.toContain('/orders/');
  });

  it('opens as a drawer from every page, closes by Escape, and gives the focus back', async () => {
    const { sku, name } = await newProduct();
    const { page } = await open(browser, { viewport: desk });
    await put(page, sku);
    const link = page.getByRole('banner').getByRole('link', { name: /^Cart/ });
    await awake(link);
    await link.click();
    const drawer = page.getByRole('dialog', { name: 'Your cart' });
    await drawer.getByText(`1 × ${name}`).waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    await expect.poll(() => link.evaluate((element) => element === document.activeElement)).toBe(true);
  });
});
