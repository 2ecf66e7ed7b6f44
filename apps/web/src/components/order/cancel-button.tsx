'use client';

import { useActionState } from 'react';
import { cancel } from '../../app/[locale]/orders/actions.ts';
import { Notice } from '../ui.tsx';

export function CancelButton({ orderId }: { orderId: string }) {
  const [result, action, busy] = useActionState(cancel.bind(null, orderId), undefined);
  return (
    <section className="card p-4 sm:p-5">
      <h2 className="mb-2">Changed your mind?</h2>
      <p className="mb-3 text-sm text-muted">
        You can cancel until the parcel leaves our house. Your money comes back.
      </p>
      <form action={action}>
        <button type="submit" disabled={busy} className="button-danger">
          Cancel this order
        </button>
      </form>
      {result !== undefined && (
        <div className="mt-3">
          <Notice key={result.at} tone={result.ok ? 'good' : 'bad'} title={result.message} />
        </div>
      )}
    </section>
  );
}
