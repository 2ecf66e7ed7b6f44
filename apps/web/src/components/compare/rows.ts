import type { catalogue } from '@shop/contracts';

/** Most products side by side. */
export const MOST_COMPARED = 4;

/** The SKUs that the address asks for: each once, four at the most. */
export function comparedIn(asked: string | string[] | undefined): string[] {
  const all = asked === undefined ? [] : [asked].flat();
  return [...new Set(all.map((sku) => sku.trim()).filter((sku) => /^[\w-]{1,40}$/.test(sku)))].slice(
    0,
    MOST_COMPARED,
  );
}

/** The address of a comparison. */
export const compareHref = (skus: readonly string[]): string =>
  skus.length === 0
    ? '/compare'
    : `/compare?${skus.map((sku) => `sku=${encodeURIComponent(sku)}`).join('&')}`;

export interface Row {
  name: string;
  /** One for each product; undefined where it has none. */
  values: (string | undefined)[];
  /** True when the products are not all the same in this. */
  differs: boolean;
}

/** What the products say of themselves, one row a property, in the order in which they name them. */
export function attributeRows(products: readonly Pick<catalogue.Product, 'attributes'>[]): Row[] {
  const names = [...new Set(products.flatMap(({ attributes }) => Object.keys(attributes)))];
  return names.map((name) => {
    const values = products.map(({ attributes }) => attributes[name]);
    return { name, values, differs: new Set(values).size > 1 };
  });
}
