import { catalogue } from '@shop/contracts';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Away } from '../../../components/away.tsx';
import { comparedIn, compareHref, MOST_COMPARED } from '../../../components/compare/rows.ts';
import { CompareTable } from '../../../components/compare/table.tsx';
import type { ListParams } from '../../../components/list-params.ts';
import { ProductPicture } from '../../../components/product-picture.tsx';
import { ShopLink } from '../../../components/shop-link.tsx';
import { Breadcrumbs, Notice } from '../../../components/ui.tsx';
import { attributesHere } from '../../../server/attributes.ts';
import { orAway, orMissing, orNothing, publicRead } from '../../../server/backend.ts';
import { unlisted } from '../../../server/seo.ts';

interface Props {
  searchParams: Promise<ListParams>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('compare');
  return unlisted(t('title'));
}

const productOf = (sku: string) => orAway(orMissing(publicRead(catalogue.getProduct, { params: { sku } })));

/** Two to four products side by side, by the address: `/compare?sku=A&sku=B`. */
export default async function ComparePage({ searchParams }: Props) {
  const skus = comparedIn((await searchParams)['sku']);
  const [t, status, found] = await Promise.all([
    getTranslations('compare'),
    getTranslations('status.away'),
    Promise.all(skus.map(productOf)),
  ]);
  if (found.includes('away')) return <Away what={status('products')} />;
  const products = found.filter((one) => one !== undefined && one !== 'away');
  const missing = skus.length - products.length;
  return (
    <>
      <Breadcrumbs trail={[{ name: t('heading') }]} />
      <h1>{t('heading')}</h1>
      <p className="mt-2 mb-6 max-w-prose text-muted">{t('lead')}</p>
      {missing > 0 && (
        <div className="mb-6">
          <Notice tone="info">{t('missing', { count: missing })}</Notice>
        </div>
      )}
      {products.length === 0 ? (
        <div className="card px-6 py-14 text-center">
          <p className="text-lg font-medium">{t('empty')}</p>
          <p className="mt-1 text-muted">{t('emptyText')}</p>
          <ShopLink href="/category/robot" className="button-primary mt-6">
            {t('browse')}
          </ShopLink>
        </div>
      ) : (
        <CompareTable products={products} words={await attributesHere()} />
      )}
      {products.length > 0 && products.length < MOST_COMPARED && <Others products={products} />}
    </>
  );
}

/** Products of the same kind, each a link that puts it beside the others. */
async function Others({ products }: { products: catalogue.Product[] }) {
  const t = await getTranslations('compare');
  const skus = products.map(({ sku }) => sku);
  const category = products[0]?.categories.at(-1);
  const query = {
    sort: 'rating' as const,
    size: 12,
    attribute: [],
    ...(category === undefined ? {} : { category }),
  };
  const list = await orNothing(publicRead(catalogue.listProducts, { query }));
  const others = (list?.items ?? []).filter(({ sku }) => !skus.includes(sku)).slice(0, 6);
  if (others.length === 0) return null;
  return (
    <section aria-labelledby="others" className="mt-12">
      <h2 id="others" className="mb-1">
        {t('addTitle')}
      </h2>
      {products.length === 1 && <p className="text-muted">{t('one')}</p>}
      <ul className="mt-4 grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-6">
        {others.map(({ sku, name, image }) => (
          <li key={sku} className="card relative flex flex-col p-3">
            <ProductPicture src={image} name="" size={160} />
            <p className="mt-2 flex-1 text-sm leading-snug">{name}</p>
            <ShopLink
              href={compareHref([...skus, sku])}
              aria-label={`${t('add')}: ${name}`}
              className="link mt-1 inline-flex min-h-11 items-center text-sm font-medium after:absolute after:inset-0 after:rounded-2xl"
            >
              {t('add')}
            </ShopLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
