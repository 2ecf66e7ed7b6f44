import { defaultLocale, Locale, localPath, plainPath } from '@shop/contracts';
import type { Metadata } from 'next';
import { connection } from 'next/server';
import { getLocale } from 'next-intl/server';
import { env } from './env.ts';

/** The languages of the shop as Open Graph names them. */
const regions: Record<Locale, string> = { en: 'en_IE', de: 'de_DE' };

/** The whole address of something of the shop. */
export const addressOf = (path: string): string => new URL(path, env().PUBLIC_URL).href;

/** Where a page is in every language, and where without one: what search engines show to whom. */
export const languagesOf = (path: string): Record<string, string> => ({
  ...Object.fromEntries(Locale.options.map((locale) => [locale, addressOf(localPath(locale, path))])),
  'x-default': addressOf(localPath(defaultLocale, path)),
});

interface Found {
  /** The page's path, without a language; its query too, where that makes another page. */
  path: string;
  title: string;
  description: string;
  /** What its picture is of: a SKU or a category; the shop's without. */
  picture?: string;
}

/** How a page is found and shown elsewhere: canonical address, other languages, Open Graph. */
export async function foundAs({ path, title, description, picture = 'shop' }: Found): Promise<Metadata> {
  await connection();
  const locale = await getLocale();
  const url = addressOf(localPath(locale, plainPath(path)));
  const image = { url: addressOf(`/og/${picture}.png`), width: 1200, height: 630, alt: title };
  return {
    title,
    description,
    alternates: { canonical: url, languages: languagesOf(path) },
    openGraph: {
      title,
      description,
      url,
      siteName: 'ShopStack',
      type: 'website',
      locale: regions[locale],
      alternateLocale: Locale.options.filter((other) => other !== locale).map((other) => regions[other]),
      images: [image],
    },
    twitter: { card: 'summary_large_image' },
  };
}

/** How a page is kept out of search engines: it is somebody's own, or the same goods once more. */
export const unlisted = (title: string): Metadata => ({ title, robots: { index: false } });
