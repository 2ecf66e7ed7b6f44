import { Locale, localPath } from '@shop/contracts';
import type { MetadataRoute } from 'next';
import { connection } from 'next/server';
import { env } from '../server/env.ts';

/** What is somebody's own, and what only shows the same goods once more. */
const own = [
  '/account',
  '/cart',
  '/checkout',
  '/forgot',
  '/login',
  '/orders',
  '/register',
  '/reset',
  '/search',
  '/verify',
  '/wishlist',
];

/** robots.txt: what is for everybody may be found, what is somebody's own may not. */
export default async function robots(): Promise<MetadataRoute.Robots> {
  await connection();
  return {
    rules: {
      userAgent: '*',
      allow: '/',
      disallow: [
        '/admin',
        '/api/',
        ...own.flatMap((path) => Locale.options.map((one) => localPath(one, path))),
      ],
    },
    sitemap: new URL('/sitemap.xml', env().PUBLIC_URL).href,
  };
}
