'use server';

import { dispatch } from '@shop/contracts';
import { revalidatePath } from 'next/cache';
import { type ActionResult, act, backend } from '../../../server/backend.ts';

export async function cancel(orderId: string): Promise<ActionResult> {
  const result = await act('Your order is being cancelled.', () =>
    backend(dispatch.cancelOrder, { params: { orderId } }),
  );
  revalidatePath('/[locale]/orders/[orderId]', 'page');
  return result;
}
