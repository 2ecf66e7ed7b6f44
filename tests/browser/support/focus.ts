import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const MOST_TABS = 90;

/** What has the focus. */
export interface Focused {
  name: string;
  /** It can be seen to have the focus (2.4.7). */
  shown: boolean;
  /** What lies over all of it (2.4.11): an element's beginning, or that it is out of the window. */
  under?: string;
}

/** Runs in the page. */
export function focused(): Focused {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return { name: '', shown: true };
  const label =
    element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels?.[0] : null;
  const said = element.getAttribute('aria-label') ?? element.getAttribute('title') ?? label?.innerText;
  const name = (said ?? `${element.querySelector('img')?.alt ?? ''}${element.innerText}`).trim();
  const box = element.getBoundingClientRect();
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const ring = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
  // Something of it has to be on top of everything else, and in the window.
  const tops = [0.5, 0.25, 0.75].map((share) =>
    document.elementFromPoint(box.left + box.width * share, box.top + box.height / 2),
  );
  const uncovered = tops.some((top) => element.contains(top) || label?.contains(top) === true);
  // A heading takes the focus silently; what a frame shows is the frame's.
  const plain = element.tabIndex < 0 || element.localName === 'iframe';
  if (uncovered || plain) return { name, shown: ring || plain };
  const over = tops.find((top) => top !== null)?.outerHTML.slice(0, 120);
  return { name, shown: ring, under: over ?? `out of the window at ${box.top}, ${box.left}` };
}

/** What has the focus, which has to show it; what comes over it for a moment, as a page is drawn, may go away again. */
export async function focusSeen(page: Page): Promise<string> {
  let name = '';
  await expect
    .poll(async () => {
      const found = await page.evaluate(focused);
      name = found.name;
      return found;
    })
    .toEqual({ name: expect.any(String), shown: true });
  return name;
}

/** Presses Tab until what has the focus is called like this, and is `there`; every stop on the way has to show it. */
export async function tabTo(page: Page, wanted: RegExp, there = async () => true): Promise<void> {
  const seen: string[] = [];
  for (let n = 0; n < MOST_TABS; n++) {
    await page.keyboard.press('Tab');
    const name = await focusSeen(page);
    if (wanted.test(name) && (await there())) return;
    seen.push(name);
  }
  throw new Error(`Tab does not get to ${wanted}; it went by ${seen.join(', ')}`);
}
