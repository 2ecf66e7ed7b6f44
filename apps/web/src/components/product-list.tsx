import type { catalogue } from '@shop/contracts';
import { X } from 'lucide-react';
import { useHere } from '../i18n/use-here.ts';
import { AutoSubmit } from './auto-submit.tsx';
import { Filters } from './filters.tsx';
import { chosenIn, hrefWith, type ListParams, one, sorts } from './list-params.ts';
import { ProductGrid } from './product-card.tsx';
import { ShopLink } from './shop-link.tsx';
import { Pager } from './ui.tsx';

interface Props {
  path: string;
  params: ListParams;
  result: catalogue.ProductPage;
  /** How the list is sorted when the address does not say. */
  sort: catalogue.Sort;
  /** The category when it is part of the path. */
  fixedCategory?: boolean;
}

const FORM = 'filters';

/** A page of products with its filters: a plain form that works without scripts; with them a change applies at once. */
export function ProductList({ path, params, result, sort, fixedCategory = false }: Props) {
  const here = useHere();
  const chosen = chosenIn(path, params, result.categories);
  const bySearch = one(params['q']) !== undefined;
  const { q } = params;
  return (
    <div className="grid items-start gap-x-10 gap-y-4 lg:grid-cols-[15rem_1fr]">
      <form id={FORM} action={here(path)} method="get" aria-label="Filters" className="lg:row-span-2">
        <AutoSubmit />
        {one(q) !== undefined && <input type="hidden" name="q" value={one(q)} />}
        <Filters params={params} result={result} fixedCategory={fixedCategory} chosen={chosen.length} />
      </form>
      <div className="flex flex-wrap items-center gap-2">
        <p className="mr-2 text-muted tabular-nums" role="status">
          {result.total === 1 ? '1 product' : `${result.total} products`}
        </p>
        {chosen.map(({ text, href }) => (
          <ShopLink
            key={text}
            href={href}
            scroll={false}
            className="inline-flex min-h-9 items-center gap-1.5 rounded-full bg-accent-soft px-3 text-sm hover:bg-sunken"
          >
            <span className="sr-only">Remove the filter</span> {text}
            <X aria-hidden="true" className="size-3.5" />
          </ShopLink>
        ))}
        {chosen.length > 1 && (
          <ShopLink href={hrefWith(path, { q }, {})} className="link px-2 py-2 text-sm">
            Clear all
          </ShopLink>
        )}
        <div className="flex items-center gap-2 max-sm:w-full sm:ml-auto">
          <label htmlFor="sort" className="text-sm whitespace-nowrap text-muted">
            Sort by
          </label>
          <select
            id="sort"
            name="sort"
            form={FORM}
            defaultValue={one(params['sort']) ?? sort}
            key={one(params['sort'])}
            className="input"
          >
            {sorts
              .filter(([value]) => bySearch || value !== 'relevance')
              .map(([value, text]) => (
                <option key={value} value={value}>
                  {text}
                </option>
              ))}
          </select>
          <button type="submit" form={FORM} className="button-quiet if-no-script">
            Sort
          </button>
        </div>
      </div>
      <div>
        {result.items.length === 0 ? (
          <Nothing total={result.total} href={hrefWith(path, result.total === 0 ? { q } : params, {})} />
        ) : (
          <ProductGrid products={result.items} narrow />
        )}
        <Pager
          page={result.page}
          size={result.size}
          total={result.total}
          href={(page) => hrefWith(path, params, { page: String(page) })}
        />
      </div>
    </div>
  );
}

function Nothing({ total, href }: { total: number; href: string }) {
  return (
    <div className="card px-6 py-14 text-center">
      <p className="text-lg font-medium">
        {total === 0 ? 'Nothing fits all of that.' : 'The list does not go on this far.'}
      </p>
      <p className="mt-1 text-muted">
        {total === 0
          ? 'Take a filter away to see more.'
          : 'It has become shorter, or the address was typed by hand.'}
      </p>
      <ShopLink href={href} className="button-quiet mt-6">
        {total === 0 ? 'Clear all filters' : 'To its first page'}
      </ShopLink>
    </div>
  );
}
