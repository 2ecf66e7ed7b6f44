import type { cart } from '@shop/contracts';
import { getTranslations } from 'next-intl/server';
import { dropSaved, takeUp } from '../../app/[locale]/cart/actions.ts';
import { formats } from '../../i18n/here.ts';
import { ProductPicture } from '../product-picture.tsx';
import { ShopLink } from '../shop-link.tsx';
import { hidden } from './hidden.tsx';

/** What is kept for later, with the way back into the cart. */
export async function SavedLines({ lines, priced }: { lines: cart.ShownLine[]; priced: boolean }) {
  if (lines.length === 0) return null;
  const [t, { money }] = await Promise.all([getTranslations('cart.saved'), formats()]);
  return (
    <section aria-labelledby="saved" className="mt-12">
      <h2 id="saved" className="mb-4">
        {t('heading')}
      </h2>
      <ul className="grid gap-x-8 gap-y-5 sm:grid-cols-2 lg:grid-cols-3">
        {lines.map(({ sku, name, image, unitPrice, problem }) => (
          <li key={sku} className="grid grid-cols-[5rem_1fr] gap-x-4">
            <ProductPicture src={image} name="" size={80} />
            <div className="min-w-0">
              <ShopLink
                href={`/product/${sku}`}
                className="-my-1.5 inline-flex min-h-9 items-center font-medium hover:underline"
              >
                {name}
              </ShopLink>
              <p className="text-sm text-muted tabular-nums">
                {priced && problem === 'gone' ? t('gone') : priced ? money(unitPrice) : ''}
                {priced && problem === 'out_of_stock' && ` · ${t('out')}`}
              </p>
              <form className="mt-1 flex flex-wrap gap-x-4">
                <input type="hidden" name="sku" value={sku} />
                {problem !== 'gone' && (
                  <button type="submit" formAction={takeUp} className="link min-h-11 cursor-pointer text-sm">
                    {t.rich('takeUp', { name, hidden })}
                  </button>
                )}
                <button
                  type="submit"
                  formAction={dropSaved}
                  className="min-h-11 cursor-pointer text-sm text-muted underline underline-offset-4 hover:text-bad"
                >
                  {t.rich('drop', { name, hidden })}
                </button>
              </form>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
