import { catalogue } from '@shop/contracts';
import type { Metadata } from 'next';
import { Away } from '../../../../components/away.tsx';
import { filterOf, hrefWith, type ListParams, one } from '../../../../components/list-params.ts';
import { Missing } from '../../../../components/missing.tsx';
import { ProductList } from '../../../../components/product-list.tsx';
import { Breadcrumbs } from '../../../../components/ui.tsx';
import { orAway, orMissing, orNothing, publicRead } from '../../../../server/backend.ts';
import { allCategories } from '../../../../server/categories.ts';

interface Props {
  params: Promise<{ slug: string }>;
  searchParams: Promise<ListParams>;
}

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const [{ slug }, search] = await Promise.all([params, searchParams]);
  const category = (await orNothing(allCategories()))?.find((one) => one.slug === slug);
  const page = one(search['page']);
  return {
    title: category?.name ?? 'Category',
    ...(category === undefined
      ? {}
      : {
          description: `${category.name} at ShopStack: ${category.products} products with prices and reviews.`,
        }),
    // Filtered lists are the same goods once more: search engines are shown the plain one.
    alternates: { canonical: hrefWith(`/category/${slug}`, {}, { page }) },
  };
}

export default async function CategoryPage({ params, searchParams }: Props) {
  const [{ slug }, search] = await Promise.all([params, searchParams]);
  const categories = await orAway(allCategories());
  if (categories === 'away') return <Away what="This category" />;
  const category = categories.find((one) => one.slug === slug);
  if (category === undefined) return <Missing />;
  const query = { ...filterOf(search), category: slug };
  const result = await orAway(orMissing(publicRead(catalogue.listProducts, { query })));
  if (result === 'away') return <Away what="This category" />;
  if (result === undefined) return <Missing />;
  return (
    <>
      <Breadcrumbs trail={[{ name: category.name }]} />
      <h1 className="mb-6">{category.name}</h1>
      <ProductList path={`/category/${slug}`} params={search} result={result} sort="name" fixedCategory />
    </>
  );
}
