'use server';

import { dispatch } from '@shop/contracts';
import { revalidatePath } from 'next/cache';
import { type ActionResult, act, backend } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

/** Cancels an order or gives its money back; which of the two, the order's state says. */
export async function refund(
  orderId: string,
  _: ActionResult | undefined,
  form: FormData,
): Promise<ActionResult> {
  await requireStaff('support', '/admin/orders');
  const reason = String(form.get('reason') ?? '');
  const result = await act('Done. The order is on its way back.', () =>
    backend(dispatch.refundOrder, { params: { orderId }, body: { reason } }),
  );
  revalidatePath('/[locale]/admin/orders/[orderId]', 'page');
  return result;
}
