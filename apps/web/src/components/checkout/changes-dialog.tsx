'use client';

import type { dispatch, Money } from '@shop/contracts';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { useFormats } from '../../i18n/use-formats.ts';
import { useHere } from '../../i18n/use-here.ts';

/** What is different from what the shopper saw. */
export interface Change {
  sku: string;
  name: string;
  what: 'price' | 'stock' | 'gone' | 'promotion';
  was: number;
  now: number;
  /** Why a promotion takes nothing off any more. */
  reason?: dispatch.PromotionRefusal['reason'];
}

interface Props {
  changes: Change[];
  currency: Money['currency'];
  /** Shows the new offer. */
  onLook(): void;
}

/** Nothing is charged that the shopper has not seen: the differences, before anything else can be done. */
export function ChangesDialog({ changes, currency, onLook }: Props) {
  const here = useHere();
  const t = useTranslations('checkout.changes');
  const refused = useTranslations('checkout.refused');
  const promotion = useTranslations('promotions');
  const why = useTranslations('errors');
  const { money } = useFormats();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const words = ({ name: product, what, was, now, reason }: Change) => {
    const name = () => <span className="font-medium">{product}</span>;
    if (what === 'gone') return t.rich('gone', { name });
    if (what === 'stock') return now === 0 ? t.rich('out', { name }) : t.rich('stock', { name, now, was });
    const at = (amount: number) => money({ amount, currency });
    if (reason !== undefined) return promotion.rich('lost', { name, reason: why(reason) });
    if (what === 'promotion') return promotion.rich('changed', { name, now: at(now), was: at(was) });
    return t.rich('price', { name, now: at(now), was: at(was) });
  };
  const canBuy = changes.every(({ what }) => what === 'price' || what === 'promotion');
  return (
    <dialog
      ref={dialog}
      aria-labelledby="changes"
      onCancel={(event) => event.preventDefault()}
      className="card m-auto w-[min(32rem,calc(100%-2rem))] p-6 text-ink backdrop:bg-black/60"
    >
      <h2 id="changes">{t('heading')}</h2>
      <p className="mt-1 mb-3 text-muted">{t('nothing')}</p>
      <ul className="mb-5 list-disc space-y-1 pl-5">
        {changes.map((change) => (
          <li key={`${change.sku} ${change.what}`}>{words(change)}</li>
        ))}
      </ul>
      {canBuy ? (
        <button type="button" onClick={onLook} className="button-primary w-full">
          {t('see')}
        </button>
      ) : (
        <a href={here('/cart')} className="button-primary w-full">
          {refused('cart')}
        </a>
      )}
    </dialog>
  );
}
