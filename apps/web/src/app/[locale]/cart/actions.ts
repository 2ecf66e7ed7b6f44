'use server';

import { cart, MAX_QUANTITY } from '@shop/contracts';
import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { here } from '../../../i18n/here.ts';
import { type ActionResult, act, backend } from '../../../server/backend.ts';

const skuOf = (form: FormData) => String(form.get('sku') ?? '');
const quantityOf = (form: FormData) => Number(form.get('set') ?? form.get('quantity') ?? 1);

async function change(success: string, work: () => Promise<unknown>): Promise<ActionResult> {
  const result = await act(success, work);
  revalidatePath('/', 'layout');
  return result;
}

/** Puts some of a product in the cart. Fields: sku, quantity. */
export async function addToCart(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  const body = { sku: skuOf(form), quantity: quantityOf(form) };
  return change((await getTranslations('product.add'))('done'), () => backend(cart.addLine, { body }));
}

/** Sets how many of a product are in the cart. Fields: sku, and `set` or else `quantity`. */
export async function setQuantity(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  const input = { params: { sku: skuOf(form) }, body: { quantity: quantityOf(form) } };
  return change((await getTranslations('cart.line'))('saved'), () => backend(cart.setLine, input));
}

/** Takes a product out of the cart; the page then offers to put it back. Fields: sku, quantity (to put back). */
export async function removeLine(form: FormData): Promise<void> {
  const sku = skuOf(form);
  const quantity = Math.min(MAX_QUANTITY, Math.max(1, Math.trunc(quantityOf(form)) || 1));
  const { ok } = await change('', () => backend(cart.removeLine, { params: { sku } }));
  redirect(
    await here(ok ? `/cart?removed=${encodeURIComponent(sku)}&quantity=${quantity}` : '/cart?failed=1'),
  );
}

/** Puts back what was taken out. Fields: sku, quantity. */
export async function undoRemove(form: FormData): Promise<void> {
  const body = { sku: skuOf(form), quantity: quantityOf(form) };
  const { ok } = await change('', () => backend(cart.addLine, { body }));
  redirect(await here(ok ? '/cart' : '/cart?failed=1'));
}
