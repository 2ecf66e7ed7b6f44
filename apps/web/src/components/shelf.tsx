import type { catalogue } from '@shop/contracts';
import { useTranslations } from 'next-intl';
import { useFormats } from '../i18n/use-formats.ts';
import { ShopLink } from './shop-link.tsx';

/** How many of them a phone shows. */
const SEEN = 2;

/** A row of products with their price tags, such as stands in a shop's window. */
export function Shelf({ products }: { products: catalogue.Product[] }) {
  const t = useTranslations('common');
  const { money } = useFormats();
  return (
    <ul
      aria-label={t('window')}
      className="grid auto-cols-[minmax(9.5rem,1fr)] grid-flow-col gap-3 overflow-x-auto px-5 pb-6 [scrollbar-width:none] sm:px-10 lg:px-14 lg:pb-10"
    >
      {products.map(({ sku, name, image, price }, i) => (
        <li key={sku} className="group relative">
          {/* biome-ignore lint/performance/noImgElement: an SVG of our own has nothing to optimise */}
          <img
            src={image}
            alt=""
            width={240}
            height={240}
            loading={i < SEEN ? 'eager' : 'lazy'}
            fetchPriority={i < SEEN ? 'high' : 'auto'}
            className="block aspect-square h-auto w-full rounded-2xl"
          />
          <p className="mt-2.5 truncate text-sm">
            <ShopLink
              href={`/product/${sku}`}
              className="group-hover:underline after:absolute after:inset-0 after:rounded-2xl"
            >
              {name}
            </ShopLink>
          </p>
          <p className="text-sm font-semibold tabular-nums">{money(price)}</p>
        </li>
      ))}
    </ul>
  );
}
