import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newProduct } from '../support/shopper.ts';
import { awake, desk, launch, open, phone } from './support/browser.ts';
import { checkoutReady } from './support/checkout.ts';
import { focused, focusSeen, tabTo } from './support/focus.ts';

/** 1280 px at 200 %: the bar on top takes much of it. */
const enlarged = { width: 640, height: 450 } as const;
const STOPS = 60;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

async function type(page: Page, label: RegExp, text: string): Promise<void> {
  await tabTo(page, label);
  await page.keyboard.type(text);
}

describe('with nothing but a keyboard', () => {
  it('a guest buys, and always sees where they are', async () => {
    const { sku } = await newProduct();
    const { page } = await open(browser, { viewport: desk, locale: 'en-DE', reducedMotion: 'reduce' });
    await page.goto(`/product/${sku}`);
    await tabTo(page, /^Skip to content/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^Add to cart/);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Check out' }).first().waitFor();
    await tabTo(page, /^Check out/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Address' }).waitFor();
    await checkoutReady(page);

    await type(page, /^E-mail address/, `${sku.toLowerCase()}@example.org`);
    await type(page, /^Full name/, 'Ada Lovelace');
    await type(page, /^Street and number/, 'Unter den Linden 1');
    await tabTo(page, /^Country/);
    await type(page, /^Postcode/, '10117');
    await type(page, /^City/, 'Berl');
    await page
      .getByRole('option', { name: /^Berlin/ })
      .first()
      .waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Delivery' }).waitFor();
    // The step that came has the focus (3.2.2): what is new is read out.
    await expect.poll(async () => (await page.evaluate(focused)).name).toBe('Delivery');

    await page.getByRole('radio').first().waitFor();
    await tabTo(page, /^Economy/);
    await page.keyboard.press('ArrowDown');
    await tabTo(page, /^Go on to payment/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Payment' }).waitFor();

    const number = page.frameLocator('iframe[title^="Card fields"]').getByLabel('Card number');
    await number.waitFor();
    await tabTo(page, /^Card fields/, () => number.evaluate((input) => input === document.activeElement));
    for (const text of ['4242424242424242', '1230', '123']) {
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    await expect.poll(async () => (await page.evaluate(focused)).name).toMatch(/^Go on to review/);
    // The fields say that they are there, which the button waits for.
    await page.getByRole('button', { name: 'Go on to review', disabled: false }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Review and pay' }).waitFor();
    await tabTo(page, /^Pay €/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/orders\//);
  });

  it('nothing lies over what has the focus, on the way there and back, in an enlarged window', async () => {
    const { page } = await open(browser, { viewport: enlarged, reducedMotion: 'reduce' });
    await page.goto('/search?q=robot');
    await tabTo(page, /^Skip to content/);
    await page.keyboard.press('Enter');
    for (const key of ['Tab', 'Shift+Tab']) {
      for (let stop = 0; stop < STOPS; stop++) {
        await page.keyboard.press(key);
        await focusSeen(page);
      }
    }
  });

  it('the pictures of a product are turned and enlarged without dragging, and Escape leads back', async () => {
    const { sku } = await newProduct();
    const { page } = await open(browser, { viewport: phone, reducedMotion: 'reduce' });
    await page.goto(`/product/${sku}`);
    await tabTo(page, /^Show 2 of/);
    await page.keyboard.press('Enter');
    await page.locator('#picture-2').evaluate(
      (slide) =>
        new Promise((seen) => {
          new IntersectionObserver(([entry]) => entry?.isIntersecting === true && seen(true), {
            threshold: 0.9,
          }).observe(slide);
        }),
    );
    const second = page.locator('#picture-2').getByRole('link');
    await awake(second);
    await second.focus();
    await page.keyboard.press('Enter');
    await page.getByText(/^Picture 2 of/).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByText(/^Picture 3 of/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await expect.poll(() => second.evaluate((link) => link === document.activeElement)).toBe(true);
  });
});

describe('a form', () => {
  it('that is empty says what is wrong, and puts one into the first field that is', async () => {
    const { sku } = await newProduct();
    const { page } = await open(browser, { locale: 'en-DE' });
    await page.goto(`/product/${sku}`);
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('link', { name: 'Check out' }).first().click();
    await checkoutReady(page);
    const main = page.getByRole('main');
    await main.getByLabel('Full name').fill('Ada Lovelace');
    await main.getByRole('button', { name: 'Go on to delivery' }).click();
    await expect.poll(async () => (await page.evaluate(focused)).name).toMatch(/^E-mail address/);
    const about = await main.getByLabel('E-mail address').getAttribute('aria-describedby');
    expect(await page.locator(`[id="${about}"]`).innerText()).toMatch(/e-mail address/);
    expect(await main.getByLabel('Full name').inputValue()).toBe('Ada Lovelace');
  });

  it('takes a password that is pasted, and asks nobody to remember or copy anything', async () => {
    const { page, context } = await open(browser);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    for (const [path, autocomplete] of [
      ['/login', 'current-password'],
      ['/register', 'new-password'],
      ['/reset?token=nobodys', 'new-password'],
    ] as const) {
      await page.goto(path);
      const password = page
        .getByRole('main')
        .getByLabel(/password/i)
        .first();
      expect(await password.getAttribute('autocomplete')).toBe(autocomplete);
      await page.evaluate(() => navigator.clipboard.writeText('correct horse battery'));
      await password.focus();
      await page.keyboard.press('ControlOrMeta+V');
      expect(await password.inputValue()).toBe('correct horse battery');
    }
  });
});
