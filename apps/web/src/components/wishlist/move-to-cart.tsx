'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { moveToCart } from '../../app/[locale]/wishlist/actions.ts';

/** Moves a product from the wishlist into the cart. */
export function MoveToCart({ sku, name }: { sku: string; name: string }) {
  const t = useTranslations('wishlist');
  const [result, action, busy] = useActionState(moveToCart, undefined);
  return (
    <form action={action} className="flex-1">
      <input type="hidden" name="sku" value={sku} />
      <button
        type="submit"
        aria-disabled={busy}
        aria-label={t('toCartOf', { name })}
        className="button-quiet w-full"
      >
        {t('toCart')}
      </button>
      <p role="status" className={result?.ok === false ? 'mt-1 text-sm text-bad' : 'sr-only'}>
        {result?.message}
      </p>
    </form>
  );
}
