import type { catalogue } from '@shop/contracts';

/** What a list's address holds, as Next gives it. */
export type ListParams = Record<string, string | string[] | undefined>;

export const sorts = ['relevance', 'name', 'price', '-price', 'newest', 'rating'] as const;

/** The first value of a name; an empty one is none. */
export const one = (value: string | string[] | undefined): string | undefined => {
  const first = Array.isArray(value) ? value[0] : value;
  return first === '' ? undefined : first;
};
export const many = (value: string | string[] | undefined): string[] =>
  (value === undefined ? [] : Array.isArray(value) ? value : [value]).filter((text) => text !== '');

const cents = (euros: string | undefined): number | undefined => {
  const amount = Math.round(Number(euros?.replace(',', '.')) * 100);
  return euros === undefined || !Number.isSafeInteger(amount) || amount < 0 ? undefined : amount;
};
const PAGE_SIZE = 24;
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** The contract's filter from an address; what makes no sense there is left out. */
export function filterOf(params: ListParams) {
  const sort = sorts.find((value) => value === one(params['sort']));
  const page = Number(one(params['page']) ?? 1);
  const minRating = Number(one(params['rating']));
  const category = one(params['category']);
  return {
    size: PAGE_SIZE,
    page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
    attribute: many(params['attribute'])
      .filter((text) => text.includes(':') && text.length <= 110)
      .slice(0, 20),
    ...(sort === undefined ? {} : { sort }),
    ...optional('category', category !== undefined && SLUG.test(category) ? category : undefined),
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
export function hrefWith(path: string, params: ListParams, change: ListParams): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...params, page: undefined, ...change })) {
    if (name === 'page' && value === '1') continue;
    for (const item of many(value)) query.append(name, item);
  }
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** `Colour:Moss green` as a name and a value. */
const pairOf = (attribute: string): [name: string, value: string] => {
  const [name = '', ...value] = attribute.split(':');
  return [name, value.join(':')];
};

/** A filter that is on, and the address without it. */
export interface Chosen {
  text: string;
  href: string;
}

/** How filters are put into words. */
export interface FilterWords {
  attribute(name: string, value: string): string;
  inStock: string;
  rating(score: string): string;
  price(min: string | undefined, max: string | undefined): string;
}

/** The filters that are on. */
export function chosenIn(
  path: string,
  params: ListParams,
  categories: catalogue.ProductPage['categories'],
  say: FilterWords,
): Chosen[] {
  const without = (change: ListParams) => hrefWith(path, params, change);
  const attributes = many(params['attribute']);
  const [category, min, max, rating] = ['category', 'min', 'max', 'rating'].map((name) => one(params[name]));
  const name = categories.find(({ slug }) => slug === category)?.name ?? category;
  return [
    ...attributes.map((attribute) => ({
      text: say.attribute(...pairOf(attribute)),
      href: without({ attribute: attributes.filter((other) => other !== attribute) }),
    })),
    ...(category === undefined ? [] : [{ text: `${name}`, href: without({ category: undefined }) }]),
    ...(min === undefined && max === undefined
      ? []
      : [{ text: say.price(min, max), href: without({ min: undefined, max: undefined }) }]),
    ...(rating === undefined ? [] : [{ text: say.rating(rating), href: without({ rating: undefined }) }]),
    ...(one(params['inStock']) === undefined
      ? []
      : [{ text: say.inStock, href: without({ inStock: undefined }) }]),
  ];
}
