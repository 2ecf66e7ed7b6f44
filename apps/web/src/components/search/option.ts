import type { Suggestions } from './use-suggestions.ts';

/** One line that can be chosen, and where it leads. */
export type Option = { href: string; words?: string } & (
  | { kind: 'recent' | 'all'; text: string }
  | { kind: 'category'; category: Suggestions['categories'][number] }
  | { kind: 'product'; product: Suggestions['items'][number] }
);

const searchFor = (words: string) => `/search?q=${encodeURIComponent(words)}`;

/** What can be chosen now: what was searched before while nothing is typed, suggestions afterwards. */
export function optionsFor(typed: string, suggestions: Suggestions | undefined, recent: string[]): Option[] {
  const words = typed.trim();
  if (words === '')
    return recent.map((text) => ({ kind: 'recent', text, words: text, href: searchFor(text) }));
  if (suggestions === undefined) return [];
  const { categories, items } = suggestions;
  if (categories.length + items.length === 0) return [];
  return [
    ...categories.map(
      (category): Option => ({ kind: 'category', category, href: `/category/${category.slug}` }),
    ),
    ...items.map((product): Option => ({ kind: 'product', product, href: `/product/${product.sku}` })),
    { kind: 'all', text: words, words, href: searchFor(words) },
  ];
}
