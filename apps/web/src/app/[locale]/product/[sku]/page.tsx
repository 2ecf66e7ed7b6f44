import { catalogue, ratings } from '@shop/contracts';
import type { Metadata } from 'next';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { preload } from 'react-dom';
import { AddToCart } from '../../../../components/add-to-cart.tsx';
import { Approximately } from '../../../../components/approximately.tsx';
import { Away } from '../../../../components/away.tsx';
import { compareHref } from '../../../../components/compare/rows.ts';
import { DeliveryEstimate } from '../../../../components/delivery-estimate.tsx';
import { Gone } from '../../../../components/gone.tsx';
import { type ListParams, one } from '../../../../components/list-params.ts';
import { Missing } from '../../../../components/missing.tsx';
import { Gallery } from '../../../../components/product/gallery.tsx';
import { GALLERY_SIZES, type GalleryPicture } from '../../../../components/product/gallery-picture.ts';
import { Versions } from '../../../../components/product/versions.tsx';
import { StockBand } from '../../../../components/product-card.tsx';
import { RecentlyViewed } from '../../../../components/recently-viewed.tsx';
import { Reviews } from '../../../../components/reviews.tsx';
import { SectionBoundary } from '../../../../components/section-boundary.tsx';
import { ShopLink } from '../../../../components/shop-link.tsx';
import { CrumbData, ProductData } from '../../../../components/structured-data.tsx';
import { Breadcrumbs, Stars } from '../../../../components/ui.tsx';
import { Heart } from '../../../../components/wishlist/heart.tsx';
import type { AttributeWords } from '../../../../i18n/attributes.ts';
import { formats } from '../../../../i18n/here.ts';
import { useFormats } from '../../../../i18n/use-formats.ts';
import { Words } from '../../../../i18n/words.tsx';
import { attributesHere } from '../../../../server/attributes.ts';
import { ASIDE_MS, orAway, orGone, orMissing, orNothing, publicRead } from '../../../../server/backend.ts';
import { categoriesHere } from '../../../../server/categories.ts';
import { foundAs, unlisted } from '../../../../server/seo.ts';

interface Props {
  params: Promise<{ sku: string }>;
  searchParams: Promise<ListParams>;
}

const REVIEWS_A_PAGE = 5;
/** Search engines cut longer ones. */
const LONGEST_DESCRIPTION = 160;
const productOf = cache((sku: string) =>
  orAway(orMissing(orGone(publicRead(catalogue.getProduct, { params: { sku } })))),
);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const product = await productOf((await params).sku);
  if (product === undefined || typeof product === 'string')
    return unlisted((await getTranslations('status.missing'))('title'));
  const { sku, name, description } = product;
  return foundAs({
    path: `/product/${sku}`,
    title: name,
    description: description.slice(0, LONGEST_DESCRIPTION),
    picture: sku,
  });
}

export default async function ProductPage({ params, searchParams }: Props) {
  const { sku } = await params;
  const asked = await searchParams;
  const product = await productOf(sku);
  if (product === 'away') return <Away what={(await getTranslations('status.away'))('product')} />;
  if (product === 'gone') return <Gone />;
  if (product === undefined) return <Missing />;
  const [t, compare, { money }] = await Promise.all([
    getTranslations('product'),
    getTranslations('compare'),
    formats(),
  ]);
  const path = `/product/${product.sku}`;
  const pictures = shown(product, (drawn) => t(`drawn.${drawn}`, { name: product.name }));
  preloadFirst(pictures);
  const query = reviewsAsked(asked);
  const [categories, words, reviews] = await Promise.all([
    orNothing(categoriesHere()),
    attributesHere(),
    orNothing(publicRead(ratings.listReviews, { params: { sku: product.sku }, query }, ASIDE_MS)),
  ]);
  // The most telling of its categories: the one with the fewest products.
  const category = categories
    ?.filter(({ slug }) => product.categories.includes(slug))
    .sort((a, b) => a.products - b.products)[0];
  const [country, city] = [one(asked['to']), one(asked['city'])];
  const to =
    city === undefined || country === undefined || !/^[A-Z]{2}$/.test(country)
      ? undefined
      : { country, city: city.slice(0, 80) };
  const trail = [
    ...(category === undefined ? [] : [{ name: category.name, path: `/category/${category.slug}` }]),
    { name: product.name, path },
  ];
  return (
    <Words of={['product', 'reviews', 'recent']}>
      <ProductData product={product} words={words} />
      <CrumbData trail={trail} />
      <Breadcrumbs
        trail={trail.map((crumb) =>
          crumb.path === path ? { name: crumb.name } : { ...crumb, href: crumb.path },
        )}
      />
      <div className="grid gap-8 md:grid-cols-[1.1fr_1fr] lg:gap-16">
        <div className="md:sticky md:top-24 md:self-start">
          <Gallery pictures={pictures} name={product.name} />
        </div>
        <div>
          <h1>{product.name}</h1>
          <p className="mt-2">
            <a href="#reviews" className="inline-flex min-h-11 items-center hover:underline">
              <Stars average={product.rating.average} count={product.rating.count} />
            </a>
          </p>
          <div className="mt-3 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
            <p className="text-4xl font-semibold tracking-[-0.03em] tabular-nums">
              {money(product.price)} <Approximately of={product.price} />
            </p>
            <span className="flex items-center gap-3">
              <StockBand available={product.available} />
              <Heart sku={product.sku} name={product.name} />
            </span>
          </div>
          <p className="mt-1 text-sm text-muted">{t('vat')}</p>
          {product.family !== null && product.family.members.length > 1 && (
            <div className="mt-6">
              <Versions family={product.family} sku={product.sku} words={words} />
            </div>
          )}
          <div className="mt-6">
            <AddToCart sku={product.sku} available={product.available} />
          </div>
          <div id="delivery" className="mt-2 border-y border-line py-1.5">
            <DeliveryEstimate path={path} weightGrams={product.weightGrams} to={to} />
          </div>
          <p className="mt-6 max-w-prose leading-relaxed whitespace-pre-line">{product.description}</p>
          <Details product={product} words={words} />
          <ShopLink
            href={compareHref([product.sku])}
            className="link mt-4 inline-flex min-h-11 items-center text-sm font-medium"
          >
            {compare('with')}
          </ShopLink>
        </div>
      </div>
      <SectionBoundary>
        <Reviews sku={product.sku} reviews={reviews} sort={query.sort} score={query.score} />
      </SectionBoundary>
      <RecentlyViewed now={{ sku: product.sku, name: product.name, image: product.image }} />
    </Words>
  );
}

/** Its pictures, with words for those that were drawn. */
const shown = ({ images }: catalogue.ProductInFull, words: (drawn: Drawn) => string): GalleryPicture[] =>
  images.map(({ id, alt, src, srcset, width, height }) => ({
    src,
    srcset,
    width,
    height,
    alt: alt || words(isDrawn(id) ? id : 'other'),
  }));

/** Has the browser fetch the largest thing on the page before it has read so far. */
function preloadFirst([first]: GalleryPicture[]): void {
  if (first === undefined) return;
  const { src, srcset } = first;
  const sized = srcset === '' ? {} : { imageSrcSet: srcset, imageSizes: GALLERY_SIZES };
  preload(src, { as: 'image', fetchPriority: 'high', ...sized });
}

type Drawn = 'front' | 'close' | 'box' | 'other';
const isDrawn = (id: string): id is Drawn => ['front', 'close', 'box'].includes(id);

/** Which of the reviews the address asks for. */
function reviewsAsked(asked: ListParams) {
  const score = Number(one(asked['score']));
  return {
    page: Math.max(1, Math.min(1000, Math.trunc(Number(one(asked['reviews']))) || 1)),
    size: REVIEWS_A_PAGE,
    sort:
      (['newest', 'helpful', 'highest', 'lowest'] as const).find((sort) => sort === one(asked['sort'])) ??
      'newest',
    ...(Number.isInteger(score) && score >= 1 && score <= 5 ? { score } : {}),
  };
}

function Details({ product, words }: { product: catalogue.Product; words: AttributeWords }) {
  const t = useTranslations('product');
  const { weight } = useFormats();
  const rows = [
    ...Object.entries(product.attributes).map(([name, value]) => [
      words.name(name),
      words.value(name, value),
    ]),
    [t('weight'), weight(product.weightGrams)],
    [t('sku'), product.sku],
  ] as const;
  return (
    <section aria-labelledby="details" className="mt-8">
      <h2 id="details" className="eyebrow mb-2 sm:text-xs">
        {t('details')}
      </h2>
      <dl className="divide-y divide-line border-y border-line text-sm">
        {rows.map(([name, value]) => (
          <div key={name} className="grid grid-cols-[9rem_1fr] py-2.5">
            <dt className="text-muted">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
