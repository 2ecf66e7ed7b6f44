'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { reorder } from '../../app/[locale]/orders/again.ts';
import { ShopLink } from '../shop-link.tsx';
import { Notice } from '../ui.tsx';
import type { Following } from './use-order.ts';

/** Puts an order into the cart once more, and says what could not be had. */
export function Reorder({ orderId, following }: { orderId: string; following: Following }) {
  const t = useTranslations('returns.again');
  const key = following.by === 'key' ? following.key : undefined;
  const [result, action, busy] = useActionState(reorder.bind(null, { orderId, key }), undefined);
  return (
    <section className="card p-4 sm:p-5">
      <h2 className="mb-2">{t('title')}</h2>
      <p className="mb-3 text-sm text-muted">{t('why')}</p>
      <form action={action}>
        <button type="submit" disabled={busy} className="button-quiet">
          {t('button')}
        </button>
      </form>
      {result !== undefined && (
        <div className="mt-3">
          <Notice key={result.at} tone={result.added > 0 ? 'warn' : 'bad'} title={result.message}>
            <ul className="list-disc ps-5">
              {result.missing.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            {result.added > 0 && (
              <ShopLink href="/cart" className="button-primary mt-3">
                {t('cart')}
              </ShopLink>
            )}
          </Notice>
        </div>
      )}
    </section>
  );
}
