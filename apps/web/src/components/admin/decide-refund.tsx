'use client';

import { useActionState } from 'react';
import { decide } from '../../app/[locale]/admin/refunds/actions.ts';
import { Outcome } from '../outcome.tsx';
import { Field } from '../ui.tsx';

/** Agree or refuse; for somebody else than who asked. */
export function DecideRefund({
  orderId,
  refundId,
  mine,
}: {
  orderId: string;
  refundId: string;
  mine: boolean;
}) {
  const [result, action, busy] = useActionState(decide.bind(null, { orderId, refundId }), undefined);
  if (mine) return <p className="text-sm text-muted">You asked for it: somebody else has to agree.</p>;
  return (
    <form action={action} className="space-y-3">
      <Field label="Note" name="note" hint="Optional; for the audit log" error={result?.fields?.['note']}>
        {(about) => (
          <input {...about} maxLength={200} defaultValue={result?.typed?.['note']} className="input" />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <button type="submit" name="decision" value="approve" disabled={busy} className="button-primary">
          Agree
        </button>
        <button type="submit" name="decision" value="refuse" disabled={busy} className="button-danger">
          Refuse
        </button>
      </div>
      <Outcome of={result} />
    </form>
  );
}
