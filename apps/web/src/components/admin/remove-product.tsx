'use client';

import { useActionState } from 'react';
import { remove } from '../../app/[locale]/admin/products/actions.ts';
import { Notice } from '../ui.tsx';

export function RemoveProduct({ sku }: { sku: string }) {
  const [result, action, busy] = useActionState(remove.bind(null, sku), undefined);
  return (
    <form action={action} className="space-y-3">
      <label className="flex min-h-11 items-center gap-3 text-sm">
        <input type="checkbox" required className="size-5 accent-bad" />
        Yes, take {sku} off the shop
      </label>
      <button type="submit" disabled={busy} className="button-danger">
        Remove
      </button>
      {result?.ok === false && <Notice key={result.at} tone="bad" title={result.message} />}
    </form>
  );
}
