import { z } from 'zod';
import { Day, type Money } from './primitives.ts';

/** Currencies a price can be shown in beside the euro. What is charged is always the euro. */
export const ShownCurrency = z.enum(['USD', 'GBP']).meta({ description: 'A currency for show' });
export type ShownCurrency = z.infer<typeof ShownCurrency>;

/** What a euro is worth, to show prices by; nothing is ever charged by it. */
export const ExchangeRate = z.strictObject({
  currency: ShownCurrency,
  /** Millionths of the currency for one euro: 1152000 is 1.152. */
  micros: z.int().min(1_000).max(1_000_000_000),
  /** The day the rate is of. */
  day: Day,
});
export type ExchangeRate = z.infer<typeof ExchangeRate>;

const MICROS = 1_000_000n;

/**
 * Money at a rate, rounded to the nearest minor unit, halves away from zero. The only place that does it, and in whole
 * numbers: both currencies have hundredths.
 */
export function exchanged(
  { amount }: Pick<Money, 'amount'>,
  { currency, micros }: Pick<ExchangeRate, 'currency' | 'micros'>,
): { amount: number; currency: ShownCurrency } {
  const exact = BigInt(Math.abs(amount)) * BigInt(micros);
  const rounded = Number((exact + MICROS / 2n) / MICROS);
  return { amount: amount < 0 ? -rounded : rounded, currency };
}
