import type { Locale, Money, ShownCurrency } from '@shop/contracts';

/** Where numbers and dates are written as the readers of a language expect them. */
const regions: Record<Locale, { numbers: string; dates: string }> = {
  en: { numbers: 'en-IE', dates: 'en-GB' },
  de: { numbers: 'de-DE', dates: 'de-DE' },
};

/** Countries that one edition of the Unicode data names otherwise than the next: server and browser have to say the same. */
const settled: Record<Locale, Readonly<Record<string, string>>> = {
  en: { FK: 'Falkland Islands', HK: 'Hong Kong', MO: 'Macao', PS: 'Palestine' },
  de: { FK: 'Falklandinseln', HK: 'Hongkong', MO: 'Macau', PS: 'Palästina' },
};

/** How a language writes what is no word. */
export interface Formats {
  /** Money: €1,024.00. */
  money(money: { amount: number; currency: Money['currency'] | ShownCurrency }): string;
  /** A day: 21 November 2026. */
  date(iso: string): string;
  /** A day of this year: 21 Nov. */
  shortDate(iso: string): string;
  /** A moment, in UTC, so that server and browser write the same. */
  moment(iso: string): string;
  /** The days between which a parcel arrives. */
  arrival(between: { earliest: string; latest: string }): string;
  number(value: number, digits?: number): string;
  /** 850 g, 1.2 kg. */
  weight(grams: number): string;
  /** The name of a country by its code. */
  country(code: string): string;
}

const made = new Map<Locale, Formats>();

/** The formats of a language. Days are those of UTC. */
export function formatsOf(locale: Locale): Formats {
  const formats = made.get(locale) ?? make(locale);
  made.set(locale, formats);
  return formats;
}

function make(locale: Locale): Formats {
  const { numbers, dates } = regions[locale];
  const monies = new Map<string, Intl.NumberFormat>();
  const inUtc = (parts: Intl.DateTimeFormatOptions) =>
    once(() => new Intl.DateTimeFormat(dates, { ...parts, timeZone: 'UTC' }));
  const day = inUtc({ dateStyle: 'long' });
  const short = inUtc({ weekday: 'short', day: 'numeric', month: 'short' });
  const brief = inUtc({ day: 'numeric', month: 'short' });
  const instant = inUtc({
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  const countries = once(() => new Intl.DisplayNames(dates, { type: 'region' }));
  const number = (value: number, digits = 0) =>
    value.toLocaleString(numbers, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const kilograms = once(() => new Intl.NumberFormat(numbers, { maximumFractionDigits: 1 }));
  return {
    money: ({ amount, currency }) => {
      const format = monies.get(currency) ?? new Intl.NumberFormat(numbers, { style: 'currency', currency });
      monies.set(currency, format);
      return format.format(amount / 100);
    },
    date: (iso) => day().format(new Date(iso)),
    shortDate: (iso) => brief().format(new Date(iso)),
    moment: (iso) => `${instant().format(new Date(iso))} UTC`,
    arrival: ({ earliest, latest }) => {
      const [first, last] = [short().format(new Date(earliest)), short().format(new Date(latest))];
      return first === last ? first : `${first} – ${last}`;
    },
    number,
    weight: (grams) => (grams < 1000 ? `${number(grams)} g` : `${kilograms().format(grams / 1000)} kg`),
    country: (code) => settled[locale][code] ?? countries().of(code) ?? code,
  };
}

/** Made when it is first wanted: a browser takes milliseconds for each, and most pages need one. */
function once<T>(create: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= create();
    return made;
  };
}
