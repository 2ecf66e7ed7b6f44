import type { Locale, Money } from '@shop/contracts';
import { de } from './de.ts';
import { en } from './en.ts';

/** Everything an e-mail can say; a language that lacks a word does not compile. */
export type MailWords = typeof en;

/** Words and how a language writes amounts, days and times. What writes them is made once: it is dearer than all it writes. */
function spoken(words: MailWords) {
  const amounts = new Map<Money['currency'], Intl.NumberFormat>();
  const amountsIn = (currency: Money['currency']): Intl.NumberFormat => {
    const known =
      amounts.get(currency) ?? new Intl.NumberFormat(words.formats, { style: 'currency', currency });
    amounts.set(currency, known);
    return known;
  };
  const days = new Intl.DateTimeFormat(words.days, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });
  const times = new Intl.DateTimeFormat(words.days, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return {
    ...words,
    money: ({ amount, currency }: Money): string => amountsIn(currency).format(amount / 100),
    day: (date: string): string => days.format(new Date(date)),
    time: (iso: string): string => times.format(new Date(iso)),
  };
}

const all: Record<Locale, ReturnType<typeof spoken>> = { en: spoken(en), de: spoken(de) };

/** The words of a language, and how it writes amounts, days and times. */
export const wordsOf = (locale: Locale) => all[locale];
