import type { dispatch } from '@shop/contracts';
import type { PromotionRecord } from './promotion.store.ts';
import { standingOf, type Terms } from './rules/standing.ts';

/** Terms as they are kept, of terms as they are sent. */
export const termsOf = ({ from, until, ...terms }: dispatch.PromotionTerms): Terms => ({
  ...terms,
  ...(from === undefined ? {} : { from: new Date(from) }),
  ...(until === undefined ? {} : { until: new Date(until) }),
});

/** A promotion as whoever runs the shop sees it. */
export function promotionOf(promotion: PromotionRecord, uses: number, now: Date): dispatch.Promotion {
  const { id, code, title, benefit, minimum, from, until, limit, perShopper, categories, skus } = promotion;
  return {
    id,
    code,
    title,
    benefit,
    ...(minimum == null ? {} : { minimum }),
    ...(from == null ? {} : { from: from.toISOString() }),
    ...(until == null ? {} : { until: until.toISOString() }),
    ...(limit == null ? {} : { limit }),
    ...(perShopper == null ? {} : { perShopper }),
    categories,
    skus,
    standing: standingOf(promotion, uses, now),
    uses,
    createdAt: promotion.createdAt.toISOString(),
    updatedAt: promotion.updatedAt.toISOString(),
  };
}
