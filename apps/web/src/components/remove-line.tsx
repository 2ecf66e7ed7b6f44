'use client';

import { useActionState } from 'react';
import { setQuantity } from '../app/cart/actions.ts';

export function RemoveLine({ sku, name }: { sku: string; name: string }) {
  const [, action, busy] = useActionState(setQuantity, undefined);
  return (
    <form action={action}>
      <input type="hidden" name="sku" value={sku} />
      <input type="hidden" name="quantity" value="0" />
      <button
        type="submit"
        disabled={busy}
        className="min-h-11 cursor-pointer px-2 text-sm text-muted underline hover:text-bad"
      >
        Remove<span className="sr-only"> {name}</span>
      </button>
    </form>
  );
}
