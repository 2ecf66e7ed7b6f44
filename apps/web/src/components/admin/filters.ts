/** One value of a query parameter, however often it was given. */
export const one = (value: string | string[] | undefined): string | undefined =>
  (Array.isArray(value) ? value[0] : value) || undefined;

/** A page number out of a query parameter; 1 for anything that is none. */
export function pageNumber(value: string | string[] | undefined): number {
  const page = Number(one(value) ?? 1);
  return Number.isInteger(page) && page > 0 && page <= 10_000 ? page : 1;
}

/** The same page of the shop with other query parameters. */
export function hrefWith(path: string, query: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;
