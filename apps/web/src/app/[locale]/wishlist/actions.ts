'use server';

import { cart, user } from '@shop/contracts';
import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { here } from '../../../i18n/here.ts';
import { type ActionResult, act, backend } from '../../../server/backend.ts';
import { currentSession } from '../../../server/session.ts';

const skuOf = (form: FormData) => String(form.get('sku') ?? '');

/** Members only: anybody else signs in first, and comes back to the product. */
async function member(form: FormData): Promise<void> {
  const session = await currentSession();
  if (session?.shopper.kind === 'member') return;
  const sku = skuOf(form);
  const next = await here(sku === '' ? '/wishlist' : `/product/${encodeURIComponent(sku)}`);
  redirect(await here(`/login?next=${encodeURIComponent(next)}`));
}

/** Puts a product on the wishlist, or takes it off. Fields: sku, wish (`on` or `off`). */
export async function wish(form: FormData): Promise<void> {
  await member(form);
  const params = { sku: skuOf(form) };
  const route = form.get('wish') === 'on' ? user.addToWishlist : user.removeFromWishlist;
  const { ok } = await act('', () => backend(route, { params }));
  if (!ok) redirect(await here('/wishlist?failed=1'));
  revalidatePath('/', 'layout');
}

/** Puts a product into the cart, and off the wishlist once it is there. Field: sku. */
export async function moveToCart(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  await member(form);
  const t = await getTranslations('wishlist');
  const sku = skuOf(form);
  const result = await act(t('moved'), async () => {
    await backend(cart.addLine, { body: { sku, quantity: 1 } });
    await backend(user.removeFromWishlist, { params: { sku } });
  });
  revalidatePath('/', 'layout');
  return result;
}

/** Makes the link to the wishlist, or ends it. Field: share (`on` or `off`). */
export async function share(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  await member(form);
  const body = { shared: form.get('share') === 'on' };
  const result = await act('', () => backend(user.shareWishlist, { body }));
  revalidatePath('/[locale]/wishlist', 'page');
  return result;
}
