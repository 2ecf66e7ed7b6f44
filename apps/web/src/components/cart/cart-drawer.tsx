'use client';

import type { cart } from '@shop/contracts';
import { X } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type MouseEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useFormats } from '../../i18n/use-formats.ts';
import { ask } from '../account/problem.ts';
import { ShopLink } from '../shop-link.tsx';

type Bag = cart.Cart | 'failed' | undefined;

/** The way to the cart: a link without scripts, and with them a drawer that shows what is in it. */
export function CartDrawer({ className, children }: { className: string; children: ReactNode }) {
  const t = useTranslations('common.drawer');
  const dialog = useRef<HTMLDialogElement>(null);
  const [bag, setBag] = useState<Bag>();
  const here = usePathname();
  useEffect(() => {
    if (here !== '') dialog.current?.close();
  }, [here]);
  const open = async (event: MouseEvent) => {
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey;
    if (elsewhere || here.endsWith('/cart') || dialog.current === null) return;
    event.preventDefault();
    setBag(undefined);
    dialog.current.showModal();
    const result = await ask<cart.Cart>('GET', '/api/cart/cart');
    setBag(result.ok ? result.value : 'failed');
  };
  const close = () => dialog.current?.close();
  return (
    <>
      <ShopLink href="/cart" onClick={open} className={className} aria-haspopup="dialog">
        {children}
      </ShopLink>
      <dialog
        ref={dialog}
        aria-labelledby="drawer"
        onClick={(event) => event.target === dialog.current && close()}
        onKeyDown={() => undefined}
        className="ms-auto me-0 h-dvh max-h-none w-[min(26rem,100%)] max-w-none border-s border-line bg-surface text-ink backdrop:bg-black/60"
      >
        <div className="flex min-h-full flex-col p-5">
          <div className="flex items-center justify-between gap-3">
            <h2 id="drawer">{t('heading')}</h2>
            <button
              type="button"
              onClick={close}
              aria-label={t('close')}
              className="-me-2 grid size-11 cursor-pointer place-items-center rounded-lg hover:bg-sunken"
            >
              <X aria-hidden="true" className="size-5" />
            </button>
          </div>
          <Contents bag={bag} close={close} />
        </div>
      </dialog>
    </>
  );
}

function Contents({ bag, close }: { bag: Bag; close(): void }) {
  const t = useTranslations('common.drawer');
  const { money } = useFormats();
  if (bag === undefined || bag === 'failed' || bag.lines.length === 0) {
    const what = bag === undefined ? 'loading' : bag === 'failed' ? 'failed' : 'empty';
    return (
      <>
        <p role="status" className="mt-4 flex-1 text-muted">
          {t(what)}
        </p>
        <ShopLink href="/cart" onClick={close} className="button-quiet mt-6 w-full">
          {t('all')}
        </ShopLink>
      </>
    );
  }
  const blocked = bag.lines.some(({ problem }) => problem !== undefined);
  return (
    <>
      <ul className="mt-3 flex-1 divide-y divide-line">
        {bag.lines.map((line) => (
          <li key={line.sku} className="flex items-center gap-3 py-3">
            {/* biome-ignore lint/performance/noImgElement: a picture of our own has nothing to optimise */}
            <img src={line.image} alt="" width={56} height={56} className="size-14 rounded-lg bg-sunken" />
            <ShopLink
              href={`/product/${line.sku}`}
              onClick={close}
              className="min-w-0 flex-1 py-2 hover:underline"
            >
              {t('times', { count: line.quantity, name: line.name })}
            </ShopLink>
            <span className="tabular-nums">{bag.priced ? money(line.lineTotal) : ''}</span>
          </li>
        ))}
      </ul>
      <div className="sticky bottom-0 -mx-5 -mb-5 border-t border-line bg-surface p-5">
        <p className="flex justify-between gap-3 font-semibold">
          <span>{t('subtotal')}</span>
          <span className="tabular-nums">{bag.priced ? money(bag.subtotal) : '–'}</span>
        </p>
        {blocked && <p className="mt-1 text-sm text-bad">{t('missing')}</p>}
        {!blocked && bag.priced && (
          <ShopLink href="/checkout" onClick={close} className="button-primary mt-4 w-full">
            {t('checkOut')}
          </ShopLink>
        )}
        <ShopLink href="/cart" onClick={close} className="button-quiet mt-2 w-full">
          {t('all')}
        </ShopLink>
      </div>
    </>
  );
}
