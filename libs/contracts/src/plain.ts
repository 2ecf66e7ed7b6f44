/**
 * What a browser needs of the contracts: constants and functions without zod, which is heavier than all of a page's own code.
 * Imported as `@shop/contracts/plain` by what runs there; the same values come with `@shop/contracts`.
 */

/** The most of one product that a cart or an order holds. */
export const MAX_QUANTITY = 99;

/** The header in which the gateway tells pages and `guessable` routes where a request came from. A browser's own never gets on. */
export const CLIENT_HEADER = 'x-shop-client';

/** What a member does for the shop. */
export const roles = ['support', 'merchant', 'admin'] as const;

/** The languages of the shop, as BCP 47 names them. */
export const locales = ['en', 'de'] as const;
export type Locale = (typeof locales)[number];

/** The language of addresses that name none. */
export const defaultLocale: Locale = 'en';

const PREFIX = new RegExp(`^/(${locales.join('|')})(?=[/?#]|$)`);
/** What there is in one language only, and therefore at one address. */
const UNTRANSLATED = /^\/(admin|api)(?=[/?#]|$)/;

/** The language an address of the shop is in. */
export const localeOf = (path: string): Locale =>
  locales.find((locale) => locale === PREFIX.exec(path)?.[1]) ?? defaultLocale;

/** The address without its language. */
export function plainPath(path: string): string {
  // Two slashes at the start would lead to another host.
  return path.replace(PREFIX, '').replace(/^\/*/, '/');
}

/** Where a page of the shop is in a language: `/cart` is `/de/cart` in German. */
export function localPath(locale: Locale, path: string): string {
  const plain = plainPath(path);
  if (locale === defaultLocale || UNTRANSLATED.test(plain)) return plain;
  return `/${locale}${plain.replace(/^\/(?=$|[?#])/, '')}`;
}

/** What merchants call a thing in the language of a page; in the first where they have not said. */
export const nameIn = (
  locale: Locale,
  { name, names }: { name: string; names?: { [locale in Locale]?: string | undefined } | undefined },
): string => names?.[locale] ?? name;

/** What merchants say of a thing in the language of a page; in the first where they have not said it in that one. */
export const descriptionIn = (
  locale: Locale,
  {
    description,
    descriptions,
  }: { description: string; descriptions?: { [locale in Locale]?: string | undefined } | undefined },
): string => descriptions?.[locale] ?? description;

/** True of an order that has ended, and whose money, or some of it, the shop still has and may pay back. */
export const mayBePaidBack = (order: {
  state: string;
  payment: { refunded?: { amount: number } | undefined };
  totals: { total: { amount: number } };
}): boolean =>
  order.state === 'delivered' && (order.payment.refunded?.amount ?? 0) < order.totals.total.amount;
