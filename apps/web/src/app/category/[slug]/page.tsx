import { catalogue } from '@shop/contracts';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { filterOf, type ListParams, ProductList } from '../../../components/product-list.tsx';
import { Breadcrumbs } from '../../../components/ui.tsx';
import { orMissing, publicRead } from '../../../server/backend.ts';

interface Props {
  params: Promise<{ slug: string }>;
  searchParams: Promise<ListParams>;
}

const categories = cache(() => publicRead(catalogue.listCategories, {}));
const categoryOf = async (slug: string) =>
  (await categories()).items.find((category) => category.slug === slug);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const category = await categoryOf((await params).slug);
  return { title: category?.name ?? 'Category' };
}

export default async function CategoryPage({ params, searchParams }: Props) {
  const [{ slug }, search] = await Promise.all([params, searchParams]);
  const category = await categoryOf(slug);
  if (category === undefined) notFound();
  const query = { ...filterOf(search), category: slug };
  const result = await orMissing(publicRead(catalogue.listProducts, { query }));
  if (result === undefined) notFound();
  return (
    <>
      <Breadcrumbs trail={[{ name: category.name }]} />
      <h1 className="mb-6">{category.name}</h1>
      <ProductList path={`/category/${slug}`} params={search} result={result} fixedCategory />
    </>
  );
}
