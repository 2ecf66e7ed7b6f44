'use server';

import { cart, dispatch } from '@shop/contracts';
import { CallError } from '@shop/service/plain';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { here } from '../../../i18n/here.ts';
import { backend, publicRead } from '../../../server/backend.ts';

interface Again {
  added: number;
  message: string;
  /** What could not be had, a sentence each. */
  missing: string[];
  at: number;
}

type Trouble = { code: string; left: number };

/** Puts what can still be had of an order into the cart; goes there when that is all of it. */
export async function reorder({
  orderId,
  key,
}: {
  orderId: string;
  key: string | undefined;
}): Promise<Again> {
  const t = await getTranslations('returns.again');
  let lines: dispatch.OrderLine[];
  try {
    lines = await linesOf(orderId, key);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return { added: 0, message: t('away'), missing: [], at: Date.now() };
  }
  const missing: string[] = [];
  let added = 0;
  for (const { sku, name, quantity } of lines) {
    const trouble = await add(sku, quantity);
    if (trouble === undefined) added += 1;
    else {
      const put = trouble.code === 'not_enough_stock' ? await addRest(sku, trouble.left) : 0;
      if (put > 0) added += 1;
      if (put > 0) missing.push(t('fewer', { name, count: put }));
      else if (trouble.code === 'cart_full') missing.push(t('full', { name }));
      else missing.push(trouble.code === 'product_not_found' ? t('gone', { name }) : t('sold-out', { name }));
    }
  }
  if (missing.length === 0) redirect(await here('/cart'));
  return { added, message: added > 0 ? t('some') : t('none'), missing, at: Date.now() };
}

async function linesOf(orderId: string, accessKey: string | undefined): Promise<dispatch.OrderLine[]> {
  if (accessKey === undefined) return (await backend(dispatch.getOrder, { params: { orderId } })).lines;
  return (await publicRead(dispatch.openOrder, { params: { accessKey } })).lines;
}

async function add(sku: string, quantity: number): Promise<Trouble | undefined> {
  try {
    await backend(cart.addLine, { body: { sku, quantity } });
    return undefined;
  } catch (error) {
    if (!(error instanceof CallError) || error.status >= 500) throw error;
    return { code: error.code, left: Number(error.details?.facts?.['available'] ?? 0) };
  }
}

/** Fills up with what there is: as many as are left, less those in the cart. Says how many went in. */
async function addRest(sku: string, left: number): Promise<number> {
  const { lines } = await backend(cart.getCart, {});
  const rest = left - (lines.find((line) => line.sku === sku)?.quantity ?? 0);
  return rest > 0 && (await add(sku, rest)) === undefined ? rest : 0;
}
