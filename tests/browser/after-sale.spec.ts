import { dispatch } from '@shop/contracts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newProduct, Shopper, the } from '../support/shopper.ts';
import { desk, launch, open, phone, signIn } from './support/browser.ts';
import { focusAt } from './support/field.ts';

const PASSWORD = 'correct horse battery';
const staff = { support: 'robots-in-repair', admin: 'robots-in-charge' } as const;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

/** An order of two that has come to whoever ordered it. */
async function delivered(shopper: Shopper, amount = 12_345) {
  const { sku, name } = await newProduct({ price: { amount, currency: 'EUR' } });
  await shopper.add(sku, 2);
  const { id, number, accessKey } = await shopper.buy();
  await shopper.waitForState(id, 'delivered');
  return { id, number, accessKey, sku, name };
}

/** A page of somebody of the shop. */
async function at(role: keyof typeof staff, path: string): Promise<Page> {
  const { page, context } = await open(browser, { viewport: desk });
  await signIn(context, role, staff[role]);
  await page.goto(path);
  return page;
}

/** Asks for one of a product to go back, as a shopper does at the order. */
async function askBack(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { name: 'Send something back' }).click();
  await page.getByRole('button', { name: 'Ask to send it back' }).click();
  await page.getByText('Please say how many come back.').first().waitFor();
  await focusAt(page, `How many of ${name}`);
  await page.getByLabel(`How many of ${name}`).fill('1');
  await page.getByLabel('Why').selectOption({ label: 'It is broken' });
  await page.getByLabel('Anything we should know').fill('It limps.');
  await page.getByRole('button', { name: 'Ask to send it back' }).click();
  await page.getByText('We have your request').waitFor();
  await page.getByText('We are looking at it').waitFor();
}

const itemOf = (page: Page, number: string) =>
  page.getByRole('main').getByRole('listitem').filter({ hasText: number });

/** A line of an order's sums. */
const row = (page: Page, name: string, amount: string) =>
  page.locator('dl > div').filter({ hasText: name }).getByText(amount, { exact: true });

describe('goods that come back', () => {
  it('are asked for by a member, agreed to, received and paid, and the page of the order follows', async () => {
    const ada = await new Shopper().register(undefined, PASSWORD);
    const { id, number, name } = await delivered(ada);
    const { page, context } = await open(browser, { viewport: phone });
    await signIn(context, ada.email, PASSWORD);
    await page.goto(`/orders/${id}`);
    await askBack(page, name);
    const support = await at('support', '/admin/returns');
    await itemOf(support, number).getByLabel('A word to the shopper').fill('Sorry for that.');
    await itemOf(support, number).getByRole('button', { name: 'Agree' }).click();
    await page.getByText('Agreed: please send it').waitFor();
    await page.getByText('Sorry for that.').waitFor();
    await itemOf(support, number).getByRole('button', { name: 'It is here' }).click();
    await page.getByText('Paid back').first().waitFor();
    await row(page, 'Refunded', '€123.45').waitFor();
    await page.getByRole('button', { name: 'Put it into my cart' }).click();
    await page.waitForURL((url) => url.pathname === '/cart');
    await page.getByRole('main').getByRole('link', { name }).first().waitFor();
  });

  it('are asked for by a guest, who names the e-mail address before the link shows where the order went', async () => {
    const guest = new Shopper();
    const { id, number, accessKey, name } = await delivered(guest);
    const { page } = await open(browser, { viewport: phone });
    await page.goto(`/orders/${id}?key=${accessKey}`);
    await page.getByRole('heading', { name: 'Is this your order?' }).waitFor();
    const sent = await page.content();
    for (const secret of ['Unter den Linden', 'Lovelace', guest.email]) expect(sent).not.toContain(secret);
    expect(await page.getByRole('heading', { name: 'Send something back' }).count()).toBe(0);
    const email = page.getByRole('main').getByLabel('E-mail address');
    await email.fill('eve@example.org');
    await page.getByRole('button', { name: 'Show my order' }).click();
    await page.getByText('That is not the e-mail address this order was made with.').waitFor();
    await focusAt(page, 'E-mail address');
    expect(await email.inputValue()).toBe('eve@example.org');
    await email.fill(guest.email);
    await page.getByRole('button', { name: 'Show my order' }).click();
    await page.getByText('Unter den Linden 1').first().waitFor();
    await askBack(page, name);
    const support = await at('support', '/admin/returns');
    await itemOf(support, number).getByRole('button', { name: 'Refuse' }).click();
    await page.getByText('Not agreed to').waitFor();
  });
});

describe('money over the limit of one person', () => {
  it('waits for another, who is not the one who asked, and the shopper sees it come', async () => {
    const ada = await new Shopper().register(undefined, PASSWORD);
    const { id, number } = await delivered(ada, 60_000);
    const support = await at('support', `/admin/orders/${id}`);
    await support.getByLabel('Some of it; the order stays').check();
    await support.getByLabel('Amount, for some of it').fill('lots');
    await support.getByLabel('Reason', { exact: true }).fill('The wheels fell off.');
    await support.getByRole('button', { name: 'Cancel or refund' }).click();
    await support.getByText('An amount like 12.50, please.').waitFor();
    await focusAt(support, 'Amount, for some of it');
    expect(await support.getByLabel('Reason', { exact: true }).inputValue()).toBe('The wheels fell off.');
    expect(await support.getByLabel('Some of it; the order stays').isChecked()).toBe(true);
    await support.getByLabel('Amount, for some of it').fill('600.00');
    await support.getByRole('button', { name: 'Cancel or refund' }).click();
    await support.getByText('Over the limit somebody else has to agree first.').waitFor();
    await support.goto('/admin/refunds');
    await itemOf(support, number).getByText('You asked for it: somebody else has to agree.').waitFor();
    expect(await itemOf(support, number).getByRole('button').count()).toBe(0);
    const asker = await the('support');
    const { items } = await asker.do(dispatch.listRefunds, { query: { size: 100 } });
    const refundId = items.find(({ orderId }) => orderId === id)?.id ?? '';
    const forged = await asker.ask(dispatch.decideRefund, {
      params: { orderId: id, refundId },
      body: { approve: true },
    });
    expect(forged).toMatchObject({ status: 403, body: { code: 'second_person_needed' } });

    const { page, context } = await open(browser, { viewport: phone });
    await signIn(context, ada.email, PASSWORD);
    await page.goto(`/orders/${id}`);
    await page.getByRole('heading', { name: `Order ${number}` }).waitFor();
    const admin = await at('admin', '/admin/refunds');
    await itemOf(admin, number).getByRole('button', { name: 'Agree' }).click();
    await row(page, 'Refunded', '€600.00').waitFor();
    expect((await ada.see(id)).state).toBe('delivered');
  });
});
