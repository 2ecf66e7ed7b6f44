'use server';

import { dispatch } from '@shop/contracts';
import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { fieldsOf } from '../../../../components/admin/product-fields.ts';
import { type PromotionResult, termsOf } from '../../../../components/admin/promotion-fields.ts';
import { type ActionResult, act, backend } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

const PATH = '/admin/promotions';

/** Asks dispatch, and tells by the field what is wrong with it. */
async function save(
  success: string,
  values: Record<string, string>,
  work: () => Promise<unknown>,
): Promise<PromotionResult> {
  return { ...(await act(success, work, { promotion_code_taken: 'code' })), values };
}

const unread = (fields: Record<string, string>, values: Record<string, string>): PromotionResult => ({
  ok: false,
  message: 'Please check the marked fields.',
  fields,
  values,
  at: Date.now(),
});

/** Begins a promotion and goes back to the list. */
export async function create(_: PromotionResult | undefined, form: FormData): Promise<PromotionResult> {
  await requireStaff('merchant', `${PATH}/new`);
  const values = fieldsOf(form);
  const { terms, fields } = termsOf(values);
  if (terms === undefined) return unread(fields, values);
  const result = await save('Begun.', values, () => backend(dispatch.createPromotion, { body: terms }));
  if (!result.ok) return result;
  redirect(`${PATH}?begun=${encodeURIComponent(terms.code.toUpperCase())}`);
}

export async function change(
  promotionId: string,
  _: PromotionResult | undefined,
  form: FormData,
): Promise<PromotionResult> {
  await requireStaff('merchant', PATH);
  const values = fieldsOf(form);
  const { terms, fields } = termsOf(values);
  if (terms === undefined) return unread(fields, values);
  const result = await save('Saved.', values, () =>
    backend(dispatch.changePromotion, { params: { promotionId }, body: terms }),
  );
  revalidatePath('/[locale]/admin/promotions/[promotionId]', 'page');
  return result;
}

export async function end(
  promotionId: string,
  _: ActionResult | undefined,
  form: FormData,
): Promise<ActionResult> {
  await requireStaff('merchant', PATH);
  const reason = String(form.get('reason') ?? '');
  const result = await act('Ended.', () =>
    backend(dispatch.endPromotion, { params: { promotionId }, body: { reason } }),
  );
  revalidatePath('/[locale]/admin/promotions/[promotionId]', 'page');
  return result;
}
