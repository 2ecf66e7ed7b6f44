'use client';

import { MAX_QUANTITY } from '@shop/contracts/plain';
import { Check, CircleAlert, ShoppingCart } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { addToCart } from '../app/[locale]/cart/actions.ts';
import { QuantityField } from './quantity-field.tsx';
import { ShopLink } from './shop-link.tsx';

/** Quantity and button; works as a plain form before any script has come. */
export function AddToCart({ sku, available }: { sku: string; available: number }) {
  const t = useTranslations('product.add');
  const [result, action, busy] = useActionState(addToCart, undefined);
  if (available === 0) {
    return (
      <p className="rounded-lg bg-sunken px-4 py-3 text-sm">
        {t.rich('soldOut', {
          link: (words) => (
            <ShopLink href="/newsletter" className="link">
              {words}
            </ShopLink>
          ),
        })}
      </p>
    );
  }
  return (
    <form action={action}>
      <input type="hidden" name="sku" value={sku} />
      <div className="flex gap-3">
        <QuantityField max={Math.min(MAX_QUANTITY, available)} />
        <button type="submit" aria-disabled={busy} className="button-primary flex-1">
          <ShoppingCart aria-hidden="true" className="size-5" />
          {busy ? t('adding') : t('button')}
        </button>
      </div>
      <div role="status" className="mt-3 min-h-6 text-sm">
        {result !== undefined && (
          <p
            key={result.at}
            className={`flex flex-wrap items-center gap-x-3 gap-y-2 ${result.ok ? 'text-good' : 'text-bad'}`}
          >
            {result.ok ? (
              <Check aria-hidden="true" className="size-4" />
            ) : (
              <CircleAlert aria-hidden="true" className="size-4 shrink-0" />
            )}
            {result.message}
            {result.ok && (
              <>
                <ShopLink href="/cart" className="link -my-2 py-2">
                  {t('view')}
                </ShopLink>
                <ShopLink href="/checkout" className="link -my-2 py-2">
                  {t('checkout')}
                </ShopLink>
              </>
            )}
          </p>
        )}
      </div>
    </form>
  );
}
