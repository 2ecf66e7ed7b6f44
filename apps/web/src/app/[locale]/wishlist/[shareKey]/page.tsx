import { user } from '@shop/contracts';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { Away } from '../../../../components/away.tsx';
import { Missing } from '../../../../components/missing.tsx';
import { WishlistGrid } from '../../../../components/wishlist/wishlist-grid.tsx';
import { Words } from '../../../../i18n/words.tsx';
import { orAway, orMissing, publicRead } from '../../../../server/backend.ts';
import { unlisted } from '../../../../server/seo.ts';
import { productsOf } from '../../../../server/wishlist.ts';

interface Props {
  params: Promise<{ shareKey: string }>;
}

const opened = cache((shareKey: string) =>
  /^[\w-]{22}$/.test(shareKey)
    ? orAway(orMissing(publicRead(user.openWishlist, { params: { shareKey } })))
    : Promise.resolve(undefined),
);

export async function generateMetadata(): Promise<Metadata> {
  const title = (await getTranslations('wishlist'))('title');
  return { ...unlisted(title), referrer: 'no-referrer' };
}

export default async function SharedWishlist({ params }: Props) {
  const t = await getTranslations('wishlist');
  const found = await opened((await params).shareKey);
  if (found === undefined) return <Missing />;
  const products = found === 'away' ? found : await orAway(productsOf(found.items));
  if (found === 'away' || products === 'away') return <Away what={t('title')} />;
  return (
    <Words of={['wishlist']}>
      <h1 className="mb-6">{t('of', { owner: found.owner })}</h1>
      {products.length === 0 ? (
        <p className="text-muted">{t('emptyShared')}</p>
      ) : (
        <WishlistGrid products={products} mine={false} />
      )}
    </Words>
  );
}
