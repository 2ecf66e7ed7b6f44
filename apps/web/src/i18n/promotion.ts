import type { Money } from '@shop/contracts';
import { getTranslations } from 'next-intl/server';
import { formats, sentence } from './here.ts';

/** Why a promotion does not count, with what is missing for it to, in the language of the page. */
export async function refusalText(
  reason: string,
  facts: { missing?: unknown; from?: unknown },
): Promise<string> {
  const [why, t, { money, date }] = await Promise.all([
    sentence(reason),
    getTranslations('promotions'),
    formats(),
  ]);
  if (reason === 'promotion_subtotal_too_small' && facts.missing !== undefined) {
    return `${why} ${t('missing', { amount: money(facts.missing as Money) })}`;
  }
  if (reason === 'promotion_not_yet' && typeof facts.from === 'string') {
    return `${why} ${t('from', { date: date(facts.from) })}`;
  }
  return why;
}
