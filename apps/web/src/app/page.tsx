import { catalogue } from '@shop/contracts';
import Link from 'next/link';
import { ProductGrid } from '../components/product-card.tsx';
import { Notice } from '../components/ui.tsx';
import { orNothing, publicRead } from '../server/backend.ts';

export default async function Home() {
  const [newest, best, categories] = await Promise.all([
    orNothing(
      publicRead(catalogue.listProducts, {
        query: { sort: 'newest', size: 8, inStock: 'true', attribute: [] },
      }),
    ),
    orNothing(
      publicRead(catalogue.listProducts, {
        query: { sort: 'rating', size: 4, inStock: 'true', attribute: [] },
      }),
    ),
    orNothing(publicRead(catalogue.listCategories, {})),
  ]);
  return (
    <>
      <section className="card grid items-center gap-6 overflow-hidden px-6 py-8 sm:grid-cols-[1fr_auto] sm:px-10">
        <div className="max-w-xl">
          <h1>A robot for the job. And the part that keeps it going.</h1>
          <p className="mt-3 text-muted">
            Machines for the house, the garden and the workshop, with honest reviews from people who bought
            them. Pay when it leaves our house, follow it to your door.
          </p>
          <div className="mt-6 flex flex-wrap gap-3">
            <Link href="/search?q=robot" className="button-primary">
              Browse robots
            </Link>
            <Link href="/category/robot" className="button-quiet">
              The classics
            </Link>
          </div>
        </div>
        <ul aria-hidden="true" className="hidden grid-cols-2 gap-3 sm:grid">
          {(best?.items ?? []).map(({ sku, image }) => (
            <li key={sku}>
              {/* biome-ignore lint/performance/noImgElement: an SVG of our own has nothing to optimise */}
              <img src={image} alt="" width={120} height={120} className="rounded-xl" />
            </li>
          ))}
        </ul>
      </section>

      {newest === undefined ? (
        <div className="mt-8">
          <Notice tone="warn" title="Our shelves cannot be shown right now">
            The catalogue is taking a break. Your cart and your orders are safe; please look again in a
            moment.
          </Notice>
        </div>
      ) : (
        <>
          <section aria-labelledby="new" className="mt-10">
            <h2 id="new" className="mb-4">
              New arrivals
            </h2>
            <ProductGrid products={newest.items} />
          </section>
          <section aria-labelledby="best" className="mt-10">
            <h2 id="best" className="mb-4">
              Best rated by buyers
            </h2>
            <ProductGrid products={best?.items ?? []} />
          </section>
        </>
      )}

      {categories !== undefined && (
        <section aria-labelledby="categories" className="mt-10">
          <h2 id="categories" className="mb-4 scroll-mt-36">
            Shop by category
          </h2>
          <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-4">
            {categories.items.map(({ slug, name, products }) => (
              <li key={slug}>
                <Link
                  href={`/category/${slug}`}
                  className="card flex min-h-14 items-center justify-between px-4 py-3 hover:bg-sunken"
                >
                  <span className="font-medium">{name}</span>
                  <span className="text-sm text-muted tabular-nums">{products}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
