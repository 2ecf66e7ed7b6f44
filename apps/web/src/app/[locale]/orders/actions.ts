'use server';

import { dispatch } from '@shop/contracts';
import { CallError } from '@shop/service/plain';
import { revalidatePath } from 'next/cache';
import { getTranslations } from 'next-intl/server';
import { sentence } from '../../../i18n/here.ts';
import { type ActionResult, act, backend } from '../../../server/backend.ts';
import { rememberEmail } from '../../../server/proof.ts';

/** Opens all of an order for who knows its e-mail address; for an hour. */
export async function prove(
  { orderId, accessKey }: { orderId: string; accessKey: string },
  _: ActionResult | undefined,
  form: FormData,
): Promise<ActionResult> {
  const email = String(form.get('email') ?? '');
  const input = { params: { accessKey }, body: { email } };
  const t = await getTranslations('returns.prove');
  try {
    await backend(dispatch.proveOrder, input);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const message =
      error.status === 429 ? t('slow') : error.status < 500 ? t('wrong') : await sentence(error.code);
    return { ok: false, message, typed: { email }, at: Date.now() };
  }
  await rememberEmail(orderId, email);
  revalidatePath('/[locale]/orders/[orderId]', 'page');
  return { ok: true, message: '', at: Date.now() };
}

export async function cancel(orderId: string): Promise<ActionResult> {
  const result = await act((await getTranslations('orders.cancel'))('done'), () =>
    backend(dispatch.cancelOrder, { params: { orderId } }),
  );
  revalidatePath('/[locale]/orders/[orderId]', 'page');
  return result;
}
