import { type ExchangeRate, payment, ShownCurrency } from '@shop/contracts';
import { cookies } from 'next/headers';
import { cache } from 'react';
import { cookieNames } from '../gateway/cookies.ts';
import { ASIDE_MS, orNothing, publicRead } from './backend.ts';

/** The currencies a price can be shown in beside the euro. None while payment is away: the euro is what counts. */
export const exchangeRates = cache(
  async (): Promise<ExchangeRate[]> =>
    (await orNothing(publicRead(payment.listExchangeRates, {}, ASIDE_MS)))?.items ?? [],
);

/** The rate of the currency that whoever looks at the page has chosen to see as well, if any. */
export async function chosenRate(): Promise<ExchangeRate | undefined> {
  const chosen = ShownCurrency.safeParse((await cookies()).get(cookieNames.currency)?.value).data;
  return chosen === undefined
    ? undefined
    : (await exchangeRates()).find(({ currency }) => currency === chosen);
}
