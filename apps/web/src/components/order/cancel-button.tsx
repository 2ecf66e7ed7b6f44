'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { cancel } from '../../app/[locale]/orders/actions.ts';
import { Outcome } from '../outcome.tsx';

export function CancelButton({ orderId }: { orderId: string }) {
  const t = useTranslations('orders.cancel');
  const [result, action, busy] = useActionState(cancel.bind(null, orderId), undefined);
  return (
    <section className="card p-4 sm:p-5">
      <h2 className="mb-2">{t('title')}</h2>
      <p className="mb-3 text-sm text-muted">{t('text')}</p>
      <form action={action}>
        <button type="submit" disabled={busy} className="button-danger">
          {t('button')}
        </button>
      </form>
      {result !== undefined && (
        <div className="mt-3">
          <Outcome of={result} />
        </div>
      )}
    </section>
  );
}
