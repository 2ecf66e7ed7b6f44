import { dispatch, type Money } from '@shop/contracts';
import { CallError } from '@shop/service/plain';
import { Tag } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { formats } from '../../i18n/here.ts';
import { refusalText } from '../../i18n/promotion.ts';
import { ASIDE_MS, backend } from '../../server/backend.ts';
import { PromotionForm } from './promotion-form.tsx';
import { RemovePromotion } from './remove-promotion.tsx';

type Offer = Awaited<ReturnType<typeof offerOf>>;

/** What dispatch says of the code in a cart: what it takes off, why it does not count, or that it cannot be said now. */
export async function offerOf(code: string) {
  try {
    return await backend(dispatch.checkPromotion, { body: { code } }, ASIDE_MS);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    if (error.status >= 500) return 'away';
    return { refused: error.code, facts: error.details?.facts ?? {} };
  }
}

/** The code in the cart with what comes of it, or the way to put one in. */
export async function PromotionBox({ code, offer }: { code: string | undefined; offer: Offer | undefined }) {
  const t = await getTranslations('promotions');
  if (code === undefined || offer === undefined) return <PromotionForm />;
  const counts = offer !== 'away' && !('refused' in offer);
  return (
    <div className="mt-4 border-t border-line pt-3">
      <div className="flex items-center justify-between gap-3">
        <p className="flex min-w-0 items-center gap-2">
          <Tag aria-hidden="true" className={`size-4 shrink-0 ${counts ? 'text-good' : 'text-muted'}`} />
          <span className="truncate font-mono text-sm font-medium">{code}</span>
        </p>
        <RemovePromotion code={code} />
      </div>
      {offer === 'away' && <p className="text-sm text-muted">{t('away', { code })}</p>}
      {offer !== 'away' && 'refused' in offer && (
        <p className="text-sm text-bad">{await refusalText(offer.refused, offer.facts)}</p>
      )}
    </div>
  );
}

/** What the goods come to with the code of the cart. */
export async function Discount({ subtotal, offer }: { subtotal: Money; offer: Offer | undefined }) {
  if (offer === undefined || offer === 'away' || 'refused' in offer) return null;
  const [t, words, { money }] = await Promise.all([
    getTranslations('promotions'),
    getTranslations('cart'),
    formats(),
  ]);
  const { code, title, kind, discount } = offer;
  return (
    <dl className="mt-3 space-y-1 text-sm [&>div]:flex [&>div]:justify-between [&>div]:gap-3 [&_dd]:tabular-nums">
      {kind === 'free_shipping' ? (
        <div className="text-good">
          <dt>{t('discount', { title, code })}</dt>
          <dd className="text-end">{t('freeDelivery')}</dd>
        </div>
      ) : (
        <>
          <div className="text-good">
            <dt>{t('discount', { title, code })}</dt>
            <dd>{t('off', { amount: money(discount) })}</dd>
          </div>
          <div className="font-semibold">
            <dt>{words('goods')}</dt>
            <dd>{money({ ...subtotal, amount: offer.subtotal.amount })}</dd>
          </div>
        </>
      )}
    </dl>
  );
}
