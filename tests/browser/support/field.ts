import type { Page } from 'playwright-core';

/** The label of the field where focus is; what it is called where there is none. */
export const atFocus = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const field = document.activeElement as HTMLInputElement | null;
    return field?.labels?.[0]?.textContent ?? field?.ariaLabel ?? field?.tagName ?? 'nothing';
  });
