'use client';

import { MAX_QUANTITY } from '@shop/contracts';
import { ShoppingCart } from 'lucide-react';
import Link from 'next/link';
import { useActionState } from 'react';
import { addToCart } from '../app/cart/actions.ts';

/** Quantity and button; works as a plain form before any script has come. */
export function AddToCart({ sku, available }: { sku: string; available: number }) {
  const [result, action, busy] = useActionState(addToCart, undefined);
  if (available === 0) {
    return (
      <button type="button" disabled className="button-primary w-full">
        Sold out
      </button>
    );
  }
  return (
    <form action={action}>
      <input type="hidden" name="sku" value={sku} />
      <div className="flex gap-3">
        <div className="w-24">
          <label htmlFor="quantity" className="sr-only">
            Quantity
          </label>
          <input
            id="quantity"
            name="quantity"
            type="number"
            inputMode="numeric"
            min={1}
            max={Math.min(MAX_QUANTITY, available)}
            defaultValue={1}
            required
            className="input text-center"
          />
        </div>
        <button type="submit" disabled={busy} className="button-primary flex-1">
          <ShoppingCart aria-hidden="true" className="size-5" />
          {busy ? 'Adding…' : 'Add to cart'}
        </button>
      </div>
      <p role="status" className={`mt-2 min-h-6 text-sm ${result?.ok === false ? 'text-bad' : 'text-good'}`}>
        {result?.message}{' '}
        {result?.ok === true && (
          <Link href="/cart" className="link">
            View cart
          </Link>
        )}
      </p>
    </form>
  );
}
