import { catalogue } from '@shop/contracts';
import type { Metadata } from 'next';
import { CategoryForm } from '../../../../components/admin/category-form.tsx';
import { Notice } from '../../../../components/ui.tsx';
import { backend, orAway } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';
import { create, remove, update } from './actions.ts';

export const metadata: Metadata = { title: 'Categories · Admin' };

export default async function Categories() {
  await requireStaff('merchant', '/admin/categories');
  const found = await orAway(backend(catalogue.listCategories, {}));
  if (found === 'away') {
    return (
      <>
        <h1 className="mb-4">Categories</h1>
        <Notice tone="bad" title="The categories cannot be read now. Try again in a moment." />
      </>
    );
  }
  const { items } = found;
  const tops = items.filter(({ parent }) => parent === null);
  return (
    <>
      <h1>Categories</h1>
      <p className="mt-1 mb-6 text-sm text-muted">
        In the order of the menu. Shoppers see those that have products in them.
      </p>
      <div className="grid items-start gap-8 *:min-w-0 lg:grid-cols-[3fr_2fr]">
        <ul className="card divide-y divide-line">
          {items.map((category) => (
            <li key={category.slug}>
              <details className="group">
                <summary className="flex min-h-11 cursor-pointer flex-wrap items-center justify-between gap-x-4 px-4 py-2.5 hover:bg-sunken">
                  <span className={category.parent === null ? 'font-medium' : 'ps-6'}>{category.name}</span>
                  <span className="text-sm text-muted tabular-nums">
                    {category.products === 1 ? '1 product' : `${category.products} products`}, position{' '}
                    {category.position}
                  </span>
                </summary>
                <div className="px-4 pt-2 pb-5">
                  <CategoryForm
                    save={update.bind(null, category.slug)}
                    remove={remove.bind(null, category.slug)}
                    parents={tops.filter(({ slug }) => slug !== category.slug)}
                    category={category}
                  />
                </div>
              </details>
            </li>
          ))}
        </ul>
        <section className="card p-4">
          <h2 className="mb-3">Add a category</h2>
          <CategoryForm save={create} parents={tops} />
        </section>
      </div>
    </>
  );
}
