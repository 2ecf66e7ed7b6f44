'use client';

import type { cart, dispatch, shipping } from '@shop/contracts';
import { useTranslations } from 'next-intl';
import { type FormEvent, useEffect, useState } from 'react';
import { useFormats } from '../../i18n/use-formats.ts';
import { ask, type Refusal } from '../account/problem.ts';
import { choice } from './choice.ts';
import { Refused } from './refused.tsx';
import type { StepProps } from './step.ts';

export function DeliveryStep({ draft, setDraft, go, cart: bag }: StepProps & { cart: cart.Cart }) {
  const t = useTranslations('checkout');
  const { arrival, money } = useFormats();
  const [rates, setRates] = useState<shipping.Rate[]>();
  const [problem, setProblem] = useState<Refusal>();
  const [busy, setBusy] = useState(false);
  const { cityId } = draft.address;
  const weightGrams = bag.lines.reduce((sum, line) => sum + line.weightGrams * line.quantity, 0);
  useEffect(() => {
    if (cityId === undefined) return;
    let here = true;
    ask<{ items: shipping.Rate[] }>(
      'GET',
      `/api/shipping/rates?cityId=${cityId}&weightGrams=${weightGrams}`,
    ).then(
      (result) => {
        if (!here) return;
        if (result.ok) setRates(result.value.items);
        else setProblem(result.problem);
      },
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [cityId, weightGrams]);
  const service = rates?.some((rate) => rate.service === draft.service) ? draft.service : rates?.[0]?.service;

  async function next(event: FormEvent) {
    event.preventDefault();
    if (busy || service === undefined || cityId === undefined) return;
    setBusy(true);
    const result = await ask<dispatch.Quote>('POST', '/api/dispatch/quotes', { cityId, service });
    setBusy(false);
    if (!result.ok) return setProblem(result.problem);
    setDraft((now) => ({ ...now, service, quote: result.value, quotedFor: bag.version }));
    go('payment');
  }

  return (
    <form onSubmit={next} className="space-y-4">
      {problem !== undefined && <Refused problem={problem} />}
      {rates === undefined && problem === undefined && (
        <p role="status" className="text-muted">
          {t('asking')}
        </p>
      )}
      {rates?.length === 0 && <p>{t('noRates')}</p>}
      <fieldset className="space-y-2">
        <legend className="sr-only">{t('howFast')}</legend>
        {rates?.map((rate) => (
          <label key={rate.service} className={choice}>
            <input
              type="radio"
              name="service"
              value={rate.service}
              checked={rate.service === service}
              onChange={() => setDraft((now) => ({ ...now, service: rate.service }))}
              className="size-5 accent-accent"
            />
            <span className="flex-1">
              <span className="font-medium">{rate.name}</span>
              <span className="block text-sm text-muted">{t('arrives', { days: arrival(rate) })}</span>
            </span>
            <span className="tabular-nums">{money(rate.price)}</span>
          </label>
        ))}
      </fieldset>
      <div className="flex justify-end pt-2">
        <button type="submit" aria-disabled={busy || service === undefined} className="button-primary">
          {busy ? t('wait') : t('toPayment')}
        </button>
      </div>
    </form>
  );
}
