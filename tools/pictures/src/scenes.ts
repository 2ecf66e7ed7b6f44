import { randomUUID } from 'node:crypto';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { z } from 'zod';

/** A picture: the browser it is taken in, and how to get to what it shows. */
export interface Scene {
  look: BrowserContextOptions;
  show(page: Page): Promise<void>;
}

const desk = { width: 1280, height: 900 };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
const CARD = { number: '4242 4242 4242 4242', expiry: '12/30', cvc: '123' };
const ORDERS = 6;

const Goods = z.object({ items: z.array(z.object({ sku: z.string() })).min(ORDERS) });
const Cities = z.object({
  items: z.array(z.object({ id: z.int(), name: z.string(), country: z.string() })).min(1),
});
const Quote = z.object({ token: z.string() });
const Card = z.object({ token: z.string() });

export const scenes: Readonly<Record<string, Scene>> = {
  home: {
    look: { viewport: { width: 1280, height: 1180 }, colorScheme: 'light' },
    show: async (page) => {
      await page.goto('/');
      await settled(page);
    },
  },
  product: {
    look: { viewport: desk, colorScheme: 'dark' },
    show: async (page) => {
      const [sku] = await goods(page);
      await page.goto(`/product/${sku}`);
      await settled(page);
    },
  },
  checkout: {
    look: { ...phone, colorScheme: 'light' },
    show: async (page) => {
      await toPayment(page);
      const fields = page.frameLocator('iframe[title^="Card fields"]');
      await fields.getByLabel('Card number').fill(CARD.number);
      await fields.getByLabel('Expiry').fill(CARD.expiry);
      await fields.getByLabel('Security code').fill(CARD.cvc);
      await settled(page);
      // The step as a whole, from its heading to the button that goes on.
      const onward = page.getByRole('button', { name: 'Go on to review' });
      await onward.evaluate((button) => button.closest('section')?.scrollIntoView({ block: 'end' }));
    },
  },
  admin: {
    look: { viewport: { width: 1280, height: 1000 }, colorScheme: 'light' },
    show: async (page) => {
      await someOrders(page);
      await page.context().clearCookies();
      await post(page, '/api/session/login', { login: 'admin', password: 'robots-in-charge' });
      await page.goto('/admin?days=7');
      await settled(page);
    },
  },
};

/** Everything is there, and nothing moves any more. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

const origin = (page: Page) => new URL(page.url()).origin;

async function get<S extends z.ZodType>(page: Page, path: string, shape: S): Promise<z.output<S>> {
  return shape.parse(await (await page.request.get(path)).json());
}

async function post(page: Page, path: string, data: object, headers: Record<string, string> = {}) {
  if (page.url() === 'about:blank') await page.goto('/');
  const answer = await page.request.post(path, { data, headers: { origin: origin(page), ...headers } });
  if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`);
  return answer.json();
}

async function goods(page: Page): Promise<string[]> {
  const query = `category=robot&sort=rating&inStock=true&size=${ORDERS}`;
  return (await get(page, `/api/catalogue/products?${query}`, Goods)).items.map(({ sku }) => sku);
}

/** A guest on a phone, as far as the card. */
async function toPayment(page: Page): Promise<void> {
  const [sku] = await goods(page);
  await post(page, '/api/cart/cart/lines', { sku, quantity: 1 });
  await page.goto('/checkout');
  const main = page.getByRole('main');
  await main.getByLabel('E-mail address').fill('ada@example.org');
  await main.getByLabel('Full name').fill('Ada Lovelace');
  await main.getByLabel('Street and number').fill('Unter den Linden 1');
  await main.getByLabel('Country').selectOption('DE');
  await main.getByLabel('Postcode').fill('10117');
  await main.getByLabel('City').fill('Berlin');
  await page.keyboard.press('Tab');
  await main.getByRole('button', { name: 'Go on to delivery' }).click();
  await page.getByRole('heading', { name: 'Delivery' }).waitFor();
  await main.getByRole('button', { name: 'Go on to payment' }).click();
  await page.locator('iframe[title^="Card fields"]').waitFor();
}

/** Orders of one day, so that the dashboard has something to tell. */
async function someOrders(page: Page): Promise<void> {
  await toPayment(page);
  const provider = new URL((await page.locator('iframe[title^="Card fields"]').getAttribute('src')) ?? '');
  const [city] = (await get(page, '/api/shipping/countries/DE/cities?q=Berlin', Cities)).items;
  if (city === undefined) throw new Error('The shop does not know Berlin.');
  const { id: cityId, name, country } = city;
  for (const [n, sku] of (await goods(page)).entries()) {
    await page.context().clearCookies();
    await post(page, '/api/cart/cart/lines', { sku, quantity: 1 });
    const quote = Quote.parse(await post(page, '/api/dispatch/quotes', { cityId, service: 'standard' }));
    const card = Card.parse(
      await post(page, `${provider.origin}/fields/stripe/token`, CARD, { origin: provider.origin }),
    );
    const address = { name: 'Ada Lovelace', street: 'Unter den Linden 1', postcode: '10117' };
    await post(
      page,
      '/api/dispatch/orders',
      {
        quote: quote.token,
        email: `ada${n}@example.org`,
        address: { ...address, cityId, city: name, country },
        payment: { gateway: 'stripe', token: card.token },
      },
      { 'idempotency-key': randomUUID() },
    );
  }
}
