import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { shop } from '../../support/stack.ts';
import { until } from '../../support/until.ts';

/** Where the pictures of the run are kept. */
export const pictures = join(import.meta.dirname, '../../../test-results');
const STEP_LIMIT_MS = 30_000;
const LOOK_MS = 3_000;

/** Everything but what it would ask the outside world for. */
export async function launch(): Promise<Browser> {
  mkdirSync(pictures, { recursive: true });
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** Somebody at a browser of their own: a page, and everything it complained about. */
export interface Visit {
  page: Page;
  context: BrowserContext;
  /** What the console, the scripts and the content security policy said. A test fails when there is any at its end. */
  complaints: string[];
}

export interface VisitOptions extends BrowserContextOptions {
  /** What is expected to be said, such as the status of an answer that the test provokes. */
  allowing?: RegExp;
}

/** Opens a page in a context of its own. It is closed with the test, which fails when the page complained of anything. */
export async function open(browser: Browser, { allowing, ...options }: VisitOptions = {}): Promise<Visit> {
  // A service worker asks for pages where Playwright does not see it.
  const context = await browser.newContext({ baseURL: shop.at.url, serviceWorkers: 'block', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_LIMIT_MS);
  const complaints = listen(page, allowing);
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') {
      const path = join(pictures, `failed-${task.id}.png`);
      await page.screenshot({ path, fullPage: true });
      console.error(
        `${task.name}: ended at ${page.url()}, see ${path}; it said ${JSON.stringify(complaints)}`,
      );
    }
    await context.close();
    expect(complaints, 'the page complained').toEqual([]);
  });
  return { page, context, complaints };
}

/** Hears what a page says to its console: warnings, errors, what a script threw, what the policy refused. */
export function listen(page: Page, allowing?: RegExp): string[] {
  const complaints: string[] = [];
  const say = (text: string) => {
    if (text.startsWith('Service Worker registration blocked by Playwright')) return;
    // A container that comes or goes beside the tests changes the machine's network; no page can help that.
    if (text.includes('net::ERR_NETWORK_CHANGED')) return;
    if (allowing?.test(text) !== true) complaints.push(text);
  };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()))
      say(`${message.text()} ${message.location().url}`.trim());
  });
  page.on('pageerror', (error) => say(error.message));
  return complaints;
}

/** Waits until scripts have taken a part of the page over. Before that, a press does what it does without any. */
export async function awake(part: Locator): Promise<void> {
  const isTaken = (element: Element) => Object.keys(element).some((key) => key.startsWith('__reactProps$'));
  await expect.poll(() => part.evaluate(isTaken)).toBe(true);
}

/** Holds back what a page asks for at these addresses; what it answers with lets it come. */
export async function held(page: Page, url: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(url, async (route) => {
    await promise;
    await route.continue();
  });
  return resolve;
}

/** Holds the scripts of a page back: it can be seen and typed into, until what this answers with lets them come. */
export const asleep = (page: Page): Promise<() => void> => held(page, '**/_next/static/**/*.js*');

/** Waits until a page shows this, and asks for it anew: a page leaves out what it can do without while a service is slow. */
export async function shownAtLast(part: Locator): Promise<void> {
  await until(`${part} is shown`, async () => {
    const shown = await part.waitFor({ timeout: LOOK_MS }).then(
      () => true,
      () => false,
    );
    if (!shown) await part.page().reload();
    return shown;
  });
}

/** Signs a context in by the shop's own door, as its form would. */
export async function signIn(context: BrowserContext, login: string, password: string): Promise<void> {
  const answer = await context.request.post(`${shop.at.url}/api/session/login`, {
    data: { login, password },
    headers: { origin: shop.at.url },
  });
  expect(answer.status()).toBe(200);
}

export const phone = { width: 390, height: 844 } as const;
export const desk = { width: 1280, height: 900 } as const;
