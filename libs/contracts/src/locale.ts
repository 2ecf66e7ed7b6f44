import { z } from 'zod';

/** The languages of the shop, as BCP 47 names them. */
export const Locale = z.enum(['en', 'de']).meta({ description: 'Language of the shop' });
export type Locale = z.infer<typeof Locale>;

/** The language of addresses that name none. */
export const defaultLocale: Locale = 'en';

const PREFIX = new RegExp(`^/(${Locale.options.join('|')})(?=[/?#]|$)`);
/** What there is in one language only, and therefore at one address. */
const UNTRANSLATED = /^\/(admin|api)(?=[/?#]|$)/;

/** The language an address of the shop is in. */
export const localeOf = (path: string): Locale =>
  Locale.safeParse(PREFIX.exec(path)?.[1]).data ?? defaultLocale;

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
