'use client';

import type { dispatch } from '@shop/contracts';
import { useActionState } from 'react';
import { refund } from '../../app/[locale]/admin/orders/actions.ts';
import { Outcome } from '../outcome.tsx';
import { Field, money } from '../ui.tsx';
import { useFirstWrong } from '../use-first-wrong.ts';

interface Props {
  order: Pick<dispatch.AdminOrder, 'id' | 'totals' | 'payment' | 'refunds'>;
  /** Tells a second try from a second wish. */
  wish: string;
}

/** Ends an order, or pays some of its money back. */
export function RefundForm({ order, wish }: Props) {
  const [result, action, busy] = useActionState(refund.bind(null, order.id), undefined);
  const form = useFirstWrong(result);
  const some = result?.ok === false && result.typed?.['how'] === 'some';
  const left = order.totals.total.amount - (order.payment.refunded?.amount ?? 0);
  return (
    <form ref={form} action={action} className="space-y-3">
      <input type="hidden" name="key" value={wish} />
      <fieldset className="space-y-1">
        <legend className="label">How much</legend>
        <label className="flex min-h-11 items-center gap-3">
          <input
            type="radio"
            name="how"
            value="all"
            defaultChecked={!some}
            className="size-5 accent-accent"
          />
          All of it; the order ends
        </label>
        <label className="flex min-h-11 items-center gap-3">
          <input
            type="radio"
            name="how"
            value="some"
            defaultChecked={some}
            className="size-5 accent-accent"
          />
          Some of it; the order stays
        </label>
      </fieldset>
      <Field
        label="Amount, for some of it"
        name="amount"
        error={result?.fields?.['amount']}
        hint={`Up to ${money({ amount: left, currency: order.totals.total.currency })}`}
      >
        {(about) => (
          <input
            {...about}
            inputMode="decimal"
            placeholder="12.50"
            maxLength={9}
            defaultValue={result?.typed?.['amount']}
            className="input"
          />
        )}
      </Field>
      <Field label="Reason" name="reason" error={result?.fields?.['reason']}>
        {(about) => (
          <input
            {...about}
            required
            maxLength={200}
            defaultValue={result?.typed?.['reason']}
            className="input"
          />
        )}
      </Field>
      <button type="submit" disabled={busy} className="button-danger w-full">
        Cancel or refund
      </button>
      <Outcome of={result} />
    </form>
  );
}
