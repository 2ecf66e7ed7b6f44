import { catalogue, ratings } from '@shop/contracts';
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { AddToCart } from '../../../components/add-to-cart.tsx';
import { StockBand } from '../../../components/product-card.tsx';
import { ProductPicture } from '../../../components/product-picture.tsx';
import { Reviews } from '../../../components/reviews.tsx';
import { Breadcrumbs, money, Stars } from '../../../components/ui.tsx';
import { orMissing, orNothing, publicRead } from '../../../server/backend.ts';

interface Props {
  params: Promise<{ sku: string }>;
  searchParams: Promise<{ reviews?: string; sort?: string }>;
}

const productOf = cache((sku: string) => orMissing(publicRead(catalogue.getProduct, { params: { sku } })));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const product = await productOf((await params).sku);
  if (product === undefined) return {};
  return { title: product.name, description: product.description.slice(0, 160) };
}

export default async function ProductPage({ params, searchParams }: Props) {
  const { sku } = await params;
  const { reviews: page, sort } = await searchParams;
  const product = await productOf(sku);
  if (product === undefined) notFound();
  const query = {
    page: Math.max(1, Math.min(1000, Number(page) || 1)),
    size: 5,
    sort: (['newest', 'highest', 'lowest'] as const).find((one) => one === sort) ?? 'newest',
  };
  const [categories, reviews] = await Promise.all([
    orNothing(publicRead(catalogue.listCategories, {})),
    orNothing(publicRead(ratings.listReviews, { params: { sku: product.sku }, query })),
  ]);
  const category = categories?.items.find(({ slug }) => slug === product.categories[0]);
  const attributes = Object.entries(product.attributes);
  return (
    <>
      <StructuredData product={product} nonce={(await headers()).get('x-shop-nonce') ?? ''} />
      <Breadcrumbs
        trail={[
          ...(category === undefined ? [] : [{ name: category.name, href: `/category/${category.slug}` }]),
          { name: product.name },
        ]}
      />
      <div className="grid gap-8 md:grid-cols-2 lg:gap-12">
        <div className="card h-fit p-4">
          <ProductPicture src={product.image} name={`Picture of ${product.name}`} size={560} eager />
        </div>
        <div>
          <h1>{product.name}</h1>
          <p className="mt-2">
            <a href="#reviews" className="inline-block py-1">
              <Stars average={product.rating.average} count={product.rating.count} />
            </a>
          </p>
          <p className="mt-4 text-3xl font-semibold tabular-nums">{money(product.price)}</p>
          <p className="text-sm text-muted">VAT included, delivery added at checkout</p>
          <p className="mt-4">
            <StockBand available={product.available} />
          </p>
          <div className="mt-4 max-w-sm">
            <AddToCart sku={product.sku} available={product.available} />
          </div>
          <p className="mt-6 max-w-prose leading-relaxed whitespace-pre-line">{product.description}</p>
          <h2 className="mt-8 mb-2 text-base">Details</h2>
          <dl className="divide-y divide-line border-y border-line text-sm">
            {[...attributes, ['Weight', weight(product.weightGrams)], ['SKU', product.sku]].map(
              ([name, value]) => (
                <div key={name} className="grid grid-cols-[9rem_1fr] py-2">
                  <dt className="text-muted">{name}</dt>
                  <dd>{value}</dd>
                </div>
              ),
            )}
          </dl>
        </div>
      </div>
      <Reviews sku={product.sku} reviews={reviews} sort={query.sort} />
    </>
  );
}

const weight = (grams: number): string =>
  grams < 1000 ? `${grams} g` : `${(grams / 1000).toLocaleString('en-IE')} kg`;

/** What search engines read (schema.org). */
function StructuredData({ product, nonce }: { product: catalogue.Product; nonce: string }) {
  const data = {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: product.name,
    sku: product.sku,
    description: product.description,
    image: product.image,
    ...(product.rating.count === 0
      ? {}
      : {
          aggregateRating: {
            '@type': 'AggregateRating',
            ratingValue: product.rating.average,
            reviewCount: product.rating.count,
          },
        }),
    offers: {
      '@type': 'Offer',
      priceCurrency: product.price.currency,
      price: (product.price.amount / 100).toFixed(2),
      availability: `https://schema.org/${product.available > 0 ? 'InStock' : 'OutOfStock'}`,
    },
  };
  const json = JSON.stringify(data).replace(/</g, '\\u003c');
  // biome-ignore lint/security/noDangerouslySetInnerHtml: our own JSON, with every < escaped
  return <script type="application/ld+json" nonce={nonce} dangerouslySetInnerHTML={{ __html: json }} />;
}
