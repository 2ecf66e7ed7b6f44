import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { categories, Report, type Visit, visitOf } from './scores.ts';

const VISIT_LIMIT_MS = 180_000;
const ASK_LIMIT_MS = 15_000;
const WARM = 10;
/** How Lighthouse says that its trace has no navigation, no paint or no end, for which nothing but another try helps. */
const LOST = /\((NO_NAVSTART|NO_FCP|NO_DCL|NO_TRACING_STARTED|INVALID_SPEEDLINE)\)/;

/** A page to look at. */
export interface Page {
  name: 'home' | 'list' | 'product' | 'cart';
  url: string;
  /** The session of whose it is. */
  cookie?: string;
  /** What does not count here. */
  skipped: readonly string[];
}

const Found = z.object({
  items: z.array(z.object({ sku: z.string(), categories: z.array(z.string()).min(1) })).min(1),
});

/** The four pages of a shop that count, the cart with something in it. */
export async function pagesOf(shop: string): Promise<Page[]> {
  const found = Found.parse(await (await ask(`${shop}/api/catalogue/products?size=1`)).json());
  const { sku, categories: filed } = found.items[0] as (typeof found.items)[number];
  const added = await ask(`${shop}/api/cart/cart/lines`, {
    method: 'POST',
    headers: { origin: shop, 'content-type': 'application/json' },
    body: JSON.stringify({ sku, quantity: 1 }),
  });
  const cookie = added.headers.getSetCookie().map((one) => one.split(';')[0]);
  return [
    { name: 'home', url: `${shop}/`, skipped: [] },
    { name: 'list', url: `${shop}/category/${filed[0]}`, skipped: [] },
    { name: 'product', url: `${shop}/product/${sku}`, skipped: [] },
    // A cart is kept out of search engines on purpose, which costs a third of the points for SEO.
    { name: 'cart', url: `${shop}/cart`, cookie: cookie.join('; '), skipped: ['is-crawlable'] },
  ];
}

async function ask(url: string, request: RequestInit = {}): Promise<Response> {
  const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(ASK_LIMIT_MS) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`);
  return answer;
}

/** Asks for a page as often as makes the shop know it: what is measured is a shop that is open, not one that opens. */
export async function warm({ url, cookie }: Page): Promise<void> {
  const headers = cookie === undefined ? {} : { cookie };
  for (let n = 0; n < WARM; n++) await (await ask(url, { headers })).text();
}

interface With {
  cli: string;
  chromium: string;
  folder: string;
  say: (line: string) => void;
}

/** Looks at a page with a fresh browser, as Lighthouse does for a phone; once more when Lighthouse lost its own trace. */
export async function visit(page: Page, options: With): Promise<Visit> {
  try {
    return await look(page, options);
  } catch (error) {
    const lost = LOST.exec(error instanceof Error ? error.message : '');
    if (lost === null) throw error;
    options.say(`  Lighthouse could not measure (${lost[1]}); once more`);
    return look(page, options);
  }
}

async function look({ url, cookie, skipped }: Page, { cli, chromium, folder }: With): Promise<Visit> {
  const report = join(folder, 'report.json');
  await execa(
    process.execPath,
    [
      cli,
      url,
      '--quiet',
      '--output=json',
      `--output-path=${report}`,
      `--only-categories=${categories.join(',')}`,
      '--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run',
      ...(skipped.length === 0 ? [] : [`--skip-audits=${skipped.join(',')}`]),
      ...(cookie === undefined ? [] : [`--extra-headers=${JSON.stringify({ cookie })}`]),
    ],
    { env: { CHROME_PATH: chromium }, timeout: VISIT_LIMIT_MS },
  );
  return visitOf(Report.parse(JSON.parse(readFileSync(report, 'utf8'))));
}
