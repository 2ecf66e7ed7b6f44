import type { catalogue, Envelope } from '@shop/contracts';

/** The words for an attribute as they are stored, by its name. Values are a list: one may have a dot or a dollar in it. */
export interface StoredAttribute {
  _id: string;
  names: catalogue.AttributeWords;
  values: { value: string; names: catalogue.AttributeWords }[];
  updatedAt: Date;
  outbox: Envelope[];
}

export type AttributeDetails = Pick<StoredAttribute, 'names' | 'values'>;

/** The attributes that products have, and those that there are words for. */
export function attributeList(
  stored: ReadonlyMap<string, AttributeDetails>,
  facets: catalogue.ProductPage['facets'],
): catalogue.Attribute[] {
  const used = new Map(
    facets.map(({ name, values }) => [name, new Map(values.map(({ value, count }) => [value, count]))]),
  );
  return [...new Set([...used.keys(), ...stored.keys()])].map((name) => {
    const counts = used.get(name) ?? new Map<string, number>();
    const words = new Map(stored.get(name)?.values.map(({ value, names }) => [value, names]));
    const values = [...new Set([...counts.keys(), ...words.keys()])].map((value) => ({
      value,
      names: words.get(value) ?? {},
      products: counts.get(value) ?? 0,
    }));
    const products = values.reduce((sum, one) => sum + one.products, 0);
    return { name, names: stored.get(name)?.names ?? {}, products, values };
  });
}

const isSaid = (names: catalogue.AttributeWords): boolean => Object.keys(names).length > 0;

/** Each value once, the last that was said of it; without those for which there is no other word. */
export const saidOf = ({ names, values }: AttributeDetails): AttributeDetails => ({
  names,
  values: [...new Map(values.map((one) => [one.value, one])).values()].filter((one) => isSaid(one.names)),
});
