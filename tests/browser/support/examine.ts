import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { desk, phone, pictures } from './browser.ts';

const album = join(pictures, 'pages');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
/** What the colour scheme alone can change. */
const rulesOfColour = ['color-contrast', 'link-in-text-block'];
/** 1280 px at 400 %. */
const zoomed = { width: 320, height: 256 } as const;
/** Our own measure for what is pressed on purpose; WCAG asks for 24 px. */
const TARGET_PX = 44;

/** One page in one state, in both sizes and both themes: what is wrong with it. Pictures go to the album. */
export async function examine(page: Page, name: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const [size, viewport] of Object.entries({ phone, desk })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const seen = `${name} on a ${size}, ${colorScheme}`;
      wrong.push(...(await axe(page, colorScheme === 'light')).map((what) => `${seen}: ${what}`));
      await page.screenshot({
        path: join(album, `${fileOf(name)}-${size}-${colorScheme}.jpg`),
        type: 'jpeg',
        quality: 75,
        fullPage: true,
      });
    }
    wrong.push(...(await page.evaluate(measure, TARGET_PX)).map((what) => `${name} on a ${size}: ${what}`));
  }
  await page.setViewportSize(zoomed);
  wrong.push(...(await page.evaluate(measure, 0)).map((what) => `${name} at 400 %: ${what}`));
  await page.setViewportSize(desk);
  await page.evaluate(textSize, '200%');
  wrong.push(...(await page.evaluate(measure, 0)).map((what) => `${name} with text at 200 %: ${what}`));
  await page.evaluate(textSize, '');
  return wrong;
}

async function axe(page: Page, all: boolean): Promise<string[]> {
  const builder = new AxeBuilder({ page });
  if (all) builder.withTags(rules);
  else builder.withRules(rulesOfColour);
  // Only where there is a frame of somebody else's is the slower way worth it.
  const { violations } = await builder.setLegacyMode(page.frames().length === 1).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(' ')}: ${failureSummary}`),
  );
}

function textSize(size: string): void {
  document.documentElement.style.fontSize = size;
}

/** Runs in the page: does it scroll sideways, is anything cut off, is anything too small to press? */
function measure(targetPx: number): string[] {
  const wrong: string[] = [];
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) wrong.push(`scrolls sideways by ${wide} px`);
  const called = (element: Element) =>
    `<${element.localName}> ${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}`;
  const controls = document.querySelectorAll<HTMLElement>(
    '.button-primary, .button-quiet, .button-danger, .input, summary, header a, header button',
  );
  for (const control of controls) {
    const { width, height } = control.getBoundingClientRect();
    if (width === 0 || control.closest('.sr-only') !== null) continue;
    if (height < targetPx - 0.5 || width < targetPx - 0.5)
      wrong.push(`${called(control)} is ${Math.round(width)} by ${Math.round(height)} px`);
    if (control.matches('a, button') && control.scrollWidth > control.clientWidth + 1)
      wrong.push(`${called(control)} does not fit its words`);
  }
  return wrong;
}

const fileOf = (name: string): string => name.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '');

/** Makes the folder for the pictures. */
export function openAlbum(): void {
  mkdirSync(album, { recursive: true });
}

/** A page that shows all pictures of the run beside each other. */
export function closeAlbum(names: readonly string[]): void {
  const views = ['phone-light', 'phone-dark', 'desk-light', 'desk-dark'];
  const sections = names.map((name) => {
    const shown = views.map((view) => `<img loading="lazy" alt="${view}" src="${fileOf(name)}-${view}.jpg">`);
    return `<h2>${name}</h2><div>${shown.join('')}</div>`;
  });
  const style =
    'body{font:1rem sans-serif;margin:2rem}div{display:flex;gap:1rem;align-items:start}img{max-width:24vw;border:1px solid #999}';
  writeFileSync(
    join(album, 'index.html'),
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Every page</title><style>${style}</style><h1>Every page</h1>${sections.join('\n')}</html>\n`,
  );
}
