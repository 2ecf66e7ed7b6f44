'use server';

import { createHash } from 'node:crypto';
import { dispatch } from '@shop/contracts';
import { CallError } from '@shop/service/plain';
import { revalidatePath } from 'next/cache';
import { getTranslations } from 'next-intl/server';
import type { ActionResult } from '../../../server/action-result.ts';
import { backendOnce } from '../../../server/backend.ts';
import { provenEmail } from '../../../server/proof.ts';

/** Asks to send some of an order back. The same form sent twice is one request. */
export async function requestReturn(
  { orderId, key }: { orderId: string; key: string | undefined },
  _: ActionResult | undefined,
  form: FormData,
): Promise<ActionResult> {
  const t = await getTranslations('returns.ask');
  const typed = Object.fromEntries([...form].map(([name, value]) => [name, String(value)]));
  const refused = (message: string, fields: Record<string, string> = {}): ActionResult => ({
    ok: false,
    message,
    fields,
    typed,
    at: Date.now(),
  });
  const lines = Object.entries(typed).flatMap(([name, value]) => {
    const [, sku] = /^quantity\.(.+)$/.exec(name) ?? [];
    const quantity = Number(value);
    return sku !== undefined && Number.isInteger(quantity) && quantity > 0 ? [{ sku, quantity }] : [];
  });
  if (lines.length === 0) return refused(t('nothing'), { lines: t('nothing') });
  const reason = dispatch.ReturnReason.safeParse(typed['reason']).data;
  if (reason === undefined) return refused(t('no-reason'), { reason: t('no-reason') });
  const body = { lines, reason, note: typed['note'] ?? '' };
  try {
    await send({ orderId, key }, body, typed['wish'] ?? orderId);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return refused(error.status >= 500 ? t('away') : t('refused'));
  }
  revalidatePath('/[locale]/orders/[orderId]', 'page');
  return { ok: true, message: t('asked'), at: Date.now() };
}

type Body = { lines: { sku: string; quantity: number }[]; reason: dispatch.ReturnReason; note: string };

async function send(
  { orderId, key }: { orderId: string; key: string | undefined },
  body: Body,
  wish: string,
): Promise<void> {
  const once = createHash('sha256')
    .update(JSON.stringify([wish, body]))
    .digest('base64url');
  if (key === undefined) {
    await backendOnce(dispatch.requestReturn, { params: { orderId }, body }, once);
    return;
  }
  const email = (await provenEmail(orderId)) ?? '';
  await backendOnce(
    dispatch.requestReturnByKey,
    { params: { accessKey: key }, body: { ...body, email } },
    once,
  );
}
