'use server';

import { ratings } from '@shop/contracts';
import { revalidatePath } from 'next/cache';
import { type ActionResult, act, backend } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

export async function moderate(
  reviewId: string,
  status: 'published' | 'rejected',
  _: ActionResult | undefined,
  form: FormData,
): Promise<ActionResult> {
  await requireStaff('staff', '/admin/reviews');
  const body = { status, reason: String(form.get('reason') ?? '') };
  const result = await act(status === 'published' ? 'It is published.' : 'It is rejected.', () =>
    backend(ratings.moderateReview, { params: { reviewId }, body }),
  );
  revalidatePath('/[locale]/admin/reviews', 'page');
  return result;
}
