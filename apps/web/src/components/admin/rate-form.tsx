'use client';

import type { ExchangeRate, ShownCurrency } from '@shop/contracts';
import { useActionState } from 'react';
import { setRate } from '../../app/[locale]/admin/rates/actions.ts';
import { Outcome } from '../outcome.tsx';
import { Field } from '../ui.tsx';
import { useFirstWrong } from '../use-first-wrong.ts';
import { rateText } from './rate-fields.ts';

interface Props {
  currency: ShownCurrency;
  /** As it is; undefined for a currency that has none. */
  rate: ExchangeRate | undefined;
}

/** What a euro is worth in a currency, and of which day that is. */
export function RateForm({ currency, rate }: Props) {
  const [result, action, busy] = useActionState(setRate.bind(null, currency), undefined);
  const form = useFirstWrong(result);
  const typed = result?.ok === false ? result.typed : undefined;
  return (
    <form ref={form} action={action} className="space-y-3">
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={`One euro in ${currency}`} name="rate" error={result?.fields?.['rate']}>
          {(about) => (
            <input
              {...about}
              required
              inputMode="decimal"
              maxLength={12}
              placeholder="1.0842"
              defaultValue={typed?.['rate'] ?? (rate === undefined ? '' : rateText(rate.micros))}
              className="input tabular-nums"
            />
          )}
        </Field>
        <Field label="Of the day" name="day" error={result?.fields?.['day']}>
          {(about) => (
            <input
              {...about}
              type="date"
              required
              defaultValue={typed?.['day'] ?? rate?.day}
              className="input"
            />
          )}
        </Field>
      </div>
      <button type="submit" aria-disabled={busy} className="button-quiet">
        Save<span className="sr-only"> the rate of {currency}</span>
      </button>
      <Outcome of={result} />
    </form>
  );
}
