import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newProduct } from '../support/shopper.ts';
import { desk, launch, open } from './support/browser.ts';

const MOST_TABS = 90;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

/** Runs in the page: what has the focus, whether it can be seen to have it, and whether anything lies over it (2.4.11). */
function focused(): { name: string; shown: boolean; uncovered: boolean } {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body)
    return { name: '', shown: true, uncovered: true };
  const label =
    element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels?.[0] : null;
  const name = (element.getAttribute('aria-label') ?? label?.innerText ?? element.innerText ?? '').trim();
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const ring =
    (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2) ||
    style.boxShadow !== 'none';
  // The middle and two thirds of the width: at least something of it has to be on top of everything else.
  const uncovered = [0.5, 0.25, 0.75].some((share) => {
    const top = document.elementFromPoint(box.left + box.width * share, box.top + box.height / 2);
    return top !== null && (element.contains(top) || top.contains(element) || label?.contains(top) === true);
  });
  // What is not shown itself, such as a radio in a card, is shown by its label; a heading takes the focus silently.
  const plain = element.tabIndex < 0 || element.localName === 'iframe' || box.width <= 1;
  return { name, shown: ring || plain, uncovered: uncovered || plain };
}

/** Presses Tab until what has the focus is called like this; every stop on the way has to show it. */
async function tabTo(page: Page, wanted: RegExp): Promise<void> {
  const seen: string[] = [];
  for (let n = 0; n < MOST_TABS; n++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(focused);
    expect(at.shown, `the focus on “${at.name}” cannot be seen`).toBe(true);
    expect(at.uncovered, `the focus on “${at.name}” is hidden by something else`).toBe(true);
    if (wanted.test(at.name)) return;
    seen.push(at.name);
  }
  throw new Error(`Tab does not get to ${wanted}; it went by ${seen.join(', ')}`);
}

async function type(page: Page, label: RegExp, text: string): Promise<void> {
  await tabTo(page, label);
  await page.keyboard.type(text);
}

describe('with nothing but a keyboard', () => {
  it('a guest buys, and always sees where they are', async () => {
    const { sku } = await newProduct();
    const { page } = await open(browser, { viewport: desk, locale: 'en-DE' });
    await page.goto(`/product/${sku}`);
    await tabTo(page, /^Skip to content/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^Add to cart/);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Check out' }).first().waitFor();
    await tabTo(page, /^Check out/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Address' }).waitFor();

    await tabTo(page, /^Skip to content/).catch(() => undefined);
    await page.keyboard.press('Enter');
    await type(page, /^E-mail address/, `${sku.toLowerCase()}@example.org`);
    await type(page, /^Full name/, 'Ada Lovelace');
    await type(page, /^Street and number/, 'Unter den Linden 1');
    await tabTo(page, /^Country/);
    await type(page, /^Postcode/, '10117');
    await type(page, /^City/, 'Berl');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Delivery' }).waitFor();

    await page.getByRole('radio').first().waitFor();
    await tabTo(page, /Standard|Express/);
    await page.keyboard.press('ArrowDown');
    await tabTo(page, /^Go on to payment/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Payment' }).waitFor();

    const fields = page.frameLocator('iframe[title^="Card fields"]');
    await fields.getByLabel('Card number').waitFor();
    await expect
      .poll(async () => {
        await page.keyboard.press('Tab');
        return fields.getByLabel('Card number').evaluate((input) => input === document.activeElement);
      })
      .toBe(true);
    for (const text of ['4242424242424242', '1230', '123']) {
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    expect((await page.evaluate(focused)).name).toMatch(/^Go on to review/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Review and pay' }).waitFor();
    await tabTo(page, /^Pay €/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/orders\//);
  });

  it('an empty form says what is wrong, and puts one into the first field that is', async () => {
    const { sku } = await newProduct();
    const { page } = await open(browser, { locale: 'en-DE' });
    await page.goto(`/product/${sku}`);
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('link', { name: 'Check out' }).first().click();
    const main = page.getByRole('main');
    await main.getByLabel('Full name').fill('Ada Lovelace');
    await main.getByRole('button', { name: 'Go on to delivery' }).click();
    await expect.poll(async () => (await page.evaluate(focused)).name).toMatch(/^E-mail address/);
    const about = await main.getByLabel('E-mail address').getAttribute('aria-describedby');
    expect(await page.locator(`[id="${about}"]`).innerText()).toMatch(/e-mail address/);
    expect(await main.getByLabel('Full name').inputValue()).toBe('Ada Lovelace');
  });

  it('a password can be pasted and is known to password managers', async () => {
    const { page } = await open(browser);
    await page.goto('/login');
    const password = page.getByRole('main').getByLabel('Password');
    expect(await password.getAttribute('autocomplete')).toBe('current-password');
    const refused = await password.evaluate(
      (input) => !input.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true })),
    );
    expect(refused).toBe(false);
    await page.goto('/register');
    expect(await page.getByRole('main').getByLabel('Password').first().getAttribute('autocomplete')).toBe(
      'new-password',
    );
  });

  it('help is in the same place of every page', async () => {
    const { page } = await open(browser);
    const footers: string[] = [];
    for (const path of ['/', '/search', '/cart', '/login', '/newsletter']) {
      await page.goto(path);
      footers.push((await page.getByRole('contentinfo').getByRole('link').allInnerTexts()).join(', '));
    }
    expect(footers[0]).not.toBe('');
    expect(new Set(footers).size).toBe(1);
  });
});
