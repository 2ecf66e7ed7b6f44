'use server';

import { cart, dispatch, MAX_QUANTITY } from '@shop/contracts';
import { CallError } from '@shop/service/plain';
import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { here } from '../../../i18n/here.ts';
import { refusalText } from '../../../i18n/promotion.ts';
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

/** Does a thing to the cart that has nothing to say when it worked, and shows the cart. */
async function thenCart(work: () => Promise<unknown>): Promise<void> {
  const { ok } = await change('', work);
  redirect(await here(ok ? '/cart' : '/cart?failed=1'));
}

/** Puts back what was taken out. Fields: sku, quantity. */
export async function undoRemove(form: FormData): Promise<void> {
  const body = { sku: skuOf(form), quantity: quantityOf(form) };
  await thenCart(() => backend(cart.addLine, { body }));
}

/** Puts a line aside for later. Fields: sku. */
export async function saveForLater(form: FormData): Promise<void> {
  await thenCart(() => backend(cart.saveLine, { params: { sku: skuOf(form) } }));
}

/** Puts what was kept for later back in the cart. Fields: sku. */
export async function takeUp(form: FormData): Promise<void> {
  await thenCart(() => backend(cart.takeUpLine, { params: { sku: skuOf(form) } }));
}

/** Forgets what was kept for later. Fields: sku. */
export async function dropSaved(form: FormData): Promise<void> {
  await thenCart(() => backend(cart.dropSavedLine, { params: { sku: skuOf(form) } }));
}

/** Takes the promotion code out of the cart. */
export async function removePromotion(): Promise<void> {
  await thenCart(() => backend(cart.removePromotion, {}));
}

/** Puts a promotion code in the cart if it counts; says why it does not. Fields: code. */
export async function applyPromotion(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  const t = await getTranslations('promotions');
  const typed = { code: String(form.get('code') ?? '').trim() };
  const code = dispatch.PromotionCode.safeParse(typed.code);
  if (!code.success) return { ok: false, message: t('shape'), typed, at: Date.now() };
  const body = { code: code.data };
  try {
    await backend(dispatch.checkPromotion, { body });
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const message = await refusalText(error.code, error.details?.facts ?? {});
    return { ok: false, message, typed, at: Date.now() };
  }
  const result = await change(t('counts', body), () => backend(cart.setPromotion, { body }));
  return { ...result, typed };
}
