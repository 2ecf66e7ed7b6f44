'use server';

import { ratings } from '@shop/contracts';
import { revalidatePath } from 'next/cache';
import { type ActionResult, act, backend } from '../../../server/backend.ts';

/** Writes or changes my review. Fields: sku, score, title, text. */
export async function saveReview(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  const sku = String(form.get('sku') ?? '');
  const body = {
    score: Number(form.get('score')),
    title: String(form.get('title') ?? ''),
    text: String(form.get('text') ?? ''),
  };
  const result = await act('Thank you, your review is published.', () =>
    backend(ratings.putMyReview, { params: { sku }, body }),
  );
  revalidatePath(`/product/${sku}`);
  return result;
}

/** Takes my review back. Field: sku. */
export async function deleteReview(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  const sku = String(form.get('sku') ?? '');
  const result = await act('Your review is gone.', () =>
    backend(ratings.deleteMyReview, { params: { sku } }),
  );
  revalidatePath(`/product/${sku}`);
  return result;
}
