import { getTranslations } from 'next-intl/server';
import { markUnavailable } from '../server/page-status.ts';
import { Retry } from './retry.tsx';

/** What a page shows while the service it is made of is away; the answer has status 503. */
export async function Away({ what }: { what: string }) {
  await markUnavailable();
  const t = await getTranslations('status.away');
  return (
    <div role="alert" className="mx-auto max-w-lg py-16 text-center">
      {/* biome-ignore lint/performance/noImgElement: an SVG of our own has nothing to optimise */}
      <img src="/robots/away.svg" alt="" width={120} height={120} className="mx-auto mb-6 rounded-2xl" />
      <h1>{t('heading', { what })}</h1>
      <p className="mt-3 text-muted">{t('text')}</p>
      <Retry />
    </div>
  );
}
