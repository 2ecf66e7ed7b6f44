import { getTranslations } from 'next-intl/server';
import { markMissing } from '../server/page-status.ts';
import { ShopLink } from './shop-link.tsx';

/**
 * What a page shows when there is no such thing; the answer has status 404. Pages return it: `notFound()` of Next gives
 * a page that is empty without scripts.
 */
export async function Missing() {
  await markMissing();
  return <NothingHere />;
}

/** The same without the status: Next makes it along with every page, to have it at hand. */
export async function NothingHere() {
  const t = await getTranslations('status.missing');
  return (
    <div className="mx-auto max-w-lg py-16 text-center">
      {/* biome-ignore lint/performance/noImgElement: an SVG of our own has nothing to optimise */}
      <img
        src="/robots/lost.svg"
        alt=""
        width={140}
        height={140}
        loading="lazy"
        className="mx-auto mb-6 rounded-2xl"
      />
      <h1>{t('heading')}</h1>
      <p className="mt-3 text-muted">{t('text')}</p>
      <div className="mt-6 flex flex-wrap justify-center gap-3">
        <ShopLink href="/" className="button-primary">
          {t('toShop')}
        </ShopLink>
        <ShopLink href="/search" className="button-quiet">
          {t('all')}
        </ShopLink>
      </div>
    </div>
  );
}
