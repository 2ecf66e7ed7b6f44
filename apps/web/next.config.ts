import { join } from 'node:path';
import type { NextConfig } from 'next';

/** Paths that are files, made by routes outside of `[locale]`, and the same in every language. */
const files = '(?:robots|og|sitemap)/[^/]+$';

const config: NextConfig = {
  turbopack: {
    root: join(import.meta.dirname, '../..'),
    // All that the plugin of next-intl would do, without the compiler it brings along. Messages are parsed here and not by
    // each browser, which is spared the parser as well.
    resolveAlias: {
      'next-intl/config': './src/i18n/request.ts',
      'use-intl/format-message': 'use-intl/format-message/format-only',
    },
    rules: {
      '*.json': {
        loaders: [
          {
            loader: 'next-intl/extractor/catalogLoader',
            options: { messages: { format: 'json', precompile: true } },
          },
        ],
        condition: { path: /messages\/(en|de)\/[^/]+\.json$/ },
        as: '*.js',
      },
    },
  },
  serverExternalPackages: ['undici'],
  // A data cache that all replicas share; pages themselves are made for each request, as their policy has a nonce.
  // A picture of 5 MB and the words beside it come as a form.
  experimental: { useCache: true, serverActions: { bodySizeLimit: '6mb' } },
  cacheHandlers: { default: join(import.meta.dirname, 'dist/cache/handler.js') },
  poweredByHeader: false,
  reactStrictMode: true,
  // Pictures are SVG, drawn by us: nothing to optimise.
  images: { unoptimized: true },
  redirects: async () => [
    { source: '/en', destination: '/', permanent: true },
    { source: '/en/:path+', destination: '/:path+', permanent: true },
    { source: '/de/admin/:path*', destination: '/admin/:path*', permanent: true },
  ],
  // English has no prefix outside and one inside, where `[locale]` is.
  rewrites: async () => ({
    beforeFiles: [],
    afterFiles: [
      { source: '/', destination: '/en' },
      { source: `/:path((?!(?:en|de)(?:/|$)|${files}).*)`, destination: '/en/:path' },
    ],
    fallback: [],
  }),
};

export default config;
