import type { Locale, Money } from '@shop/contracts';
import { de } from './de.ts';
import { en } from './en.ts';

/** Everything an e-mail can say; a language that lacks a word does not compile. */
export type MailWords = typeof en;

const all: Record<Locale, MailWords> = { en, de };

/** The words of a language, and how it writes amounts, days and times. */
export function wordsOf(locale: Locale) {
  const words = all[locale];
  return {
    ...words,
    money: ({ amount, currency }: Money): string =>
      new Intl.NumberFormat(words.formats, { style: 'currency', currency }).format(amount / 100),
    day: (date: string): string =>
      new Intl.DateTimeFormat(words.days, {
        weekday: 'long',
        day: 'numeric',
        month: 'long',
        timeZone: 'UTC',
      }).format(new Date(date)),
    time: (iso: string): string =>
      new Intl.DateTimeFormat(words.days, {
        dateStyle: 'long',
        timeStyle: 'short',
        timeZone: 'UTC',
      }).format(new Date(iso)),
  };
}
