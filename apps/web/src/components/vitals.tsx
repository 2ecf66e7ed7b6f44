'use client';

import { usePathname } from 'next/navigation';
import { useReportWebVitals } from 'next/web-vitals';

const told = new Set(['LCP', 'CLS', 'INP', 'FCP', 'TTFB']);
const waiting: { name: string; value: number; page: string }[] = [];
let listening = false;

/** Tells the shop how quick its pages were, once, when the page is left. Nothing in it says who looked. */
export function Vitals() {
  const page = sortOf(usePathname());
  useReportWebVitals(({ name, value }) => {
    if (!told.has(name)) return;
    waiting.push({ name, value: Math.round(value * 10_000) / 10_000, page });
    if (listening) return;
    listening = true;
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState !== 'hidden' || waiting.length === 0) return;
      navigator.sendBeacon('/reports/vitals', JSON.stringify(waiting.splice(0, 20)));
    });
  });
  return null;
}

/** What sort of page it is; the gateway knows these names. */
function sortOf(path: string): string {
  const [first = ''] = path
    .replace(/^\/de(?=\/|$)/, '')
    .split('/')
    .filter(Boolean);
  if (first === '') return 'home';
  if (first === 'category' || first === 'search') return 'list';
  return first === 'product' || first === 'cart' || first === 'checkout' ? first : 'other';
}
