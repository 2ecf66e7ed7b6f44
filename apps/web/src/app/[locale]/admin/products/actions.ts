'use server';

import { catalogue } from '@shop/contracts';
import { revalidatePath, updateTag } from 'next/cache';
import { redirect } from 'next/navigation';
import { fieldsOf, type ProductResult, productOf } from '../../../../components/admin/product-fields.ts';
import { tags } from '../../../../gateway/cache/tags.ts';
import { type ActionResult, act, backend } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

/** What pages show of the product is read anew at once, before the news of it comes round. */
function changed(sku: string): void {
  updateTag(tags.product(sku));
  updateTag(tags.products);
}

/** The field that a refusal is about. */
const aboutField = { sku_taken: 'sku', family_unfit: 'options', stock_below_zero: 'change' } as const;
const aboutPicture = {
  picture_unreadable: 'picture',
  picture_too_large: 'picture',
  body_too_large: 'picture',
  unsupported_media_type: 'picture',
  too_many_pictures: 'picture',
} as const;

/** Adds a product and goes on to its page. */
export async function create(_: ProductResult | undefined, form: FormData): Promise<ProductResult> {
  await requireStaff('merchant', '/admin/products/new');
  const values = fieldsOf(form);
  const { product, fields } = productOf(values);
  if (product === undefined)
    return { ok: false, message: 'Please check the marked fields.', fields, values, at: Date.now() };
  const stock = Number(values['stock'] ?? 0);
  const body = { ...product, sku: values['sku'] ?? '', stock: Number.isInteger(stock) ? stock : -1 };
  const result = await act('Added.', () => backend(catalogue.createProduct, { body }), aboutField);
  if (!result.ok) return { ...result, values };
  changed(body.sku);
  redirect(`/admin/products/${encodeURIComponent(body.sku)}?added=1`);
}

export async function update(
  sku: string,
  _: ProductResult | undefined,
  form: FormData,
): Promise<ProductResult> {
  await requireStaff('merchant', '/admin/products');
  const values = fieldsOf(form);
  const { product, fields } = productOf(values);
  if (product === undefined)
    return { ok: false, message: 'Please check the marked fields.', fields, values, at: Date.now() };
  const result = await act(
    'Saved.',
    () => backend(catalogue.updateProduct, { params: { sku }, body: product }),
    aboutField,
  );
  changed(sku);
  revalidatePath('/[locale]/admin/products/[sku]', 'page');
  return { ...result, values };
}

export async function remove(sku: string): Promise<ActionResult> {
  await requireStaff('merchant', '/admin/products');
  const result = await act('Removed.', () => backend(catalogue.deleteProduct, { params: { sku } }));
  if (!result.ok) return result;
  changed(sku);
  redirect('/admin/products?removed=1');
}

export async function adjust(
  sku: string,
  _: ActionResult | undefined,
  form: FormData,
): Promise<ActionResult> {
  await requireStaff('merchant', '/admin/products');
  const change = Number(form.get('change'));
  const typed = { change: String(form.get('change') ?? ''), reason: String(form.get('reason') ?? '') };
  if (!Number.isInteger(change) || change === 0) {
    const fields = { change: 'A whole number, such as 10 or -3.' };
    return { ok: false, message: 'Nothing was changed.', fields, typed, at: Date.now() };
  }
  const result = await act(
    `Stock changed by ${change}.`,
    () => backend(catalogue.adjustStock, { params: { sku }, body: { change, reason: typed.reason } }),
    aboutField,
  );
  revalidatePath('/[locale]/admin/products/[sku]', 'page');
  return { ...result, typed };
}

const UPLOAD_MS = 15_000;

/** Adds a picture. Fields: picture (a file), alt. */
export async function addPicture(
  sku: string,
  _: ActionResult | undefined,
  form: FormData,
): Promise<ActionResult> {
  await requireStaff('merchant', `/admin/products/${sku}`);
  const file = form.get('picture');
  const typed = { alt: String(form.get('alt') ?? '') };
  if (!(file instanceof File) || file.size === 0) {
    const fields = { picture: 'Choose a JPEG, PNG, WebP or AVIF first.' };
    return { ok: false, message: 'Nothing was added.', fields, typed, at: Date.now() };
  }
  if (file.size > catalogue.PICTURE_LIMIT) {
    const fields = { picture: 'That file is larger than 5 MB.' };
    return { ok: false, message: 'Nothing was added.', fields, typed, at: Date.now() };
  }
  const picture = new Uint8Array(await file.arrayBuffer());
  const result = await act(
    'The picture is in the shop.',
    () => backend(catalogue.addPicture, { params: { sku }, body: { picture, ...typed } }, UPLOAD_MS),
    aboutPicture,
  );
  revalidatePath('/[locale]/admin/products/[sku]', 'page');
  return { ...result, typed };
}

/** Describes the pictures, moves one to the front or takes one away. Fields: id and alt-<id> of each, front or away (an id). */
export async function arrangePictures(
  sku: string,
  _: ActionResult | undefined,
  form: FormData,
): Promise<ActionResult> {
  await requireStaff('merchant', `/admin/products/${sku}`);
  const items = form.getAll('id').map((id) => ({ id: String(id), alt: String(form.get(`alt-${id}`) ?? '') }));
  const [front, away] = [form.get('front'), form.get('away')];
  const first = items.filter(({ id }) => id === front);
  const others = items.filter(({ id }) => id !== front && id !== away);
  const result = await act('Saved.', () =>
    backend(catalogue.arrangePictures, { params: { sku }, body: { items: [...first, ...others] } }),
  );
  revalidatePath('/[locale]/admin/products/[sku]', 'page');
  return result;
}
