import { catalogue } from '@shop/contracts';
import { BadgeCheck, CreditCard, MapPin, Undo2 } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ProductGrid } from '../../components/product-card.tsx';
import { RecentlyViewed } from '../../components/recently-viewed.tsx';
import { Shelf } from '../../components/shelf.tsx';
import { ShopLink } from '../../components/shop-link.tsx';
import { ShopData } from '../../components/structured-data.tsx';
import { Notice } from '../../components/ui.tsx';
import { Words } from '../../i18n/words.tsx';
import { orNothing, publicRead } from '../../server/backend.ts';
import { categoriesHere } from '../../server/categories.ts';
import { foundAs } from '../../server/seo.ts';

const promises = [
  [CreditCard, 'charged'],
  [MapPin, 'followed'],
  [Undo2, 'cancelled'],
  [BadgeCheck, 'reviews'],
] as const;

const list = (sort: catalogue.Sort, size: number, category?: string) =>
  orNothing(
    publicRead(catalogue.listProducts, {
      query: { sort, size, inStock: 'true', attribute: [], ...(category === undefined ? {} : { category }) },
    }),
  );

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('home');
  const found = await foundAs({ path: '/', title: t('title'), description: t('description') });
  return { ...found, title: { absolute: t('title') } };
}

export default async function Home() {
  const t = await getTranslations('home');
  const [newest, best, robots, categories] = await Promise.all([
    list('newest', 8),
    list('rating', 4),
    list('newest', 24, 'robot'),
    orNothing(categoriesHere()),
  ]);
  const window = differentColours(robots?.items ?? [], newest?.items ?? []);
  const rated = best?.items.filter(({ rating }) => rating.count > 0) ?? [];
  return (
    <>
      <ShopData />
      <section className="on-band -mx-4 -mt-6 overflow-hidden [.joined~&]:mt-0 bg-band text-band-ink sm:mx-0 sm:mt-0 sm:rounded-3xl">
        <div className="px-5 pt-10 pb-8 sm:px-10 sm:pt-14 lg:px-14">
          <h1 className="max-w-3xl text-4xl leading-[1.05] sm:text-6xl">{t('heading')}</h1>
          <p className="mt-4 max-w-xl text-lg leading-relaxed text-band-muted">{t('lead')}</p>
          <div className="mt-7 flex flex-wrap gap-3">
            <ShopLink href="/category/robot" className="button bg-band-ink text-band hover:bg-band-muted">
              {t('robots')}
            </ShopLink>
            <ShopLink href="/category/parts" className="button border border-band-line hover:bg-band-line/50">
              {t('parts')}
            </ShopLink>
          </div>
        </div>
        {window.length > 0 && <Shelf products={window} />}
      </section>

      <ul className="mt-8 grid grid-cols-1 gap-x-8 gap-y-5 sm:grid-cols-2 lg:grid-cols-4">
        {promises.map(([Icon, name]) => (
          <li key={name} className="flex gap-3">
            <Icon aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-accent" />
            <div>
              <p className="font-medium">{t(`promises.${name}`)}</p>
              <p className="text-sm text-muted">{t(`promises.${name}Text`)}</p>
            </div>
          </li>
        ))}
      </ul>

      {newest === undefined ? (
        <div className="mt-12">
          <Notice tone="warn" title={t('shelvesAway')}>
            {t('shelvesAwayText')}
          </Notice>
        </div>
      ) : (
        <Section id="new" title={t('new')} href="/search?sort=newest" more={t('newMore')}>
          <ProductGrid products={newest.items} eager={0} />
        </Section>
      )}
      {rated.length > 0 && (
        <Section id="best" title={t('best')} href="/search?sort=rating" more={t('bestMore')}>
          <ProductGrid products={rated} eager={0} />
        </Section>
      )}
      <Words of={['recent']}>
        <RecentlyViewed />
      </Words>
      {categories !== undefined && (
        <Section id="categories" title={t('categories')} farDown>
          <ul className="grid grid-cols-2 gap-2 sm:gap-3 md:grid-cols-3 lg:grid-cols-4">
            {categories.map(({ slug, name, products }) => (
              <li key={slug}>
                <ShopLink
                  href={`/category/${slug}`}
                  className="card flex h-full gap-x-3 gap-y-1.5 p-2 pe-3 transition-colors max-sm:flex-col sm:items-center hover:border-line-strong"
                >
                  {/* biome-ignore lint/performance/noImgElement: an SVG of our own has nothing to optimise */}
                  <img
                    src={`/robots/${slug}.svg`}
                    alt=""
                    width={56}
                    height={56}
                    loading="lazy"
                    className="size-10 rounded-lg sm:size-14"
                  />
                  <span className="max-w-full min-w-0 sm:flex-1">
                    <span className="block leading-snug font-medium wrap-anywhere hyphens-auto">{name}</span>
                    <span className="block text-sm text-muted tabular-nums">
                      {t('products', { count: products })}
                    </span>
                  </span>
                </ShopLink>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

const IN_WINDOW = 5;

/** Products for the window: each in another colour, and none that is shown below anyway. */
function differentColours(from: catalogue.Product[], below: catalogue.Product[]): catalogue.Product[] {
  const shown = new Set(below.map(({ sku }) => sku));
  const colours = new Set<string | undefined>();
  return from
    .filter(({ sku, attributes }) => {
      if (shown.has(sku) || colours.has(attributes['Colour'])) return false;
      colours.add(attributes['Colour']);
      return true;
    })
    .slice(0, IN_WINDOW);
}

function Section({
  id,
  title,
  href,
  more,
  farDown = false,
  children,
}: {
  id: string;
  title: string;
  href?: string;
  more?: string;
  farDown?: boolean;
  children: React.ReactNode;
}) {
  return (
    <section aria-labelledby={id} className={`mt-14 sm:mt-16 ${farDown ? 'far-down' : ''}`}>
      <div className="mb-5 flex flex-wrap items-baseline justify-between gap-x-6">
        <h2 id={id}>{title}</h2>
        {href !== undefined && (
          <ShopLink href={href} className="link inline-flex min-h-11 items-center text-sm font-medium">
            {more}
          </ShopLink>
        )}
      </div>
      {children}
    </section>
  );
}
