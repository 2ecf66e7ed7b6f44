'use server';

import { dispatch } from '@shop/contracts';
import { revalidatePath } from 'next/cache';
import { type ActionResult, act, backendOnce } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

/** Cancels an order or gives its money back; which of the two, the order's state says. */
export async function refund(
  orderId: string,
  _: ActionResult | undefined,
  form: FormData,
): Promise<ActionResult> {
  await requireStaff('support', '/admin/orders');
  const reason = String(form.get('reason') ?? '');
  const key = String(form.get('key') ?? '');
  const typed = { how: String(form.get('how') ?? ''), amount: String(form.get('amount') ?? ''), reason };
  const amount = typed.how === 'some' ? minorUnits(typed.amount) : undefined;
  if (amount === null) return { ...notAnAmount, typed, at: Date.now() };
  const body = { reason, ...(amount === undefined ? {} : { amount }) };
  let waits = false;
  const result = await act('Done. The money is on its way back.', async () => {
    const order = await backendOnce(dispatch.refundOrder, { params: { orderId }, body }, key);
    waits = order.refunds.at(-1)?.state === 'waiting';
  });
  revalidatePath('/[locale]/admin/orders/[orderId]', 'page');
  if (!result.ok) return { ...result, typed };
  if (!waits) return result;
  return { ...result, message: 'Noted. Over the limit somebody else has to agree first.' };
}

const notAnAmount = {
  ok: false,
  message: 'Please look at the amount.',
  fields: { amount: 'An amount like 12.50, please.' },
};

/** 12.50 as 1250; null for what is no amount. */
function minorUnits(typed: string): number | null {
  const [, whole = '', cents = ''] = /^\s*(\d{1,6})(?:[.,](\d{1,2}))?\s*$/.exec(typed) ?? [];
  const amount = Number(whole) * 100 + Number(cents.padEnd(2, '0'));
  return whole === '' || amount === 0 ? null : amount;
}
