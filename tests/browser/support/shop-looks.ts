import type { Page } from 'playwright-core';
import { Shopping } from './checkout.ts';
import { type Looks, main, press, refused, tryInVain, unfold } from './looks.ts';

/** The pages on the way from the first look to a paid order. */
export const shopLooks: Looks = {
  '/': () => [
    { by: 'stranger', path: '/', states: { 'with its menu': unfold('All categories') } },
    { by: 'stranger', path: '/de' },
  ],
  '/[...rest]': () => [{ by: 'stranger', path: '/no/such/page', allowing: refused }],
  '/search': () => [
    {
      by: 'stranger',
      path: '/search?q=robot',
      states: {
        filters: async (page) => {
          await page.locator('details.filters').evaluate((one) => one.setAttribute('open', ''));
        },
        suggestions: async (page) => {
          await page.getByRole('combobox').first().fill('rob');
          await page.getByRole('option').first().waitFor();
        },
      },
    },
    { by: 'stranger', path: '/search?q=nothinglikethis' },
  ],
  '/category/[slug]': () => [{ by: 'stranger', path: '/category/robot?sort=price&inStock=1' }],
  '/product/[sku]': ({ sku, soldOut }) => [
    { by: 'guest', path: `/product/${sku}`, states: { added: addToCart, drawer, enlarged } },
    { by: 'stranger', path: `/product/${soldOut}` },
    { by: 'member', path: `/product/${sku}`, states: { 'my review': unfold('Change your review') } },
    { by: 'stranger', path: '/product/no-such-robot', allowing: refused },
  ],
  '/compare': ({ sku, soldOut }) => [
    { by: 'stranger', path: '/compare' },
    { by: 'stranger', path: `/compare?sku=${sku}&sku=${soldOut}` },
  ],
  '/cart': ({ dearCode }) => [
    { by: 'stranger', path: '/cart' },
    {
      by: 'guest',
      path: '/cart',
      allowing: refused,
      states: {
        'code refused': async (page) => {
          await unfold('Do you have a promotion code?')(page);
          await tryInVain('Use it', { 'Promotion code': dearCode })(page);
        },
        'saved for later': async (page) => {
          await press(/^Save for later/)(page);
          await main(page).getByRole('heading', { name: 'Saved for later' }).waitFor();
        },
        'back again': async (page) => {
          await press(/^Put in the cart/)(page);
          await main(page).getByText('Subtotal of').waitFor();
        },
      },
    },
    { by: 'guest', path: '/de/cart' },
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
  '/newsletter': () => [
    { by: 'stranger', path: '/newsletter', states: { refused: tryInVain('Tell me', { 'E-mail': 'a' }) } },
  ],
  '/newsletter/unsubscribe': () => [{ by: 'stranger', path: '/newsletter/unsubscribe?token=nobodys' }],
  '/errors/[code]': () => [{ by: 'stranger', path: '/errors/price_changed' }],
};

async function addToCart(page: Page): Promise<void> {
  await press('Add to cart')(page);
  await main(page).getByRole('link', { name: 'View cart' }).first().waitFor();
}

async function drawer(page: Page): Promise<void> {
  await page.getByRole('banner').getByRole('link', { name: /^Cart/ }).click();
  await page.getByRole('dialog', { name: 'Your cart' }).getByRole('link', { name: 'Check out' }).waitFor();
}

async function enlarged(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await main(page)
    .getByRole('link', { name: /enlarge/ })
    .first()
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).waitFor();
}
