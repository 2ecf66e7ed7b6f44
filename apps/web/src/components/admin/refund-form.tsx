'use client';

import { useActionState } from 'react';
import { refund } from '../../app/[locale]/admin/orders/actions.ts';
import { Field, Notice } from '../ui.tsx';

export function RefundForm({ orderId }: { orderId: string }) {
  const [result, action, busy] = useActionState(refund.bind(null, orderId), undefined);
  return (
    <form action={action} className="space-y-3">
      <Field label="Reason" name="reason" error={result?.fields?.['reason']}>
        {(about) => <input {...about} required maxLength={200} className="input" />}
      </Field>
      <button type="submit" disabled={busy} className="button-danger w-full">
        Cancel or refund
      </button>
      {result !== undefined && (
        <Notice key={result.at} tone={result.ok ? 'good' : 'bad'} title={result.message} />
      )}
    </form>
  );
}
