import { defaultLocale, Locale } from '@shop/contracts';
import { getRequestConfig } from 'next-intl/server';
import type { Messages } from './en.ts';
import type {} from './types.ts';

const words: Record<Locale, () => Promise<{ messages: Messages }>> = {
  en: () => import('./en.ts'),
  de: () => import('./de.ts'),
};

/** The language of a request, which the gateway has read from its address, and the words of it. */
export default getRequestConfig(async ({ locale, requestLocale }) => {
  const chosen = Locale.safeParse(locale ?? (await requestLocale)).data ?? defaultLocale;
  const { messages } = await words[chosen]();
  return { locale: chosen, messages, timeZone: 'UTC' };
});
