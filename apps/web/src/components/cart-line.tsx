import type { cart } from '@shop/contracts';
import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useFormats } from '../i18n/use-formats.ts';
import { SaveLine } from './cart/save-line.tsx';
import { CartQuantity } from './cart-quantity.tsx';
import { ProductPicture } from './product-picture.tsx';
import { RemoveLine } from './remove-line.tsx';
import { ShopLink } from './shop-link.tsx';

interface Props {
  line: cart.Cart['lines'][number];
  priced: boolean;
  /** Whether it is seen without scrolling. */
  eager: boolean;
}

/** One product in the cart. Without prices when the catalogue is away. */
export function CartLine({ line, priced, eager }: Props) {
  const t = useTranslations('cart.line');
  const { money } = useFormats();
  const { sku, name, image, quantity, unitPrice, lineTotal, available, problem } = line;
  return (
    <li className="grid grid-cols-[5rem_1fr] gap-x-4 gap-y-3 py-5 first:pt-0 sm:grid-cols-[7rem_1fr_auto] sm:gap-x-6">
      <ProductPicture src={image} name="" size={112} eager={eager} />
      <div>
        <ShopLink
          href={`/product/${sku}`}
          className="-my-1.5 inline-flex min-h-9 items-center font-medium hover:underline"
        >
          {name}
        </ShopLink>
        {priced && quantity > 1 && (
          <p className="mt-1 text-sm text-muted tabular-nums">{t('each', { price: money(unitPrice) })}</p>
        )}
        {problem !== undefined && (
          <p className="mt-2 flex items-center gap-2 text-sm font-medium text-bad">
            <CircleAlert aria-hidden="true" className="size-4 shrink-0" />
            {t(problem, { count: available })}
          </p>
        )}
        <div className="mt-3 flex flex-wrap items-start gap-x-3">
          {problem !== 'gone' && problem !== 'out_of_stock' && (
            <CartQuantity
              sku={sku}
              quantity={quantity}
              available={priced ? available : quantity + 1}
              labels={{
                quantity: t('quantity', { name }),
                less: t('less', { name }),
                more: t('more', { name }),
              }}
            />
          )}
          <div className="flex flex-wrap max-sm:-ms-2 max-sm:basis-full">
            <RemoveLine sku={sku} name={name} quantity={quantity} />
            {problem !== 'gone' && <SaveLine sku={sku} name={name} />}
          </div>
        </div>
      </div>
      <p className="col-start-2 text-lg font-semibold tabular-nums transition-opacity group-has-[[data-saving]]/cart:opacity-40 sm:col-start-auto sm:text-end">
        {priced ? money(lineTotal) : ''}
      </p>
    </li>
  );
}
