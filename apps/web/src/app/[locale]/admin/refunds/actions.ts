'use server';

import { dispatch } from '@shop/contracts';
import { revalidatePath } from 'next/cache';
import { type ActionResult, act, backend } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

/** Agrees to a refund somebody else has asked for, or refuses it; the button that was pressed says which. */
export async function decide(
  params: { orderId: string; refundId: string },
  _: ActionResult | undefined,
  form: FormData,
): Promise<ActionResult> {
  await requireStaff('support', '/admin/refunds');
  const approve = form.get('decision') === 'approve';
  const note = String(form.get('note') ?? '');
  const result = await act(approve ? 'Agreed to. The money is on its way.' : 'Refused.', () =>
    backend(dispatch.decideRefund, { params, body: { approve, note } }),
  );
  revalidatePath('/[locale]/admin', 'layout');
  return result.ok ? result : { ...result, typed: { note } };
}
