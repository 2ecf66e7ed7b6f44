'use client';

import { useTranslations } from 'next-intl';
import { useFormStatus } from 'react-dom';
import { saveForLater } from '../../app/[locale]/cart/actions.ts';

/** Puts a product aside for later. */
export function SaveLine({ sku, name }: { sku: string; name: string }) {
  return (
    <form action={saveForLater}>
      <input type="hidden" name="sku" value={sku} />
      <Save name={name} />
    </form>
  );
}

function Save({ name }: { name: string }) {
  const t = useTranslations('cart.line');
  const { pending } = useFormStatus();
  return (
    <button
      type="submit"
      disabled={pending}
      className="min-h-11 cursor-pointer px-2 text-sm text-muted underline underline-offset-4 hover:text-ink disabled:opacity-55"
    >
      {t('save')}
      <span className="sr-only">: {name}</span>
    </button>
  );
}
