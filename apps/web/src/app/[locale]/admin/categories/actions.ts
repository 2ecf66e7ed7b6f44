'use server';

import { catalogue } from '@shop/contracts';
import { revalidatePath } from 'next/cache';
import type { CategoryResult } from '../../../../components/admin/category-form.tsx';
import { act, backend } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

const PATH = '/admin/categories';

/** The field that a refusal is about. */
const aboutField = { category_taken: 'slug', category_parent_unfit: 'parent' } as const;

function read(form: FormData) {
  const word = (name: string) => String(form.get(name) ?? '');
  const values = {
    slug: word('slug'),
    name: word('name'),
    'names.de': word('names.de'),
    description: word('description'),
    'descriptions.de': word('descriptions.de'),
    parent: word('parent'),
    position: word('position'),
  };
  const { slug, name, description, parent, position } = values;
  const inGerman = (text: string) => (text.trim() === '' ? {} : { de: text.trim() });
  const body = {
    name,
    names: inGerman(values['names.de']),
    description,
    descriptions: inGerman(values['descriptions.de']),
    parent: parent === '' ? null : parent,
    position: position === '' ? -1 : Number(position),
  };
  return { values, slug, body };
}

/** Adds a category. Fields: slug, name, names.de, description, descriptions.de, parent, position. */
export async function create(_: CategoryResult | undefined, form: FormData): Promise<CategoryResult> {
  await requireStaff('merchant', PATH);
  const { values, slug, body } = read(form);
  const result = await act(
    'The category is there; it is shown as soon as something is in it.',
    () => backend(catalogue.createCategory, { body: { slug, ...body } }),
    aboutField,
  );
  revalidatePath('/[locale]/admin/categories', 'page');
  return result.ok ? { ...result, values: {} } : { ...result, values };
}

/** Changes a category. Fields as above, without slug. */
export async function update(
  slug: string,
  _: CategoryResult | undefined,
  form: FormData,
): Promise<CategoryResult> {
  await requireStaff('merchant', PATH);
  const { values, body } = read(form);
  const result = await act(
    'Saved.',
    () => backend(catalogue.updateCategory, { params: { slug }, body }),
    aboutField,
  );
  revalidatePath('/[locale]/admin/categories', 'page');
  return { ...result, values };
}

/** Deletes a category in which there is nothing. */
export async function remove(slug: string, _: CategoryResult | undefined): Promise<CategoryResult> {
  await requireStaff('merchant', PATH);
  const result = await act('Deleted.', () => backend(catalogue.deleteCategory, { params: { slug } }));
  revalidatePath('/[locale]/admin/categories', 'page');
  return { ...result, values: {} };
}
