import { cart } from '@shop/contracts';
import { Heart, ShoppingCart, UserRound } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { ASIDE_MS, backend, orNothing } from '../server/backend.ts';
import { categoriesHere } from '../server/categories.ts';
import { currentSession } from '../server/session.ts';
import { CartDrawer } from './cart/cart-drawer.tsx';
import { CartWatch } from './cart/cart-watch.tsx';
import { CategoryMenu } from './category-menu.tsx';
import { Logo } from './logo.tsx';
import { SearchBox } from './search/search-box.tsx';
import { ShopLink } from './shop-link.tsx';

export async function SiteHeader() {
  const t = await getTranslations('common');
  const session = await currentSession();
  const [categories, mine] = await Promise.all([
    orNothing(categoriesHere()),
    session === undefined ? undefined : orNothing(backend(cart.getCart, {}, ASIDE_MS)),
  ]);
  const quantity = mine?.quantity ?? 0;
  const member = session?.shopper.kind === 'member' ? session.shopper : undefined;
  return (
    <>
      <header className="z-20 border-b border-line bg-surface sm:sticky sm:top-0">
        <div className="shell flex flex-wrap items-center gap-x-4 pt-1.5 pb-3 sm:flex-nowrap sm:gap-x-6 sm:py-2.5">
          <Logo />
          <div className="order-last w-full sm:order-none sm:max-w-xl sm:flex-1">
            <SearchBox />
          </div>
          <nav aria-label={t('yours')} className="-mr-3 ml-auto flex items-center">
            <ShopLink
              href={member === undefined ? '/login' : '/account'}
              className="flex min-h-11 min-w-11 items-center justify-center gap-2 rounded-lg px-3 hover:bg-sunken"
            >
              <UserRound aria-hidden="true" className="size-5" />
              <span className="max-w-32 truncate max-sm:sr-only">{member?.name ?? t('signIn')}</span>
            </ShopLink>
            <ShopLink
              href="/wishlist"
              className="flex min-h-11 min-w-11 items-center justify-center rounded-lg px-3 hover:bg-sunken"
            >
              <Heart aria-hidden="true" className="size-5" />
              <span className="sr-only">{t('wishlist')}</span>
            </ShopLink>
            <CartDrawer className="relative flex min-h-11 min-w-11 items-center justify-center gap-2 rounded-lg px-3 hover:bg-sunken">
              <ShoppingCart aria-hidden="true" className="size-5" />
              <span className="max-sm:sr-only">{t('cart')}</span>
              {quantity > 0 && (
                <span className="min-w-6 rounded-full bg-accent px-1.5 text-center text-sm font-semibold text-accent-ink tabular-nums max-sm:absolute max-sm:top-0.5 max-sm:right-0.5 max-sm:min-w-5 max-sm:text-xs max-sm:leading-5">
                  {quantity}
                  <span className="sr-only"> {t('inCart', { count: quantity })}</span>
                </span>
              )}
            </CartDrawer>
            {mine !== undefined && <CartWatch version={mine.version} />}
          </nav>
        </div>
      </header>
      {categories !== undefined && (
        <CategoryMenu categories={categories} staff={member?.role !== undefined} />
      )}
    </>
  );
}
