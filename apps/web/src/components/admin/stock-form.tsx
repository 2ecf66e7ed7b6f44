'use client';

import { useActionState } from 'react';
import { adjust } from '../../app/[locale]/admin/products/actions.ts';
import { Outcome } from '../outcome.tsx';
import { Field } from '../ui.tsx';
import { useFirstWrong } from '../use-first-wrong.ts';

export function StockForm({ sku }: { sku: string }) {
  const [result, action, busy] = useActionState(adjust.bind(null, sku), undefined);
  const form = useFirstWrong(result);
  const typed = result?.ok === false ? result.typed : undefined;
  return (
    <form ref={form} action={action} className="space-y-3">
      <div className="grid grid-cols-[7rem_1fr] gap-3">
        <Field label="Change by" name="change" error={result?.fields?.['change']}>
          {(about) => (
            <input
              {...about}
              type="number"
              step={1}
              required
              placeholder="10 or -3"
              defaultValue={typed?.['change']}
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
              placeholder="Delivery, stocktaking…"
              defaultValue={typed?.['reason']}
              className="input"
            />
          )}
        </Field>
      </div>
      <button type="submit" disabled={busy} className="button-quiet">
        Change the stock
      </button>
      <Outcome of={result} />
    </form>
  );
}
