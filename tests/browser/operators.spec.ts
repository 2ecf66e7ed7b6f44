import { payment } from '@shop/contracts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { newProduct, Shopper, theAdmin } from '../support/shopper.ts';
import { desk, launch, open, shownAtLast, signIn } from './support/browser.ts';
import { focusAt } from './support/field.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

async function asAdmin(path: string): Promise<Page> {
  const visit = await open(browser, { viewport: desk });
  await signIn(visit.context, 'admin', 'robots-in-charge');
  await visit.page.goto(path);
  return visit.page;
}

describe('whoever keeps the shop running', () => {
  it('sees every part with its health, and who calls what', async () => {
    const page = await asAdmin('/admin/system');
    const parts = page.getByRole('table', { name: 'Parts of the shop' });
    for (const name of ['web', 'user', 'catalogue', 'cart', 'payment', 'shipping', 'ratings', 'dispatch'])
      await shownAtLast(parts.getByRole('row', { name: new RegExp(`^${name} (ok|degraded) `) }));
    await shownAtLast(parts.getByRole('row', { name: /^dispatch .*cart.*catalogue.*mongodb [\d.]+ ms/ }));
    for (const name of ['rabbitmq', 'mongodb', 'redis', 'mysql'])
      expect(await page.locator('svg text', { hasText: name }).count(), name).toBeGreaterThan(0);
  });

  it('finds what is stuck, what died and who did what', async () => {
    const { sku } = await newProduct();
    const page = await asAdmin('/admin/stuck');
    await page.getByRole('heading', { name: 'Stuck orders' }).waitFor();
    await page
      .getByText('None. Every order gets on.')
      .or(page.getByRole('table', { name: /^Stuck orders/ }))
      .waitFor();
    await page.goto('/admin/dead-letters');
    const whose = page.getByRole('navigation', { name: 'Whose dead letters' });
    await whose.getByRole('link', { name: /^payment \d+$/ }).click();
    await page.waitForURL(/service=payment/);
    const main = page.getByRole('main');
    await main
      .getByText('None. Every message was handled.')
      .or(main.getByRole('button', { name: 'Replay to payment' }))
      .first()
      .waitFor();
    await page.goto('/admin/stock-audit');
    await page
      .getByText('Everything adds up')
      .or(page.getByRole('table', { name: 'What cannot be right' }))
      .waitFor();
    await page.goto('/admin/products');
    const asked = async (stock: string, value: string) => {
      await page.getByLabel('Name or SKU').fill(sku);
      await page.getByLabel('Stock').selectOption({ label: stock });
      await page.getByRole('button', { name: 'Show' }).click();
      await page.waitForURL((url) => url.searchParams.get('stock') === value);
    };
    const found = page.getByRole('link', { name: `Test robot ${sku}` });
    await asked('In stock', 'in');
    await found.waitFor();
    await asked('Sold out', 'out');
    await page.getByText('There are no products like that.').waitFor();
    expect(await found.count()).toBe(0);
  });

  it('sets what a euro is worth, and is told what is no rate', async () => {
    const theRate = async () =>
      (await new Shopper().do(payment.listExchangeRates)).items.find(({ currency }) => currency === 'GBP');
    const before = await theRate();
    if (before === undefined) throw new Error('there is no rate of the pound');
    const { currency, ...body } = before;
    onTestFinished(async () => {
      await (await theAdmin()).do(payment.setExchangeRate, { params: { currency }, body });
    });
    const page = await asAdmin('/admin/rates');
    const pounds = page.getByRole('listitem').filter({ hasText: 'British Pound' });
    const rate = pounds.getByLabel('One euro in GBP');
    const was = await rate.inputValue();
    await rate.fill('much');
    await pounds.getByRole('button', { name: 'Save' }).click();
    await pounds.getByText('A number from 0.001 to 1000').waitFor();
    await focusAt(page, 'One euro in GBP');
    expect(await rate.inputValue()).toBe('much');
    await rate.fill(was);
    await pounds.getByLabel('Of the day').fill('2026-01-02');
    await pounds.getByRole('button', { name: 'Save' }).click();
    await pounds.getByText('Saved.').waitFor();
    expect(await theRate()).toEqual({ ...before, day: '2026-01-02' });
  });
});
