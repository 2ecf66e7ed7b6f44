import { exchanged, type Money } from '@shop/contracts';
import { getTranslations } from 'next-intl/server';
import { formats } from '../i18n/here.ts';
import { chosenRate } from '../server/currency.ts';

/** What a price is in the currency the shopper has chosen to see, if any: ≈ $123.00. Never where money is charged. */
export async function Approximately({ of, className }: { of: Money; className?: string }) {
  const rate = await chosenRate();
  if (rate === undefined) return null;
  const { money } = await formats();
  return (
    <span className={`text-sm font-normal tracking-normal text-muted tabular-nums ${className ?? ''}`}>
      ≈ {money(exchanged(of, rate))}
    </span>
  );
}

/** Says that it is the euro that is charged, to whoever sees another currency as well. */
export async function ChargedInEuro() {
  const rate = await chosenRate();
  if (rate === undefined) return null;
  const [t, { date, number }] = await Promise.all([getTranslations('common.exchange'), formats()]);
  const value = number(rate.micros / 1_000_000, 4);
  return (
    <p className="mt-2 text-sm text-muted">
      {t('note', { currency: rate.currency, rate: value, day: date(`${rate.day}T00:00:00Z`) })}
    </p>
  );
}
