import { join } from 'node:path';
import type { NextConfig } from 'next';

const config: NextConfig = {
  turbopack: { root: join(import.meta.dirname, '../..') },
  serverExternalPackages: ['undici'],
  poweredByHeader: false,
  reactStrictMode: true,
  // Pictures are SVG, drawn by us: nothing to optimise.
  images: { unoptimized: true },
};

export default config;
