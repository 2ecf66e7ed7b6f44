import type { catalogue } from '@shop/contracts';
import { useTranslations } from 'next-intl';
import { ProductCard } from '../product-card.tsx';
import { MoveToCart } from './move-to-cart.tsx';

/** The products of a wishlist; its owner can move them to the cart. */
export function WishlistGrid({ products, mine }: { products: catalogue.Product[]; mine: boolean }) {
  const t = useTranslations('list');
  return (
    <>
      <h2 className="sr-only">{t('heading')}</h2>
      <ul className="grid grid-cols-2 gap-x-4 gap-y-8 sm:gap-x-6 sm:gap-y-10 md:grid-cols-3 lg:grid-cols-4">
        {products.map((product, i) => (
          <ProductCard
            key={product.sku}
            product={product}
            eager={i < 4}
            below={mine && product.available > 0 && <MoveToCart sku={product.sku} name={product.name} />}
          />
        ))}
      </ul>
    </>
  );
}
