import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Waits until focus is in the field of this label: it is moved there once what came of a form has been drawn. */
export async function focusAt(page: Page, label: string): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(() => {
        const field = document.activeElement as HTMLInputElement | null;
        return field?.labels?.[0]?.textContent ?? field?.ariaLabel ?? field?.tagName ?? 'nothing';
      }),
    )
    .toBe(label);
}
