import { describe, expect, it } from 'vitest';
import { newProduct } from '../support/shopper.ts';
import { shop } from '../support/stack.ts';

interface Page {
  status: number;
  html: string;
  /** Where the page is: its canonical address, and those of its languages. */
  links: Record<string, string>;
  meta: Record<string, string>;
  data: Record<string, unknown>[];
}

const unescaped = (text: string) =>
  text.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&amp;', '&');
const attributes = (tag: string): Record<string, string> =>
  Object.fromEntries(
    [...tag.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      unescaped(value),
    ]),
  );

async function read(path: string): Promise<Page> {
  const answer = await fetch(new URL(path, shop.at.url), { signal: AbortSignal.timeout(20_000) });
  const html = await answer.text();
  const tags = (name: string) =>
    [...html.matchAll(new RegExp(`<${name} [^>]*>`, 'g'))].map(([tag]) => attributes(tag));
  const links = tags('link').flatMap(({ rel, hreflang, href = '' }) =>
    rel === 'canonical' || rel === 'alternate' ? [[hreflang ?? rel, new URL(href).href]] : [],
  );
  const scripts = html.matchAll(/<script type="application\/ld\+json"[^>]*>(.*?)<\/script>/gs);
  return {
    status: answer.status,
    html,
    links: Object.fromEntries(links),
    meta: Object.fromEntries(
      tags('meta').map(({ name, property, content = '' }) => [name ?? property ?? '', content]),
    ),
    data: [...scripts].map(([, json = '']) => JSON.parse(json)),
  };
}
const shown = ({ html }: Page) =>
  unescaped(html.replace(/<(script|style)\b.*?<\/\1>|<!--.*?-->/gs, '').replace(/<[^>]+>/g, ' ')).replace(
    /\s+/g,
    ' ',
  );
const at = (path: string) => new URL(path, shop.at.url).href;

describe('search engines', () => {
  it.each(['/', '/category/robot', '/product/UHJ', '/newsletter'])(
    'are told where %s is in each language, and what it is',
    async (path) => {
      const german = path === '/' ? '/de' : `/de${path}`;
      const found: string[] = [];
      for (const [language, here] of [
        ['en', path],
        ['de', german],
      ] as const) {
        const page = await read(here);
        expect(page.status).toBe(200);
        expect(page.html).toContain(`<html lang="${language}"`);
        expect(page.links).toEqual({
          canonical: at(here),
          en: at(path),
          de: at(german),
          'x-default': at(path),
        });
        expect(page.meta['robots'] ?? 'index').not.toContain('noindex');
        expect(page.meta['description']?.length).toBeGreaterThan(30);
        expect(new URL(page.meta['og:url'] ?? '').href).toBe(at(here));
        found.push(shown(page));
      }
      expect(found[1]).not.toBe(found[0]);
    },
  );

  it('are told of a product what its page shows: name, price, stock, rating and place', async () => {
    const { sku, price } = await newProduct({ stock: 7 });
    for (const [path, price_, stock] of [
      [`/product/${sku}`, new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' }), 'In stock'],
      [
        `/de/product/${sku}`,
        new Intl.NumberFormat('de-DE', { style: 'currency', currency: 'EUR' }),
        'Auf Lager',
      ],
    ] as const) {
      const page = await read(path);
      const words = shown(page).replaceAll('\u00a0', ' ');
      const product = page.data.find((one) => one['@type'] === 'Product') as never as {
        name: string;
        sku: string;
        url: string;
        aggregateRating?: unknown;
        offers: Record<string, string>;
      };
      expect(product).toMatchObject({ '@context': 'https://schema.org', sku, url: at(path) });
      expect(product.aggregateRating, 'nobody has rated it').toBeUndefined();
      expect(words).toContain(product.name);
      expect(product.offers).toMatchObject({ '@type': 'Offer', priceCurrency: 'EUR', url: at(path) });
      expect(Number(product.offers['price'])).toBe(price.amount / 100);
      expect(words).toContain(price_.format(price.amount / 100).replaceAll('\u00a0', ' '));
      expect(product.offers['availability']).toBe('https://schema.org/InStock');
      expect(words).toContain(stock);
      const crumbs = page.data.find((one) => one['@type'] === 'BreadcrumbList')?.['itemListElement'];
      expect((crumbs as { name: string; item: string }[]).at(-1)).toMatchObject({
        name: product.name,
        item: at(path),
      });
    }
  });

  it('are told of a rating as it is shown', async () => {
    const page = await read('/product/UHJ');
    const product = page.data.find((one) => one['@type'] === 'Product');
    const rating = product?.['aggregateRating'] as { ratingValue: number; reviewCount: number } | undefined;
    const words = `${rating?.ratingValue.toFixed(1)} (${rating?.reviewCount})`;
    expect(rating === undefined ? 'No reviews yet' : words).toSatisfy((text: string) =>
      shown(page).includes(text),
    );
  });

  it('are told of the shop itself on its first page', async () => {
    const types = (await read('/')).data.map((one) => one['@type']);
    expect(types).toEqual(['WebSite', 'Organization']);
  });

  it.each([
    '/search',
    '/de/search?q=robot',
    '/cart',
    '/login',
    '/register',
    '/no-such-page',
    '/product/NO-SUCH',
  ])('leave %s out', async (path) => {
    expect((await read(path)).meta['robots']).toContain('noindex');
  });

  it('find every page in the sitemaps that robots.txt names, in both languages', async () => {
    const text = async (path: string) => (await fetch(new URL(path, shop.at.url))).text();
    const places = (xml: string) => [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url = '']) => url);
    const sitemap = /^Sitemap: (.+)$/m.exec(await text('/robots.txt'))?.[1] ?? '';
    const parts = places(await text(new URL(sitemap).pathname));
    expect(parts.length).toBeGreaterThanOrEqual(2);
    const found = (await Promise.all(parts.map((url) => text(new URL(url).pathname)))).flatMap(places);
    for (const path of [
      '/',
      '/de',
      '/category/robot',
      '/de/category/robot',
      '/product/UHJ',
      '/de/product/UHJ',
    ])
      expect(found).toContain(at(path));
    expect(found.filter((url) => /cart|search|account|admin|orders/.test(new URL(url).pathname))).toEqual([]);
    expect((await fetch(`${shop.at.url}/sitemap/products-999.xml`)).status).toBe(404);
  });

  it('and whoever shares a page get a picture of it', async () => {
    for (const path of ['/product/UHJ', '/de/category/robot', '/']) {
      const { meta } = await read(path);
      const answer = await fetch(new URL(new URL(meta['og:image'] ?? '').pathname, shop.at.url));
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], 'as large as it is said to be').toEqual([
        Number(meta['og:image:width']),
        Number(meta['og:image:height']),
      ]);
    }
  });
});
