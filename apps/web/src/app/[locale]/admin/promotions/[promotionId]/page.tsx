import { dispatch } from '@shop/contracts';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { EndPromotion } from '../../../../../components/admin/end-promotion.tsx';
import { PromotionForm } from '../../../../../components/admin/promotion-form.tsx';
import { benefitText, PromotionStanding } from '../../../../../components/admin/promotion-standing.tsx';
import { when } from '../../../../../components/order/state.tsx';
import { backend, orMissing } from '../../../../../server/backend.ts';
import { requireStaff } from '../../../../../server/session.ts';
import { change } from '../actions.ts';

export const metadata: Metadata = { title: 'Promotion · Admin' };

export default async function EditPromotion({ params }: { params: Promise<{ promotionId: string }> }) {
  const { promotionId } = await params;
  await requireStaff('merchant', `/admin/promotions/${promotionId}`);
  const promotion = await orMissing(backend(dispatch.getPromotion, { params: { promotionId } }));
  if (promotion === undefined) notFound();
  const { code, standing, uses, limit, benefit, minimum } = promotion;
  return (
    <>
      <div className="mb-1 flex flex-wrap items-center gap-3">
        <h1 className="font-mono">{code}</h1>
        <PromotionStanding standing={standing} />
      </div>
      <p className="mb-6 text-sm text-muted">
        Takes off {benefitText(benefit, minimum)}. Used by {uses} {uses === 1 ? 'order' : 'orders'}
        {limit !== undefined && ` of ${limit}`}, changed {when(promotion.updatedAt)}.
      </p>
      <div className="grid items-start gap-6 *:min-w-0 lg:grid-cols-[3fr_2fr]">
        <section aria-label="Terms" className="card p-4">
          <PromotionForm
            key={promotion.updatedAt}
            save={change.bind(null, promotionId)}
            promotion={promotion}
          />
        </section>
        {standing !== 'ended' && (
          <section className="card h-fit p-4">
            <h2 className="mb-2">End it now</h2>
            <p className="mb-3 text-sm text-muted">
              Orders that used it keep their discount. Whoever is at checkout is shown the difference before
              paying.
            </p>
            <EndPromotion id={promotionId} />
          </section>
        )}
      </div>
    </>
  );
}
