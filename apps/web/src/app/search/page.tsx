import { catalogue } from '@shop/contracts';
import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { filterOf, type ListParams, ProductList } from '../../components/product-list.tsx';
import { publicRead } from '../../server/backend.ts';

export const metadata: Metadata = { title: 'Search', robots: { index: false } };

export default async function SearchPage({ searchParams }: { searchParams: Promise<ListParams> }) {
  const params = await searchParams;
  const q = String(Array.isArray(params['q']) ? params['q'][0] : (params['q'] ?? ''))
    .trim()
    .slice(0, 120);
  if (q === '') redirect('/');
  const result = await publicRead(catalogue.searchProducts, { query: { ...filterOf(params), q } });
  const filtered = Object.keys(params).some((name) => name !== 'q' && name !== 'page' && name !== 'sort');
  return (
    <>
      <h1 className="mb-6">Results for “{q}”</h1>
      {result.total === 0 && !filtered ? (
        <div className="card px-6 py-10 text-center">
          <p className="text-lg font-medium">We found nothing for “{q}”.</p>
          {result.suggestions.length > 0 && (
            <p className="mt-3 text-muted">
              Did you mean{' '}
              {result.suggestions.map((suggestion, i) => (
                <span key={suggestion}>
                  {i > 0 && ', '}
                  <Link href={`/search?q=${encodeURIComponent(suggestion)}`} className="link">
                    {suggestion}
                  </Link>
                </span>
              ))}
              ?
            </p>
          )}
          <p className="mt-6">
            <Link href="/" className="button-quiet">
              Back to the shop
            </Link>
          </p>
        </div>
      ) : (
        <ProductList path="/search" params={params} result={result} search />
      )}
    </>
  );
}
