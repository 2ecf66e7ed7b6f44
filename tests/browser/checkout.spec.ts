import { user } from '@shop/contracts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cards, ledgerOf, newProduct, Shopper } from '../support/shopper.ts';
import { until } from '../support/until.ts';
import { asleep, awake, desk, held, launch, open, signIn } from './support/browser.ts';
import { checkoutReady, Shopping } from './support/checkout.ts';

const PASSWORD = 'correct horse battery';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

const emailOf = (sku: string) => `${sku.toLowerCase()}@example.org`;
const thanked = (page: Page) =>
  page
    .getByText(/Thank you! A receipt|Delivered/)
    .first()
    .waitFor({ timeout: 60_000 });

const chosen = (page: Page, name: RegExp) =>
  expect.poll(() => page.getByRole('radio', { name }).isChecked()).toBe(true);

/** A member who has saved where things go, and a page of theirs. */
async function asMember(sku: string, allowing?: RegExp) {
  const login = `ada ${sku}`;
  const member = await new Shopper().register(login, PASSWORD);
  await member.do(user.addAddress, { body: await member.address() });
  const { page, context } = await open(browser, allowing && { allowing });
  await signIn(context, login, PASSWORD);
  return { page, context, member, login };
}

describe('at the checkout', () => {
  it('a member types nothing but the card', async () => {
    const { sku } = await newProduct();
    const { page, member } = await asMember(sku);
    const shopping = new Shopping(page);
    await shopping.toCheckout(sku);
    expect(await page.getByRole('main').getByLabel('E-mail address').inputValue()).toBe(member.email);
    await chosen(page, /Unter den Linden 1/);
    await shopping.press('button', 'Go on to delivery');
    await shopping.delivery();
    await shopping.card();
    await shopping.pay();
    await page.getByText(`receipt`).first().waitFor();
  });

  it('whose bank asks, answers it and comes back to the order', async () => {
    const { sku } = await newProduct();
    const { page } = await open(browser);
    const orderId = await new Shopping(page).buy(sku, emailOf(sku), cards.asked);
    await page.getByRole('link', { name: 'Answer my bank' }).click();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.waitForURL(new RegExp(orderId));
    await thanked(page);
  });

  it('whose payment is not known yet is told so, also after a reload, and is charged once', async () => {
    const { sku } = await newProduct();
    const { page } = await open(browser);
    const orderId = await new Shopping(page).buy(sku, emailOf(sku), cards.dropped);
    // However soon the answer comes after all, it stays among what has happened to the order.
    const told = page.getByText('The payment provider has not answered yet; we keep asking.').first();
    await told.waitFor();
    await page.reload();
    await told.waitFor();
    await page
      .getByText(/payment is being confirmed|A receipt is on its way/)
      .first()
      .waitFor();
    await thanked(page);
    const { payments } = await until('the money came', async () => {
      const ledger = await ledgerOf(orderId);
      return ledger.payments.some(({ captured }) => captured > 0) && ledger;
    });
    expect(payments.filter(({ captured }) => captured > 0)).toHaveLength(1);
  });

  it('goes back and forth by the browser’s buttons, and reloads, with everything kept', async () => {
    const { sku } = await newProduct();
    const { page } = await open(browser);
    const shopping = new Shopping(page);
    await shopping.toCheckout(sku);
    await shopping.address(emailOf(sku));
    await shopping.delivery('Express');
    await page.getByRole('heading', { name: 'Payment' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Delivery' }).waitFor();
    await chosen(page, /Express/);
    await page.goBack();
    await page.getByRole('heading', { name: 'Address' }).waitFor();
    await page.reload();
    const main = page.getByRole('main');
    await expect.poll(() => main.getByLabel('E-mail address').inputValue()).toBe(emailOf(sku));
    await expect.poll(() => main.getByLabel('City').inputValue()).toBe('Berlin');
    await page.goForward();
    await page.getByRole('heading', { name: 'Delivery' }).waitFor();
  });

  it('whose session ends in the middle signs in again and finds everything as it was', async () => {
    const { sku } = await newProduct();
    const { page, context, login } = await asMember(sku, /status of 4\d\d/);
    const shopping = new Shopping(page);
    await shopping.toCheckout(sku);
    await shopping.press('button', 'Go on to delivery');
    await page.getByRole('radio', { name: /Express/ }).check();
    await context.clearCookies();
    await shopping.press('button', 'Go on to payment');
    await page.getByText('This cart is not open any more').waitFor();
    await shopping.press('link', 'Sign in');
    await shopping.fill('User name or e-mail address', login);
    await page.getByLabel('Password').fill(PASSWORD);
    await shopping.press('button', 'Sign in');
    await page.waitForURL(/\/checkout/);
    await shopping.press('button', 'Go on to delivery');
    await chosen(page, /Express/);
    await shopping.delivery();
    await shopping.card();
    await shopping.pay();
  });
});

describe('what is typed before a page has woken up', () => {
  it('stays at the checkout, over what was typed there earlier', async () => {
    const { sku } = await newProduct();
    const { page } = await open(browser);
    await new Shopping(page).toCheckout(sku);
    const main = page.getByRole('main');
    await main.getByLabel('E-mail address').fill('mistyped@example.org');
    await main.getByLabel('Full name').fill('Ada Lovelace');
    const wake = await asleep(page);
    await page.reload({ waitUntil: 'commit' });
    await main.getByLabel('E-mail address').fill(emailOf(sku));
    await main.getByLabel('Country').selectOption('DE');
    await main.getByLabel('City').fill('Berlin');
    wake();
    await checkoutReady(page);
    // Which city it is, is asked when the field is left. What is typed until the answer comes stays, too.
    const answer = await held(page, '**/cities?*');
    const shopping = new Shopping(page);
    await shopping.fill('Street and number', 'Unter den Linden 1');
    await shopping.fill('Postcode', '10117');
    const known = page.waitForResponse(/cities\?/);
    answer();
    await known;
    for (const [label, text] of [
      ['E-mail address', emailOf(sku)],
      ['Full name', 'Ada Lovelace'],
      ['Country', 'DE'],
      ['City', 'Berlin'],
      ['Street and number', 'Unter den Linden 1'],
      ['Postcode', '10117'],
    ] as const)
      expect(await main.getByLabel(label).inputValue()).toBe(text);
    await shopping.press('button', 'Go on to delivery');
    await page.getByRole('heading', { name: 'Delivery' }).waitFor();
  });

  it('stays in the search and beside a product', async () => {
    const { sku } = await newProduct();
    const { page } = await open(browser, { viewport: desk });
    const wake = await asleep(page);
    await page.goto(`/product/${sku}`, { waitUntil: 'commit' });
    const quantity = page.getByRole('spinbutton', { name: 'Quantity' });
    const search = page.getByRole('combobox', { name: 'Search' });
    await quantity.fill('3');
    await search.fill('robo');
    wake();
    const more = page.getByRole('button', { name: 'One more' });
    await awake(more);
    await more.click();
    expect(await quantity.inputValue()).toBe('4');
    await search.press('End');
    await search.pressSequentially('t');
    expect(await search.inputValue()).toBe('robot');
  });
});

describe('somebody else', () => {
  it('who sends the shop’s own form from another place changes nothing', async () => {
    const { sku, name } = await newProduct();
    const { page, context } = await open(browser, { javaScriptEnabled: false });
    await page.goto(`/product/${sku}`);
    const address = page.url();
    const fields = await page
      .locator('form', { has: page.getByRole('button', { name: 'Add to cart' }) })
      .locator('input[name]')
      .evaluateAll((inputs) => inputs.map((one) => [one.getAttribute('name'), one.getAttribute('value')]));
    const form = Object.fromEntries(fields.map(([key, value]) => [key ?? '', value ?? '']));
    const send = (origin: string) =>
      context.request.post(address, { multipart: { ...form, quantity: '2' }, headers: { origin } });
    expect((await send('https://elsewhere.example')).status()).toBeGreaterThanOrEqual(400);
    await page.goto('/cart');
    expect(await page.getByRole('link', { name }).count()).toBe(0);
    expect((await send(new URL(page.url()).origin)).status()).toBeLessThan(400);
    await page.goto('/cart');
    await page.getByRole('link', { name }).first().waitFor();
  });

  it('who has the address of an order sees neither the order nor where it goes', async () => {
    const { sku } = await newProduct();
    const guest = new Shopper();
    await guest.add(sku);
    const order = await guest.buy();
    const { page } = await open(browser);
    await page.goto(`/orders/${order.id}`);
    // It may be theirs on another device: they are asked to sign in, and told nothing.
    await page.waitForURL(/\/login\?next=/);
    expect(await page.content()).not.toMatch(new RegExp(`Unter den Linden|${order.number}|${guest.email}`));
  });
});
