import { NextIntlClientProvider } from 'next-intl';
import { getMessages } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { Messages } from './en.ts';

/**
 * Hands the words of these areas, and the common ones, to the client components within. Pages say which they need, so
 * that a browser gets no more than it shows.
 */
export async function Words({ of = [], children }: { of?: (keyof Messages)[]; children: ReactNode }) {
  const all = await getMessages();
  const wanted = Object.fromEntries((['common', ...of] as const).map((area) => [area, all[area]]));
  return <NextIntlClientProvider messages={wanted}>{children}</NextIntlClientProvider>;
}
