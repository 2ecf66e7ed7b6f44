import { catalogue } from '@shop/contracts';
import type { Metadata } from 'next';
import { ProductForm } from '../../../../../components/admin/product-form.tsx';
import { backend, orNothing } from '../../../../../server/backend.ts';
import { requireStaff } from '../../../../../server/session.ts';
import { create } from '../actions.ts';

export const metadata: Metadata = { title: 'Add a product · Admin' };

export default async function NewProduct() {
  await requireStaff('merchant', '/admin/products/new');
  const categories = await orNothing(backend(catalogue.listCategories, {}));
  return (
    <div className="max-w-2xl">
      <h1 className="mb-6">Add a product</h1>
      <div className="card p-4">
        <ProductForm save={create} categories={categories?.items.map(({ slug }) => slug) ?? []} />
      </div>
    </div>
  );
}
