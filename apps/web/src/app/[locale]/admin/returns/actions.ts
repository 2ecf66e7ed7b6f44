'use server';

import { dispatch } from '@shop/contracts';
import { revalidatePath } from 'next/cache';
import { type ActionResult, act, backend } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

interface Which {
  orderId: string;
  returnId: string;
}

/** Agrees to a return or refuses it; the button that was pressed says which. */
export async function decide(
  params: Which,
  _: ActionResult | undefined,
  form: FormData,
): Promise<ActionResult> {
  await requireStaff('staff', '/admin/returns');
  const answer = String(form.get('answer') ?? '');
  const approve = form.get('decision') === 'approve';
  const result = await act(approve ? 'Agreed to.' : 'Refused.', () =>
    backend(dispatch.decideReturn, { params, body: { approve, answer } }),
  );
  revalidatePath('/[locale]/admin', 'layout');
  return result.ok ? result : { ...result, typed: { answer } };
}

/** The goods are here: what is ticked goes back on the shelf, and the money goes back. */
export async function receive(
  params: Which,
  _: ActionResult | undefined,
  form: FormData,
): Promise<ActionResult> {
  await requireStaff('staff', '/admin/returns');
  const restock = [...form].flatMap(([name, value]) => {
    const [, sku] = /^restock\.(.+)$/.exec(name) ?? [];
    const quantity = Number(value);
    return sku !== undefined && Number.isInteger(quantity) && quantity > 0 ? [{ sku, quantity }] : [];
  });
  const result = await act('Received. The money goes back.', () =>
    backend(dispatch.receiveReturn, { params, body: { restock } }),
  );
  revalidatePath('/[locale]/admin', 'layout');
  return result;
}
