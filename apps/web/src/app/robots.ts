import type { MetadataRoute } from 'next';
import { connection } from 'next/server';
import { env } from '../server/env.ts';

/** robots.txt: what is for everybody may be found, what is somebody's own may not. */
export default async function robots(): Promise<MetadataRoute.Robots> {
  await connection();
  return {
    rules: {
      userAgent: '*',
      allow: '/',
      disallow: [
        '/account',
        '/admin',
        '/api/',
        '/cart',
        '/checkout',
        '/login',
        '/orders',
        '/register',
        '/search',
      ],
    },
    sitemap: new URL('/sitemap.xml', env().PUBLIC_URL).href,
  };
}
