import { catalogue } from '@shop/contracts';
import type { Metadata } from 'next';
import { one, type SearchParams } from '../../../../../components/admin/filters.ts';
import { PicturesForm } from '../../../../../components/admin/pictures-form.tsx';
import { ProductForm } from '../../../../../components/admin/product-form.tsx';
import { RemoveProduct } from '../../../../../components/admin/remove-product.tsx';
import { StockForm } from '../../../../../components/admin/stock-form.tsx';
import { Table } from '../../../../../components/admin/table.tsx';
import { Missing } from '../../../../../components/missing.tsx';
import { when } from '../../../../../components/order/state.tsx';
import { ShopLink } from '../../../../../components/shop-link.tsx';
import { Notice } from '../../../../../components/ui.tsx';
import { backend, orMissing, orNothing } from '../../../../../server/backend.ts';
import { requireStaff } from '../../../../../server/session.ts';
import { update } from '../actions.ts';

export const metadata: Metadata = { title: 'Product · Admin' };

interface Props {
  params: Promise<{ sku: string }>;
  searchParams: SearchParams;
}

export default async function EditProduct({ params, searchParams }: Props) {
  const { sku } = await params;
  await requireStaff('merchant', `/admin/products/${sku}`);
  const [product, stock, categories] = await Promise.all([
    orMissing(backend(catalogue.getProduct, { params: { sku } })),
    orMissing(backend(catalogue.getStock, { params: { sku } })),
    orNothing(backend(catalogue.listCategories, {})),
  ]);
  if (product === undefined || stock === undefined) return <Missing />;
  const added = one((await searchParams)['added']) !== undefined;
  return (
    <>
      <h1 className="mb-1">{product.name}</h1>
      <p className="mb-6 text-sm text-muted">
        <span className="font-mono">{sku}</span>, changed {when(product.updatedAt)},{' '}
        <ShopLink href={`/product/${sku}`} className="link">
          see it in the shop
        </ShopLink>
      </p>
      {added && (
        <div className="mb-6">
          <Notice tone="good" title="The product is in the shop." />
        </div>
      )}
      <div className="grid items-start gap-6 *:min-w-0 lg:grid-cols-[3fr_2fr]">
        <section aria-label="Product" className="card p-4">
          <ProductForm
            save={update.bind(null, sku)}
            categories={categories?.items.map(({ slug }) => slug) ?? []}
            product={product}
          />
        </section>
        <div className="space-y-6">
          <section className="card p-4">
            <h2 className="mb-3">Pictures</h2>
            <PicturesForm sku={sku} pictures={product.images} />
          </section>
          <StockPanel stock={stock} />
          <section className="card p-4">
            <h2 className="mb-2">Take it off the shop</h2>
            <p className="mb-3 text-sm text-muted">
              Orders that have it keep it. Shoppers cannot find it any more.
            </p>
            <RemoveProduct sku={sku} />
          </section>
        </div>
      </div>
    </>
  );
}

function StockPanel({ stock }: { stock: (typeof catalogue.Stock)['_output'] }) {
  const figures = { Available: stock.available, Held: stock.held, Sold: stock.sold, Stocked: stock.stocked };
  return (
    <section className="card p-4">
      <h2 className="mb-3">Stock</h2>
      <dl className="mb-4 grid grid-cols-4 gap-2 text-center">
        {Object.entries(figures).map(([name, figure]) => (
          <div key={name} className="rounded-lg bg-sunken px-1 py-2">
            <dt className="text-xs text-muted">{name}</dt>
            <dd className="text-lg font-semibold tabular-nums">{figure}</dd>
          </div>
        ))}
      </dl>
      <StockForm sku={stock.sku} />
      <h3 className="mt-5 mb-2">Held for orders</h3>
      {stock.holds.length === 0 ? (
        <p className="text-sm text-muted">Nothing is held now.</p>
      ) : (
        <Table caption="Holds" heads={['Order', 'Quantity', 'Until']}>
          {stock.holds.map(({ orderId, quantity, expiresAt }) => (
            <tr key={orderId}>
              <td>
                <ShopLink href={`/admin/orders/${orderId}`} className="link font-mono text-xs">
                  …{orderId.slice(-12)}
                </ShopLink>
              </td>
              <td>{quantity}</td>
              <td>{expiresAt === null ? 'it leaves: paid for' : when(expiresAt)}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
