import type { catalogue } from '@shop/contracts';
import Link from 'next/link';
import { AutoSubmit } from './auto-submit.tsx';
import { ProductGrid } from './product-card.tsx';
import { Pager } from './ui.tsx';

/** What a list's address holds, as Next gives it. */
export type ListParams = Record<string, string | string[] | undefined>;

const sorts = [
  ['relevance', 'Best match'],
  ['name', 'Name'],
  ['price', 'Price: low to high'],
  ['-price', 'Price: high to low'],
  ['newest', 'Newest'],
  ['rating', 'Best rated'],
] as const;

const one = (value: string | string[] | undefined): string | undefined => {
  const first = Array.isArray(value) ? value[0] : value;
  return first === '' ? undefined : first;
};
const many = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
const cents = (euros: string | undefined): number | undefined => {
  const amount = Math.round(Number(euros) * 100);
  return euros === undefined || !Number.isFinite(amount) || amount < 0 ? undefined : amount;
};

/** The contract's filter from an address; what makes no sense there is left out. */
export function filterOf(params: ListParams) {
  const sort = sorts.find(([value]) => value === one(params['sort']))?.[0];
  const page = Number(one(params['page']) ?? 1);
  const minRating = Number(one(params['rating']));
  return {
    size: 24,
    page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
    attribute: many(params['attribute']).slice(0, 20),
    ...(sort === undefined ? {} : { sort }),
    ...optional('category', one(params['category'])),
    ...optional('minPrice', cents(one(params['min']))),
    ...optional('maxPrice', cents(one(params['max']))),
    ...optional('minRating', minRating >= 1 && minRating <= 5 ? minRating : undefined),
    ...(one(params['inStock']) === '1' ? { inStock: 'true' as const } : {}),
  };
}

function optional<K extends string, V>(name: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [P in K]?: V });
}

/** The same address with something changed; page 1 again unless the page is what changes. */
function hrefWith(path: string, params: ListParams, change: ListParams): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...params, page: undefined, ...change })) {
    for (const item of many(value)) if (item !== '') query.append(name, item);
  }
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

interface Props {
  path: string;
  params: ListParams;
  result: catalogue.ProductPage;
  search?: boolean;
  /** The category when it is part of the path. */
  fixedCategory?: boolean;
}

/** A page of products with its filters: a plain form that works without JavaScript; with it a change applies at once. */
export function ProductList({ path, params, result, search = false, fixedCategory = false }: Props) {
  const chosen = new Set(many(params['attribute']));
  const active = [
    ...[...chosen].map((attribute) => ({
      text: attribute.replace(':', ': '),
      href: hrefWith(path, params, { attribute: [...chosen].filter((other) => other !== attribute) }),
    })),
    ...(fixedCategory || one(params['category']) === undefined
      ? []
      : [
          {
            text: `In ${nameOf(result, one(params['category']))}`,
            href: hrefWith(path, params, { category: undefined }),
          },
        ]),
    ...(one(params['min']) === undefined && one(params['max']) === undefined
      ? []
      : [
          {
            text: `€${one(params['min']) ?? 0} to ${one(params['max']) === undefined ? 'any' : `€${one(params['max'])}`}`,
            href: hrefWith(path, params, { min: undefined, max: undefined }),
          },
        ]),
    ...(one(params['rating']) === undefined
      ? []
      : [
          {
            text: `${one(params['rating'])} stars and more`,
            href: hrefWith(path, params, { rating: undefined }),
          },
        ]),
    ...(one(params['inStock']) === undefined
      ? []
      : [{ text: 'In stock', href: hrefWith(path, params, { inStock: undefined }) }]),
  ];
  return (
    <div className="gap-8 lg:grid lg:grid-cols-[15rem_1fr]">
      <Filters {...{ path, params, result, search, fixedCategory, chosen }} />
      <div>
        <div className="mb-4 flex flex-wrap items-center gap-2">
          <p className="mr-auto text-muted" role="status">
            {result.total === 1 ? '1 product' : `${result.total} products`}
          </p>
          {active.map(({ text, href }) => (
            <Link
              key={text}
              href={href}
              className="inline-flex min-h-9 items-center gap-1.5 rounded-full bg-accent-soft px-3 text-sm hover:underline"
            >
              {text} <span aria-hidden="true">×</span>
              <span className="sr-only">(remove)</span>
            </Link>
          ))}
        </div>
        {result.items.length === 0 ? (
          <p className="card px-6 py-10 text-center text-muted">
            Nothing fits all of that. Take a filter away to see more.
          </p>
        ) : (
          <ProductGrid products={result.items} />
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

const nameOf = (result: catalogue.ProductPage, slug: string | undefined): string =>
  result.categories.find((category) => category.slug === slug)?.name ?? slug ?? '';

function Filters({
  path,
  params,
  result,
  search,
  fixedCategory,
  chosen,
}: Required<Props> & { chosen: Set<string> }) {
  const q = one(params['q']);
  const sort = one(params['sort']) ?? (search ? 'relevance' : 'name');
  const { min, max } = result.priceRange;
  return (
    <form action={path} method="get" aria-label="Filters" className="mb-6 lg:mb-0">
      <AutoSubmit />
      {q !== undefined && <input type="hidden" name="q" value={q} />}
      <details
        className="group card px-4 py-1 lg:border-0 lg:bg-transparent lg:px-0 lg:[&::details-content]:block"
        open
      >
        <summary className="flex min-h-11 cursor-pointer items-center font-medium lg:hidden">
          Sort and filter
        </summary>
        <div className="space-y-6 pb-4">
          <div>
            <label htmlFor="sort" className="label">
              Sort by
            </label>
            <select id="sort" name="sort" defaultValue={sort} key={sort} className="input">
              {sorts
                .filter(([value]) => search || value !== 'relevance')
                .map(([value, text]) => (
                  <option key={value} value={value}>
                    {text}
                  </option>
                ))}
            </select>
          </div>
          <label className="flex min-h-9 items-center gap-3">
            <input
              type="checkbox"
              name="inStock"
              value="1"
              defaultChecked={one(params['inStock']) === '1'}
              className="size-5 accent-accent"
            />
            In stock only
          </label>
          <fieldset>
            <legend className="label">Price in €</legend>
            <div className="flex items-center gap-2">
              <input
                aria-label="From, in euros"
                name="min"
                type="number"
                min={0}
                inputMode="numeric"
                placeholder={String(Math.floor(min / 100))}
                defaultValue={one(params['min'])}
                className="input"
              />
              <span aria-hidden="true">–</span>
              <input
                aria-label="To, in euros"
                name="max"
                type="number"
                min={0}
                inputMode="numeric"
                placeholder={String(Math.ceil(max / 100))}
                defaultValue={one(params['max'])}
                className="input"
              />
            </div>
          </fieldset>
          {!fixedCategory && result.categories.length > 0 && (
            <div>
              <label htmlFor="category" className="label">
                Category
              </label>
              <select
                id="category"
                name="category"
                defaultValue={one(params['category']) ?? ''}
                key={one(params['category'])}
                className="input"
              >
                <option value="">All</option>
                {result.categories.map(({ slug, name, count }) => (
                  <option key={slug} value={slug}>
                    {name} ({count})
                  </option>
                ))}
              </select>
            </div>
          )}
          <div>
            <label htmlFor="rating" className="label">
              Rated at least
            </label>
            <select id="rating" name="rating" defaultValue={one(params['rating']) ?? ''} className="input">
              <option value="">Any</option>
              {[4, 3, 2].map((score) => (
                <option key={score} value={score}>
                  {score} stars
                </option>
              ))}
            </select>
          </div>
          {result.facets.map(({ name, values }) => (
            <fieldset key={name}>
              <legend className="label">{name}</legend>
              {values.slice(0, 8).map(({ value, count }) => {
                const attribute = `${name}:${value}`;
                return (
                  <label
                    key={`${attribute}${chosen.has(attribute)}`}
                    className="flex min-h-9 items-center gap-3 text-sm"
                  >
                    <input
                      type="checkbox"
                      name="attribute"
                      value={attribute}
                      defaultChecked={chosen.has(attribute)}
                      className="size-5 shrink-0 accent-accent"
                    />
                    <span className="flex-1">{value}</span>
                    <span className="text-muted tabular-nums">{count}</span>
                  </label>
                );
              })}
            </fieldset>
          ))}
          <button type="submit" className="button-quiet w-full">
            Apply
          </button>
        </div>
      </details>
    </form>
  );
}
