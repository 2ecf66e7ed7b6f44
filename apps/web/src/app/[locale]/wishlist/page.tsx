import { user } from '@shop/contracts';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { one, type SearchParams } from '../../../components/admin/filters.ts';
import { Away } from '../../../components/away.tsx';
import { NothingYet } from '../../../components/nothing-yet.tsx';
import { ShopLink } from '../../../components/shop-link.tsx';
import { Notice } from '../../../components/ui.tsx';
import { Sharing } from '../../../components/wishlist/sharing.tsx';
import { WishlistGrid } from '../../../components/wishlist/wishlist-grid.tsx';
import { here } from '../../../i18n/here.ts';
import { Words } from '../../../i18n/words.tsx';
import { backend, orAway } from '../../../server/backend.ts';
import { env } from '../../../server/env.ts';
import { unlisted } from '../../../server/seo.ts';
import { requireMember } from '../../../server/session.ts';
import { productsOf } from '../../../server/wishlist.ts';

export async function generateMetadata(): Promise<Metadata> {
  return unlisted((await getTranslations('wishlist'))('mine'));
}

export default async function Wishlist({ searchParams }: { searchParams: SearchParams }) {
  await requireMember('/wishlist');
  const t = await getTranslations('wishlist');
  const wishlist = await orAway(backend(user.getWishlist, {}));
  const products = wishlist === 'away' ? wishlist : await orAway(productsOf(wishlist.items));
  if (wishlist === 'away' || products === 'away') return <Away what={t('away')} />;
  const gone = wishlist.items.length - products.length;
  const link =
    wishlist.shareKey === null
      ? undefined
      : new URL(await here(`/wishlist/${wishlist.shareKey}`), env().PUBLIC_URL).href;
  return (
    <Words of={['wishlist']}>
      <h1 className="mb-6">{t('mine')}</h1>
      {one((await searchParams)['failed']) !== undefined && (
        <div className="mb-6">
          <Notice tone="bad" title={t('failed')} />
        </div>
      )}
      {wishlist.items.length === 0 ? (
        <NothingYet
          picture="no-wishes"
          action={
            <ShopLink href="/search" className="button-primary">
              {t('browse')}
            </ShopLink>
          }
        >
          {t('empty')}
        </NothingYet>
      ) : (
        <WishlistGrid products={products} mine />
      )}
      {gone > 0 && <p className="mt-6 text-muted">{t('gone', { count: gone })}</p>}
      {wishlist.items.length > 0 && <Sharing link={link} />}
    </Words>
  );
}
