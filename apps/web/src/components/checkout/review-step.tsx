'use client';

import type { cart, dispatch } from '@shop/contracts';
import { useLocale, useTranslations } from 'next-intl';
import { type FormEvent, useEffect, useState } from 'react';
import { useFormats } from '../../i18n/use-formats.ts';
import { useHere } from '../../i18n/use-here.ts';
import { ask, type Refusal } from '../account/problem.ts';
import { Lines, Totals, useCardName } from '../order/facts.tsx';
import { Notice } from '../ui.tsx';
import { type Change, ChangesDialog } from './changes-dialog.tsx';
import { afterOrder, attemptAt } from './draft.ts';
import { PromotionRefused } from './promotion-refused.tsx';
import { Refused } from './refused.tsx';
import type { StepProps } from './step.ts';

const IN_PROGRESS_TRIES = 10;
const IN_PROGRESS_WAIT_MS = 1_000;

interface Props extends StepProps {
  cart: cart.Cart;
}

export function ReviewStep({ draft, setDraft, go, cart: bag }: Props) {
  const here = useHere();
  const t = useTranslations('checkout');
  const { arrival, country, money } = useFormats();
  const cardName = useCardName();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Refusal>();
  const [changes, setChanges] = useState<Change[]>();
  const { quote, card, address } = draft;
  // Minted when the review is shown, and kept with it: double click, reload and back are the same attempt.
  const attempt = attemptAt(draft, useLocale());
  useEffect(() => {
    if (attempt !== undefined && attempt.key !== draft.attempt?.key) setDraft((now) => ({ ...now, attempt }));
  }, [attempt, draft.attempt?.key, setDraft]);
  if (quote === undefined || card === undefined || attempt === undefined) return null;

  /** A new offer for the same cart and place, to be looked at before it is paid. */
  async function offerAgain(): Promise<boolean> {
    const { cityId } = address;
    const result = await ask<dispatch.Quote>('POST', '/api/dispatch/quotes', {
      cityId,
      service: quote?.delivery.service,
    });
    setChanges(undefined);
    setProblem(result.ok ? undefined : result.problem);
    if (result.ok) setDraft((now) => ({ ...now, quote: result.value, quotedFor: bag.version }));
    return result.ok;
  }

  async function pay(event: FormEvent) {
    event.preventDefault();
    if (busy || attempt === undefined) return;
    setBusy(true);
    setProblem(undefined);
    const result = await place(attempt);
    if (result.ok) {
      afterOrder(draft);
      return window.location.assign(here(`/orders/${result.value.id}`));
    }
    setBusy(false);
    const { code, facts } = result.problem;
    if (code === 'price_changed') return setChanges((facts?.['changes'] as Change[] | undefined) ?? []);
    if ((code === 'quote_expired' || code === 'quote_invalid') && !(await offerAgain())) return;
    setProblem(result.problem);
  }

  return (
    <form onSubmit={pay} className="space-y-5">
      <input type="hidden" name="idempotency-key" value={attempt.key} />
      <Lines lines={quote.lines} />
      <Totals totals={quote.totals} promotion={quote.promotion} delivery={quote.delivery} />
      {quote.refused !== undefined && <PromotionRefused refusal={quote.refused} />}
      <dl className="grid gap-4 border-t border-line pt-4 sm:grid-cols-2">
        <Part name={t('review.to')} change={() => go('address')}>
          {address.name}, {address.street}, {address.postcode} {address.city}, {country(address.country)}
        </Part>
        <Part name={t('review.receipt')} change={() => go('address')}>
          {draft.email}
        </Part>
        <Part name={t('review.arrives')} change={() => go('delivery')}>
          {arrival(quote.delivery)}, {quote.delivery.name}
        </Part>
        <Part name={t('review.paidBy')} change={() => go('payment')}>
          {cardName(card)}
        </Part>
      </dl>
      {problem?.code === 'service_unavailable' ? (
        <Notice tone="warn" title={t('review.unknown')}>
          {t('review.unknownText')}
        </Notice>
      ) : (
        problem !== undefined && <Refused problem={problem} />
      )}
      <div className="sticky bottom-0 -mx-4 border-t border-line bg-surface px-4 py-3 sm:static sm:mx-0 sm:border-0 sm:p-0">
        <button type="submit" aria-disabled={busy} className="button-primary w-full text-lg">
          {busy ? t('wait') : t('review.pay', { amount: money(quote.totals.total) })}
        </button>
      </div>
      {changes !== undefined && (
        <ChangesDialog changes={changes} currency={quote.totals.total.currency} onLook={offerAgain} />
      )}
    </form>
  );
}

/** Sends the order; while another request is at work on the very same one, waits for its answer. */
async function place({ key, of }: { key: string; of: string }) {
  const send = () =>
    ask<{ id: string }>('POST', '/api/dispatch/orders', JSON.parse(of), { 'idempotency-key': key });
  let result = await send();
  for (let n = 0; n < IN_PROGRESS_TRIES && !result.ok && result.problem.code === 'request_in_progress'; n++) {
    await new Promise((resolve) => setTimeout(resolve, IN_PROGRESS_WAIT_MS));
    result = await send();
  }
  return result;
}

function Part({ name, change, children }: { name: string; change(): void; children: React.ReactNode }) {
  const t = useTranslations('checkout.review');
  return (
    <div>
      <dt className="text-sm text-muted">{name}</dt>
      <dd>
        {children}{' '}
        <button type="button" onClick={change} className="link min-h-11 min-w-11 cursor-pointer text-sm">
          {t('change')}
          <span className="sr-only">: {name}</span>
        </button>
      </dd>
    </div>
  );
}
