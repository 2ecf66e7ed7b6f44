'use server';

import { payment, type ShownCurrency } from '@shop/contracts';
import { revalidatePath, updateTag } from 'next/cache';
import { microsOf } from '../../../../components/admin/rate-fields.ts';
import { tags } from '../../../../gateway/cache/tags.ts';
import { type ActionResult, act, backend } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

/** Sets what a euro is worth. Fields: rate, day. */
export async function setRate(
  currency: ShownCurrency,
  _: ActionResult | undefined,
  form: FormData,
): Promise<ActionResult> {
  await requireStaff('admin', '/admin/rates');
  const typed = { rate: String(form.get('rate') ?? ''), day: String(form.get('day') ?? '') };
  const micros = microsOf(typed.rate);
  if (micros === undefined) {
    const fields = { rate: 'A number from 0.001 to 1000 with six decimals at the most, such as 1.0842.' };
    return { ok: false, message: 'The rate is as it was.', fields, typed, at: Date.now() };
  }
  const result = await act('Saved. Prices are shown by it from now on.', () =>
    backend(payment.setExchangeRate, { params: { currency }, body: { micros, day: typed.day } }),
  );
  updateTag(tags.rates);
  revalidatePath('/[locale]/admin/rates', 'page');
  return { ...result, typed };
}
