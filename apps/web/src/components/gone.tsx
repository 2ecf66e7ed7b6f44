import { getTranslations } from 'next-intl/server';
import { markGone } from '../server/page-status.ts';
import { ShopLink } from './shop-link.tsx';

/** What the page of a product shows that was taken off the shop; the answer has status 410. */
export async function Gone() {
  await markGone();
  const t = await getTranslations('status');
  return (
    <div className="mx-auto max-w-lg py-16 text-center">
      {/* biome-ignore lint/performance/noImgElement: an SVG of our own has nothing to optimise */}
      <img src="/robots/lost.svg" alt="" width={140} height={140} className="mx-auto mb-6 rounded-2xl" />
      <h1>{t('gone.heading')}</h1>
      <p className="mt-3 text-muted">{t('gone.text')}</p>
      <div className="mt-6 flex flex-wrap justify-center gap-3">
        <ShopLink href="/search?sort=newest" className="button-primary">
          {t('gone.new')}
        </ShopLink>
        <ShopLink href="/search" className="button-quiet">
          {t('missing.all')}
        </ShopLink>
      </div>
    </div>
  );
}
