import { catalogue } from '@shop/contracts';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Away } from '../../../../components/away.tsx';
import { filterOf, hrefWith, type ListParams } from '../../../../components/list-params.ts';
import { Missing } from '../../../../components/missing.tsx';
import { ProductList } from '../../../../components/product-list.tsx';
import { CrumbData } from '../../../../components/structured-data.tsx';
import { Breadcrumbs } from '../../../../components/ui.tsx';
import { attributesHere } from '../../../../server/attributes.ts';
import { orAway, orMissing, orNothing, publicRead } from '../../../../server/backend.ts';
import { categoriesHere } from '../../../../server/categories.ts';
import { foundAs, unlisted } from '../../../../server/seo.ts';

interface Props {
  params: Promise<{ slug: string }>;
  searchParams: Promise<ListParams>;
}

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const [{ slug }, search] = await Promise.all([params, searchParams]);
  const category = (await orNothing(categoriesHere()))?.find((one) => one.slug === slug);
  const t = await getTranslations('catalogue');
  if (category === undefined) return unlisted(t('category'));
  const { name, products } = category;
  const page = filterOf(search).page;
  return foundAs({
    // Filtered lists are the same goods once more: search engines are shown the plain one.
    path: hrefWith(`/category/${slug}`, {}, { page: String(page) }),
    title: page === 1 ? name : t('titlePage', { name, page }),
    description: t('description', { name, count: products }),
    picture: slug,
  });
}

export default async function CategoryPage({ params, searchParams }: Props) {
  const [{ slug }, search] = await Promise.all([params, searchParams]);
  const categories = await orAway(categoriesHere());
  if (categories === 'away') return <Away what={(await getTranslations('status.away'))('category')} />;
  const category = categories.find((one) => one.slug === slug);
  if (category === undefined) return <Missing />;
  const query = { ...filterOf(search), category: slug };
  const result = await orAway(orMissing(publicRead(catalogue.listProducts, { query })));
  if (result === 'away') return <Away what={(await getTranslations('status.away'))('category')} />;
  if (result === undefined) return <Missing />;
  return (
    <>
      <CrumbData trail={[{ name: category.name, path: `/category/${slug}` }]} />
      <Breadcrumbs trail={[{ name: category.name }]} />
      <h1>{category.name}</h1>
      <p className="mt-2 mb-6 max-w-prose text-muted empty:mt-0">{category.description}</p>
      <ProductList
        path={`/category/${slug}`}
        params={search}
        result={result}
        sort="name"
        words={await attributesHere()}
        fixedCategory
      />
    </>
  );
}
