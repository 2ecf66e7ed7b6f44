import { catalogue } from '@shop/contracts';
import type { Metadata } from 'next';
import { hrefWith, one, pageNumber, type SearchParams } from '../../../../components/admin/filters.ts';
import { FoundList } from '../../../../components/admin/found-list.tsx';
import { Table } from '../../../../components/admin/table.tsx';
import { ShopLink } from '../../../../components/shop-link.tsx';
import { money, Notice } from '../../../../components/ui.tsx';
import { backend, orAway, orNothing } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

export const metadata: Metadata = { title: 'Products · Admin' };
const PATH = '/admin/products';
const stocks = { in: 'In stock', out: 'Sold out' } as const;

export default async function Products({ searchParams }: { searchParams: SearchParams }) {
  await requireStaff('merchant', PATH);
  const asked = await searchParams;
  const q = one(asked['q'])?.slice(0, 120).trim() || undefined;
  const asks = one(asked['stock']);
  const stock = asks === 'in' || asks === 'out' ? asks : undefined;
  const category = catalogue.CategorySlug.safeParse(one(asked['category'])).data;
  const query = {
    page: pageNumber(asked['page']),
    size: 25,
    attribute: [],
    ...(stock === undefined ? {} : { inStock: stock === 'in' ? ('true' as const) : ('false' as const) }),
    ...(category === undefined ? {} : { category }),
  };
  const [found, categories] = await Promise.all([
    orAway(
      q === undefined
        ? backend(catalogue.listProducts, { query: { ...query, sort: 'name' } })
        : backend(catalogue.searchProducts, { query: { ...query, q } }),
    ),
    orNothing(backend(catalogue.listCategories, {})),
  ]);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1>Products</h1>
        <ShopLink href={`${PATH}/new`} className="button-primary">
          Add a product
        </ShopLink>
      </div>
      {one(asked['removed']) !== undefined && (
        <div className="mt-4">
          <Notice tone="good" title="The product is off the shop." />
        </div>
      )}
      <form method="get" className="my-4 flex flex-wrap items-end gap-3">
        <div className="grow sm:max-w-80">
          <label htmlFor="q" className="label">
            Name or SKU
          </label>
          <input id="q" name="q" type="search" defaultValue={q} maxLength={120} className="input" />
        </div>
        <div>
          <label htmlFor="category" className="label">
            Category
          </label>
          <select id="category" name="category" defaultValue={category ?? ''} className="input">
            <option value="">Any</option>
            {categories?.items.map(({ slug, name, parent }) => (
              <option key={slug} value={slug}>
                {parent === null ? name : `– ${name}`}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label htmlFor="stock" className="label">
            Stock
          </label>
          <select id="stock" name="stock" defaultValue={stock ?? ''} className="input">
            <option value="">Any</option>
            {Object.entries(stocks).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <button type="submit" className="button-quiet">
          Show
        </button>
      </form>
      <FoundList
        found={found}
        what="products"
        none="There are no products like that."
        counted="in all"
        href={(page) => hrefWith(PATH, { q, category, stock, page })}
      >
        {(products) => (
          <Table caption="Products" heads={['SKU', 'Name', 'Categories', 'Price', 'Available', 'Rating']}>
            {products.map((product) => (
              <tr key={product.sku}>
                <td className="font-mono">{product.sku}</td>
                <td>
                  <ShopLink href={`${PATH}/${product.sku}`} className="link font-medium">
                    {product.name}
                  </ShopLink>
                </td>
                <td>{product.categories.join(', ')}</td>
                <td className="tabular-nums">{money(product.price)}</td>
                <td className={`tabular-nums ${product.available === 0 ? 'font-medium text-bad' : ''}`}>
                  {product.available}
                </td>
                <td className="tabular-nums">
                  {product.rating.count === 0
                    ? 'none'
                    : `${product.rating.average.toFixed(1)} (${product.rating.count})`}
                </td>
              </tr>
            ))}
          </Table>
        )}
      </FoundList>
    </>
  );
}
