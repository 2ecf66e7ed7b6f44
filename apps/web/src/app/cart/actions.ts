'use server';

import { cart } from '@shop/contracts';
import { revalidatePath } from 'next/cache';
import { type ActionResult, act, backend } from '../../server/backend.ts';

const skuOf = (form: FormData) => String(form.get('sku') ?? '');
const quantityOf = (form: FormData) => Number(form.get('quantity') ?? 1);

async function change(success: string, work: () => Promise<unknown>): Promise<ActionResult> {
  const result = await act(success, work);
  revalidatePath('/', 'layout');
  return result;
}

/** Puts some of a product in the cart. Fields: sku, quantity. */
export async function addToCart(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  const body = { sku: skuOf(form), quantity: quantityOf(form) };
  return change('It is in your cart.', () => backend(cart.addLine, { body }));
}

/** Sets how many of a product are in the cart; 0 takes it out. Fields: sku, quantity. */
export async function setQuantity(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  const input = { params: { sku: skuOf(form) }, body: { quantity: quantityOf(form) } };
  return change('Your cart is up to date.', () => backend(cart.setLine, input));
}
