import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Shopping } from './checkout.ts';
import type { Made } from './made.ts';

const app = join(import.meta.dirname, '../../../apps/web/src/app');

/** Every page of the storefront and the admin, by its folder. */
export function routesOfTheApp(): string[] {
  return globSync('**/page.tsx', { cwd: app })
    .map((file) => `/${file.split('/').slice(0, -1).filter(isPartOfTheAddress).join('/')}`)
    .sort();
}

// Each language has the same pages; folders in round brackets group, folders with @ are slots.
const isPartOfTheAddress = (folder: string): boolean => folder !== '[locale]' && !/^[(@]/.test(folder);

/** Who looks: somebody new, somebody with something in the cart, a member who has bought, an admin. */
export const lookers = ['stranger', 'guest', 'member', 'admin'] as const;

/** A page as somebody sees it. */
export interface Look {
  by: (typeof lookers)[number];
  path: string;
  /** What it can be brought to from there, one after the other. */
  states?: Record<string, (page: Page) => Promise<void>>;
  /** What the browser may say to its console there. */
  allowing?: RegExp;
}

const main = (page: Page) => page.getByRole('main');
const press = (name: string | RegExp) => (page: Page) =>
  main(page).getByRole('button', { name }).first().click();
const refused = /status of 4\d\d/;

/** Fills in what the shop refuses, and waits until it says so. */
const tryInVain = (button: string, typed: Record<string, string>) => async (page: Page) => {
  for (const [label, text] of Object.entries(typed)) await main(page).getByLabel(label).first().fill(text);
  await press(button)(page);
  await main(page).locator('[aria-invalid=true], [role=alert]:not(:empty)').first().waitFor();
};

/** What is looked at of each page: a page without a line here fails the accessibility spec. */
export const looks: Record<string, (made: Made) => Look[]> = {
  '/': () => [{ by: 'stranger', path: '/' }],
  '/search': () => [
    {
      by: 'stranger',
      path: '/search?q=robot',
      states: {
        suggestions: async (page) => {
          await page.getByRole('combobox').first().fill('rob');
          await page.getByRole('option').first().waitFor();
        },
      },
    },
    { by: 'stranger', path: '/search?q=nothinglikethis' },
  ],
  '/category/[slug]': () => [{ by: 'stranger', path: '/category/robot?sort=price' }],
  '/product/[sku]': ({ sku, soldOut }) => [
    { by: 'guest', path: `/product/${sku}`, states: { added: addToCart } },
    { by: 'stranger', path: `/product/${soldOut}` },
    { by: 'member', path: `/product/${sku}` },
    { by: 'stranger', path: '/product/no-such-robot', allowing: refused },
  ],
  '/cart': () => [
    { by: 'stranger', path: '/cart' },
    { by: 'guest', path: '/cart' },
  ],
  '/checkout': () => [
    {
      by: 'guest',
      path: '/checkout',
      states: {
        refused: tryInVain('Go on to delivery', { 'E-mail address': 'ada' }),
        delivery: async (page) => {
          await new Shopping(page).address('ada@example.org');
          await main(page).getByRole('radio').first().waitFor();
        },
        payment: async (page) => {
          const shopping = new Shopping(page);
          await shopping.delivery();
          await shopping.fields().getByLabel('Card number').waitFor();
        },
        review: async (page) => {
          await new Shopping(page).card();
          await main(page).getByRole('button', { name: /^Pay / }).waitFor();
        },
      },
    },
  ],
  '/orders': () => [
    { by: 'stranger', path: '/orders' },
    { by: 'member', path: '/orders' },
  ],
  '/orders/[orderId]': ({ member, declined }) => [
    { by: 'member', path: `/orders/${member.orderId}` },
    { by: 'stranger', path: `/orders/${declined.orderId}?key=${declined.key}` },
  ],
  '/login': () => [
    {
      by: 'stranger',
      path: '/login',
      allowing: refused,
      states: { refused: tryInVain('Sign in', { name: 'nobody', Password: 'wrong password' }) },
    },
  ],
  '/register': () => [
    {
      by: 'stranger',
      path: '/register',
      allowing: refused,
      states: { refused: press('Open') },
    },
  ],
  '/account': () => [{ by: 'member', path: '/account' }],
  '/newsletter': () => [{ by: 'stranger', path: '/newsletter' }],
  '/newsletter/unsubscribe': () => [{ by: 'stranger', path: '/newsletter/unsubscribe?token=nobodys' }],
  '/errors/[code]': () => [{ by: 'stranger', path: '/errors/price_changed' }],
  '/admin': () => [{ by: 'admin', path: '/admin' }],
  '/admin/orders': () => [{ by: 'admin', path: '/admin/orders' }],
  '/admin/orders/[orderId]': ({ member }) => [{ by: 'admin', path: `/admin/orders/${member.orderId}` }],
  '/admin/products': () => [{ by: 'admin', path: '/admin/products' }],
  '/admin/products/new': () => [{ by: 'admin', path: '/admin/products/new' }],
  '/admin/products/[sku]': ({ sku }) => [{ by: 'admin', path: `/admin/products/${sku}` }],
  '/admin/reviews': () => [{ by: 'admin', path: '/admin/reviews' }],
  '/admin/dead-letters': () => [{ by: 'admin', path: '/admin/dead-letters' }],
  // Letters are left, read and dropped by admin.spec.ts.
  '/admin/dead-letters/[service]/[id]': () => [],
};

async function addToCart(page: Page): Promise<void> {
  await press('Add to cart')(page);
  await page.getByRole('link', { name: 'View cart' }).first().waitFor();
}
