import { catalogue } from '@shop/contracts';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Away } from '../../../components/away.tsx';
import { filterOf, type ListParams, one } from '../../../components/list-params.ts';
import { ProductList } from '../../../components/product-list.tsx';
import { ShopLink } from '../../../components/shop-link.tsx';
import { orAway, publicRead } from '../../../server/backend.ts';
import { unlisted } from '../../../server/seo.ts';

interface Props {
  searchParams: Promise<ListParams>;
}

const LONGEST = 120;
const wordsIn = (params: ListParams) => (one(params['q']) ?? '').trim().slice(0, LONGEST);

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const q = wordsIn(await searchParams);
  const t = await getTranslations('catalogue');
  return unlisted(q === '' ? t('all') : t('quoted', { q }));
}

/** What fits the words, or everything there is without words. */
export default async function SearchPage({ searchParams }: Props) {
  const params = await searchParams;
  const q = wordsIn(params);
  return q === '' ? <Everything params={params} /> : <Results q={q} params={params} />;
}

async function Everything({ params }: { params: ListParams }) {
  const result = await orAway(publicRead(catalogue.listProducts, { query: filterOf(params) }));
  if (result === 'away') return <Away what={(await getTranslations('status.away'))('products')} />;
  return (
    <>
      <h1 className="mb-6">{(await getTranslations('catalogue'))('all')}</h1>
      <ProductList path="/search" params={params} result={result} sort="name" />
    </>
  );
}

async function Results({ q, params }: { q: string; params: ListParams }) {
  const result = await orAway(publicRead(catalogue.searchProducts, { query: { ...filterOf(params), q } }));
  if (result === 'away') return <Away what={(await getTranslations('status.away'))('results')} />;
  const filtered = Object.keys(params).some((name) => !['q', 'page', 'sort'].includes(name));
  return (
    <>
      <h1 className="mb-6">{(await getTranslations('catalogue'))('results', { q })}</h1>
      {result.total === 0 && !filtered ? (
        <Nothing q={q} suggestions={result.suggestions} />
      ) : (
        <ProductList path="/search" params={params} result={result} sort="relevance" />
      )}
    </>
  );
}

function Nothing({ q, suggestions }: { q: string; suggestions: string[] }) {
  return (
    <div className="card px-6 py-14 text-center">
      <p className="text-lg font-medium">We found nothing for “{q}”.</p>
      {suggestions.length > 0 ? (
        <>
          <p className="mt-4 text-muted">Perhaps one of these</p>
          <ul className="mt-2 flex flex-wrap justify-center gap-2">
            {suggestions.map((suggestion) => (
              <li key={suggestion}>
                <ShopLink href={`/search?q=${encodeURIComponent(suggestion)}`} className="button-quiet">
                  {suggestion}
                </ShopLink>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p className="mt-1 text-muted">Try fewer or other words, or look through all there is.</p>
      )}
      <p className="mt-8">
        <ShopLink href="/search" className="link inline-flex min-h-11 items-center">
          See all products
        </ShopLink>
      </p>
    </div>
  );
}
