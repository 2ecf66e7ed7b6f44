'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useSyncExternalStore } from 'react';
import { forget, listen, MOST, note, type Seen, seenHere } from './recent.ts';
import { ShopLink } from './shop-link.tsx';

const none: Seen[] = [];
const AT_ONCE = 4;

/** A row of what was looked at before, known to this browser alone. `now` is what is looked at, and is not in the row. */
export function RecentlyViewed({ now }: { now?: Seen }) {
  const t = useTranslations('recent');
  const seen = useSyncExternalStore(listen, seenHere, () => none);
  const { sku, name, image } = now ?? {};
  useEffect(() => {
    if (sku !== undefined && name !== undefined && image !== undefined) note({ sku, name, image });
  }, [sku, name, image]);
  const others = seen.filter((one) => one.sku !== sku).slice(0, MOST);
  if (others.length === 0) return null;
  const compared = [...(sku === undefined ? [] : [sku]), ...others.map((one) => one.sku)].slice(0, AT_ONCE);
  return (
    <section aria-labelledby="recent" className="mt-16 border-t border-line pt-10">
      <div className="mb-5 flex flex-wrap items-center justify-between gap-x-6">
        <h2 id="recent">{t('title')}</h2>
        <div className="flex flex-wrap items-center gap-x-6 text-sm font-medium">
          {compared.length > 1 && (
            <ShopLink
              href={`/compare?${compared.map((one) => `sku=${encodeURIComponent(one)}`).join('&')}`}
              className="link inline-flex min-h-11 items-center"
            >
              {t('compare')}
            </ShopLink>
          )}
          <button type="button" onClick={forget} className="link min-h-11 cursor-pointer">
            {t('clear')}
          </button>
        </div>
      </div>
      <ul className="grid auto-cols-[minmax(8.5rem,1fr)] grid-flow-col gap-4 overflow-x-auto pb-2 sm:auto-cols-[minmax(8.5rem,10rem)]">
        {others.map((one) => (
          <li key={one.sku} className="group relative">
            {/* biome-ignore lint/performance/noImgElement: an SVG of our own has nothing to optimise */}
            <img
              src={one.image}
              alt=""
              width={160}
              height={160}
              loading="lazy"
              className="block aspect-square h-auto w-full rounded-2xl bg-sunken"
            />
            <ShopLink
              href={`/product/${one.sku}`}
              className="mt-2 line-clamp-2 text-sm leading-snug group-hover:underline after:absolute after:inset-0 after:rounded-2xl"
            >
              {one.name}
            </ShopLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
