import { catalogue } from '@shop/contracts';
import type { MetadataRoute } from 'next';
import { connection } from 'next/server';
import { publicRead } from '../server/backend.ts';
import { allCategories } from '../server/categories.ts';
import { env } from '../server/env.ts';

const FRESH_MS = 3_600_000;
const PAGE = 100;
/** The most pages that are asked for: a sitemap may hold 50,000 addresses. */
const MOST_PAGES = 490;
let kept: { entries: MetadataRoute.Sitemap; until: number } | undefined;

/** sitemap.xml: every category and product, made anew at most once an hour. */
export default async function sitemap(): Promise<MetadataRoute.Sitemap> {
  await connection();
  if (kept === undefined || kept.until < Date.now()) {
    kept = { entries: await allEntries(), until: Date.now() + FRESH_MS };
  }
  return kept.entries;
}

async function allEntries(): Promise<MetadataRoute.Sitemap> {
  const at = (path: string) => new URL(path, env().PUBLIC_URL).href;
  const entries: MetadataRoute.Sitemap = [
    { url: at('/') },
    ...(await allCategories()).map(({ slug }) => ({ url: at(`/category/${slug}`) })),
  ];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const query = { page, size: PAGE, sort: 'newest' as const, attribute: [] };
    const { items, total } = await publicRead(catalogue.listProducts, { query });
    entries.push(
      ...items.map(({ sku, updatedAt }) => ({ url: at(`/product/${sku}`), lastModified: updatedAt })),
    );
    if (items.length === 0 || page * PAGE >= total) break;
  }
  return entries;
}
