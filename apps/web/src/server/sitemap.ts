import { catalogue, Locale, localPath } from '@shop/contracts';
import { publicRead } from './backend.ts';
import { allCategories } from './categories.ts';
import { addressOf, languagesOf } from './seo.ts';

const FRESH_MS = 3_600_000;
const PAGE = 100;
/** Products in one sitemap; it may hold 50,000 addresses, and each product has one a language. */
const PRODUCTS = 10_000;
const kept = new Map<string, { xml: string; until: number }>();

/** The sitemap of this name: `index`, `pages`, or `products-1` and on. Undefined where there is none. Throws CallError. */
export async function sitemapOf(name: string): Promise<string | undefined> {
  const seen = kept.get(name);
  if (seen !== undefined && seen.until > Date.now()) return seen.xml;
  const xml = await make(name);
  if (xml !== undefined) kept.set(name, { xml, until: Date.now() + FRESH_MS });
  return xml;
}

async function make(name: string): Promise<string | undefined> {
  if (name === 'index') return index();
  if (name === 'pages') return urlset(await pages());
  const part = Number(/^products-([1-9]\d{0,3})$/.exec(name)?.[1]);
  if (Number.isNaN(part) || part > (await parts())) return undefined;
  return urlset(await products(part));
}

async function index(): Promise<string> {
  const names = ['pages', ...Array.from({ length: await parts() }, (_, i) => `products-${i + 1}`)];
  const items = names.map((name) => `<sitemap><loc>${addressOf(`/sitemap/${name}.xml`)}</loc></sitemap>`);
  return document('sitemapindex', '', items);
}

/** How many sitemaps it takes to hold all products. */
async function parts(): Promise<number> {
  const query = { page: 1, size: 1, attribute: [] };
  const { total } = await publicRead(catalogue.listProducts, { query });
  return Math.max(1, Math.ceil(total / PRODUCTS));
}

interface Entry {
  path: string;
  changed?: string;
}

async function pages(): Promise<Entry[]> {
  const categories = await allCategories();
  return [
    { path: '/' },
    ...categories.map(({ slug }) => ({ path: `/category/${slug}` })),
    { path: '/newsletter' },
  ];
}

async function products(part: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  const first = ((part - 1) * PRODUCTS) / PAGE + 1;
  for (let page = first; page < first + PRODUCTS / PAGE; page++) {
    const query = { page, size: PAGE, sort: 'newest' as const, attribute: [] };
    const { items, total } = await publicRead(catalogue.listProducts, { query });
    entries.push(...items.map(({ sku, updatedAt }) => ({ path: `/product/${sku}`, changed: updatedAt })));
    if (items.length === 0 || page * PAGE >= total) break;
  }
  return entries;
}

/** An address of each page in every language, each with all the others beside it. */
function urlset(entries: Entry[]): string {
  const items = entries.flatMap(({ path, changed }) => {
    const others = Object.entries(languagesOf(path))
      .map(
        ([language, href]) => `<xhtml:link rel="alternate" hreflang="${language}" href="${escaped(href)}"/>`,
      )
      .join('');
    const when = changed === undefined ? '' : `<lastmod>${changed}</lastmod>`;
    return Locale.options.map(
      (locale) => `<url><loc>${escaped(addressOf(localPath(locale, path)))}</loc>${when}${others}</url>`,
    );
  });
  return document('urlset', ' xmlns:xhtml="http://www.w3.org/1999/xhtml"', items);
}

const document = (name: string, more: string, items: string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"${more}>\n${items.join('\n')}\n</${name}>\n`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The answer with a sitemap: 404 where there is none, 503 while the catalogue is away. */
export async function answerSitemap(name: string): Promise<Response> {
  const xml = await sitemapOf(name).catch(() => 'away' as const);
  if (xml === undefined) return new Response('not found', { status: 404 });
  if (xml === 'away') return new Response('away', { status: 503, headers: { 'retry-after': '60' } });
  return new Response(xml, {
    headers: { 'content-type': 'application/xml', 'cache-control': 'public, max-age=3600' },
  });
}
