'use server';

import { ratings } from '@shop/contracts';
import { revalidatePath, updateTag } from 'next/cache';
import { getTranslations } from 'next-intl/server';
import { tags } from '../../../../gateway/cache/tags.ts';
import { type ActionResult, act, backend } from '../../../../server/backend.ts';
import { requireMember } from '../../../../server/session.ts';

const textOf = (form: FormData, name: string) => String(form.get(name) ?? '');

/** What came of saving a review, with what was typed. */
export interface ReviewResult extends ActionResult {
  values: { score: number; title: string; text: string };
}

/** Writes or changes my review. Fields: sku, score, title, text. */
export async function saveReview(_: ReviewResult | undefined, form: FormData): Promise<ReviewResult> {
  const sku = textOf(form, 'sku');
  const body = { score: Number(form.get('score')), title: textOf(form, 'title'), text: textOf(form, 'text') };
  const result = await act((await getTranslations('reviews.form'))('published'), () =>
    backend(ratings.putMyReview, { params: { sku }, body }),
  );
  if (result.ok) {
    updateTag(tags.reviews(sku));
    revalidatePath('/[locale]/product/[sku]', 'page');
  }
  return { ...result, values: body };
}

/** Takes my review back. Field: sku. */
export async function deleteReview(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  const sku = textOf(form, 'sku');
  const result = await act((await getTranslations('reviews.form'))('gone'), () =>
    backend(ratings.deleteMyReview, { params: { sku } }),
  );
  updateTag(tags.reviews(sku));
  revalidatePath('/[locale]/product/[sku]', 'page');
  return result;
}

/** Finds a review helpful, or does not any more; members only. Fields: sku, reviewId, vote (`on` or `off`). */
export async function vote(form: FormData): Promise<void> {
  const sku = textOf(form, 'sku');
  const back = `/product/${encodeURIComponent(sku)}`;
  await requireMember(back);
  const input = { params: { reviewId: textOf(form, 'reviewId') } };
  const route = form.get('vote') === 'on' ? ratings.voteHelpful : ratings.takeVoteBack;
  await act('', () => backend(route, input));
  updateTag(tags.reviews(sku));
  revalidatePath('/[locale]/product/[sku]', 'page');
}

/** Tells the shop that a review is not right. Fields: reviewId, reason. */
export async function reportReview(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  const input = { params: { reviewId: textOf(form, 'reviewId') }, body: { reason: textOf(form, 'reason') } };
  return act((await getTranslations('reviews.report'))('done'), () => backend(ratings.reportReview, input));
}
