'use client';

import { useTranslations } from 'next-intl';
import { useFormStatus } from 'react-dom';
import { removeLine } from '../app/[locale]/cart/actions.ts';

/** Takes a product out of the cart; the page that follows offers it back. */
export function RemoveLine({ sku, name, quantity }: { sku: string; name: string; quantity: number }) {
  return (
    <form action={removeLine}>
      <input type="hidden" name="sku" value={sku} />
      <input type="hidden" name="quantity" value={quantity} />
      <Remove name={name} />
    </form>
  );
}

function Remove({ name }: { name: string }) {
  const t = useTranslations('cart.line');
  const { pending } = useFormStatus();
  return (
    <button
      type="submit"
      disabled={pending}
      className="min-h-11 cursor-pointer px-2 text-sm text-muted underline underline-offset-4 hover:text-bad disabled:opacity-55"
    >
      {t('remove')}
      <span className="sr-only"> {name}</span>
    </button>
  );
}
