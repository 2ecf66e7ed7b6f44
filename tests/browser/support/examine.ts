import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { pictureOf } from './album.ts';
import { desk, phone } from './browser.ts';
import { drawn, measure, spaceOut } from './measure.ts';

const everyRule = {
  type: 'tag' as const,
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'],
};
/** What the colour scheme alone can change. */
const rulesOfColour = { type: 'rule' as const, values: ['color-contrast', 'link-in-text-block'] };
const ofTheBuilder = createRequire(import.meta.resolve('@axe-core/playwright'));
const axeItself = readFileSync(ofTheBuilder.resolve('axe-core/axe.min.js'), 'utf8');

/** `targetPx`: our own measure for what is pressed on purpose. WCAG asks for 24 px, which axe measures. */
const sizes = {
  phone: { viewport: phone, targetPx: 44 },
  // With a mouse, long lists such as those of filters may be denser.
  desk: { viewport: desk, targetPx: 36 },
} as const;
/** 1280 px at 400 %. */
const zoomed = { width: 320, height: 256 } as const;

/** How a page is looked at. */
export interface View {
  size: keyof typeof sizes;
  theme: 'light' | 'dark';
}

/** What is wrong with a page as it is now, in these views. A picture of each goes to the album. */
export async function examine(page: Page, name: string, views: readonly View[]): Promise<string[]> {
  const wrong: string[] = [];
  const seen = new Set<string>();
  for (const { size, theme } of views) {
    const { viewport, targetPx } = sizes[size];
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.setViewportSize(viewport);
    // It has none for a moment, while what was pressed brings the page anew.
    await page.waitForFunction(() => document.title !== '');
    await page.evaluate(drawn);
    await page.screenshot({ path: pictureOf(name, `${size}-${theme}`), quality: 60, fullPage: true });
    const found = await axe(page, seen.has(size) ? rulesOfColour : everyRule, theme);
    wrong.push(...found.map((what) => `${name} on a ${size}, ${theme}: ${what}`));
    if (seen.has(size)) continue;
    seen.add(size);
    const measured = await page.evaluate(measure, targetPx);
    wrong.push(...measured.map((what) => `${name} on a ${size}: ${what}`));
  }
  return wrong;
}

/** The same at 400 % of a desk's window, and on a phone with text as far apart as readers may ask for (1.4.10, 1.4.12). */
export async function enlarge(page: Page, name: string): Promise<string[]> {
  const wrong: string[] = [];
  const look = async (how: string) => {
    await page.evaluate(drawn);
    wrong.push(...(await page.evaluate(measure, 0)).map((what) => `${name} ${how}: ${what}`));
  };
  await page.setViewportSize(zoomed);
  await look('at 400 %');
  await page.setViewportSize(phone);
  await page.evaluate(spaceOut, true);
  await look('with text spaced out');
  await page.evaluate(spaceOut, false);
  return wrong;
}

async function axe(
  page: Page,
  runOnly: typeof everyRule | typeof rulesOfColour,
  theme: View['theme'],
): Promise<string[]> {
  // Frames of somebody else's need the slower way, and axe takes what they lie on for white: in the dark they are passed over.
  const alone = page.frames().length === 1 || theme === 'dark';
  if (alone && !(await page.evaluate('"axe" in window'))) await page.evaluate(axeItself);
  const builder = new AxeBuilder({ page, ...(alone ? { axeSource: 'void 0' } : {}) });
  const { violations } = await builder
    // Alone, it would only call into frames that do not know it.
    .options({ runOnly, resultTypes: ['violations'], iframes: !alone })
    .setLegacyMode(alone)
    .analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(' ')}: ${failureSummary}`),
  );
}
