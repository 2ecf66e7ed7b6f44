import type { catalogue } from '@shop/contracts';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useFormats } from '../i18n/use-formats.ts';
import { Approximately } from './approximately.tsx';
import { ProductPicture } from './product-picture.tsx';
import { ShopLink } from './shop-link.tsx';
import { Stars } from './ui.tsx';
import { Heart } from './wishlist/heart.tsx';

const FEW = 5;

/** How much there is, in words and colour. */
export function StockBand({ available }: { available: number }) {
  const t = useTranslations('common.stock');
  const [colour, words] =
    available === 0
      ? ['text-bad', t('out')]
      : available <= FEW
        ? ['text-warn', t('few', { count: available })]
        : ['text-good', t('in')];
  return (
    <span className={`inline-flex items-center gap-1.5 text-sm font-medium whitespace-nowrap ${colour}`}>
      <span aria-hidden="true" className="size-1.5 rounded-full bg-current" />
      {words}
    </span>
  );
}

interface CardProps {
  product: catalogue.Product;
  eager?: boolean;
  farDown?: boolean;
  /** What else can be done with it. */
  below?: ReactNode;
}

export function ProductCard({ product, eager = false, farDown = false, below }: CardProps) {
  const { sku, name, image, price, rating, available } = product;
  const { money } = useFormats();
  return (
    <li className={`group relative flex flex-col ${farDown ? 'far-down' : ''}`}>
      <div className="overflow-hidden rounded-2xl">
        <div
          className={`transition-transform duration-300 group-hover:scale-[1.03] ${available === 0 ? 'opacity-60' : ''}`}
        >
          <ProductPicture src={image} name="" size={280} eager={eager} />
        </div>
      </div>
      <h3 className="mt-3 leading-snug font-medium">
        <ShopLink
          href={`/product/${sku}`}
          className="line-clamp-2 decoration-1 underline-offset-4 group-hover:underline after:absolute after:inset-0 after:rounded-2xl"
        >
          {name}
        </ShopLink>
      </h3>
      {rating.count > 0 && (
        <div className="mt-1">
          <Stars average={rating.average} count={rating.count} size={14} />
        </div>
      )}
      <div className="mt-auto flex flex-wrap items-baseline justify-between gap-x-3 pt-2">
        <span className="text-lg font-semibold tracking-[-0.01em] tabular-nums">
          {money(price)} <Approximately of={price} />
        </span>
        <StockBand available={available} />
      </div>
      <div className="absolute end-2 top-2 z-10">
        <Heart sku={sku} name={name} />
      </div>
      {below && <div className="relative z-10 mt-3 flex">{below}</div>}
    </li>
  );
}

export function ProductGrid({
  products,
  narrow = false,
  eager = 4,
}: {
  products: catalogue.Product[];
  narrow?: boolean;
  /** How many of them are seen without scrolling. */
  eager?: number;
}) {
  return (
    <ul
      className={`grid grid-cols-2 gap-x-4 gap-y-8 sm:gap-x-6 sm:gap-y-10 md:grid-cols-3 ${narrow ? 'xl:grid-cols-4' : 'lg:grid-cols-4'}`}
    >
      {products.map((product, i) => (
        <ProductCard key={product.sku} product={product} eager={i < eager} farDown={i >= 2 * eager} />
      ))}
    </ul>
  );
}
