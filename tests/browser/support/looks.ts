import type { Page } from 'playwright-core';
import { shownAtLast } from './browser.ts';
import type { Made } from './made.ts';

/** Who looks: somebody new, somebody with something in the cart, a member who has bought, whoever runs the shop. */
export const lookers = ['stranger', 'guest', 'member', 'admin'] as const;

/** A page as somebody sees it. */
export interface Look {
  by: (typeof lookers)[number];
  path: string;
  /** What it can be brought to from there, one after the other. */
  states?: Record<string, (page: Page) => Promise<unknown>>;
  /** What the browser may say to its console there. */
  allowing?: RegExp;
}

/** What is looked at of each page, by the page's folder. */
export type Looks = Record<string, (made: Made) => Look[]>;

/** What the console says of an answer that a look provokes. */
export const refused = /status of 4\d\d/;

export const main = (page: Page) => page.getByRole('main');

/** Presses the first button of that name. */
export const press = (name: string | RegExp) => (page: Page) =>
  main(page).getByRole('button', { name }).first().click();

/** Unfolds what is folded behind these words. */
export const unfold = (words: string) => async (page: Page) => {
  const folded = page.locator('summary').filter({ hasText: words }).first();
  await shownAtLast(folded);
  await folded.click();
};

/** Fills in what the shop refuses, and waits until it says so. What browsers refuse by themselves gets past them. */
export const tryInVain =
  (button: string | RegExp, typed: Record<string, string> = {}) =>
  async (page: Page) => {
    const form = main(page)
      .locator('form')
      .filter({ has: page.getByRole('button', { name: button }) })
      .first();
    for (const [label, text] of Object.entries(typed)) await form.getByLabel(label).first().fill(text);
    await form.evaluate((one) => one.setAttribute('novalidate', ''));
    await form.getByRole('button', { name: button }).first().click();
    await main(page).locator('[aria-invalid=true], [role=alert]:not(:empty)').first().waitFor();
  };
