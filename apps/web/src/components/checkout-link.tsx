'use client';

import { Lock } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type MouseEvent, useState } from 'react';
import { useHere } from '../i18n/use-here.ts';
import { ShopLink } from './shop-link.tsx';
import { quantitiesSaved } from './use-quantity.ts';

/** On to the checkout, once every number that was just set is saved. */
export function CheckoutLink() {
  const [waiting, setWaiting] = useState(false);
  const t = useTranslations('cart');
  const router = useRouter();
  const here = useHere();
  const go = async (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    setWaiting(true);
    await quantitiesSaved();
    router.push(here('/checkout'));
  };
  return (
    <ShopLink href="/checkout" onClick={go} aria-disabled={waiting} className="button-primary mt-5 w-full">
      <Lock aria-hidden="true" className="size-4" />
      {t('checkOut')}
      {waiting && <span aria-hidden="true" className="under-way" />}
    </ShopLink>
  );
}
