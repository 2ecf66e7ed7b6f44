import { catalogue } from '@shop/contracts';
import type { Metadata } from 'next';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { Away } from '../../../components/away.tsx';
import { filterOf, type ListParams, one } from '../../../components/list-params.ts';
import { ProductGrid } from '../../../components/product-card.tsx';
import { ProductList } from '../../../components/product-list.tsx';
import { ShopLink } from '../../../components/shop-link.tsx';
import { attributesHere } from '../../../server/attributes.ts';
import { orAway, orNothing, publicRead } from '../../../server/backend.ts';
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
      <ProductList
        path="/search"
        params={params}
        result={result}
        sort="name"
        words={await attributesHere()}
      />
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
        <Nothing q={q} suggestions={result.suggestions} liked={await orNothing(bestRated())} />
      ) : (
        <ProductList
          path="/search"
          params={params}
          result={result}
          sort="relevance"
          words={await attributesHere()}
        />
      )}
    </>
  );
}

const bestRated = () =>
  publicRead(catalogue.listProducts, {
    query: { sort: 'rating', size: 4, inStock: 'true', attribute: [] },
  });

interface NothingProps {
  q: string;
  suggestions: string[];
  liked: catalogue.ProductPage | undefined;
}

function Nothing({ q, suggestions, liked }: NothingProps) {
  const t = useTranslations('list.empty');
  return (
    <>
      <div className="card px-6 py-12 text-center">
        <p className="text-lg font-medium">{t('words', { q })}</p>
        {suggestions.length > 0 ? (
          <>
            <p className="mt-4 text-muted">{t('perhaps')}</p>
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
          <p className="mt-1 text-muted">{t('hint')}</p>
        )}
        <p className="mt-6">
          <ShopLink href="/search" className="link inline-flex min-h-11 items-center">
            {t('everything')}
          </ShopLink>
        </p>
      </div>
      {liked !== undefined && liked.items.length > 0 && (
        <section aria-labelledby="liked" className="mt-12">
          <h2 id="liked" className="mb-5">
            {t('liked')}
          </h2>
          <ProductGrid products={liked.items} />
        </section>
      )}
    </>
  );
}
