import type { catalogue } from '@shop/contracts';
import type { ActionResult } from '../../server/action-result.ts';

/** What a product form says back: what came of it, and what was typed, so that nothing is lost. */
export type ProductResult = ActionResult & { values: Record<string, string> };

/** What was typed. */
export const fieldsOf = (form: FormData): Record<string, string> =>
  Object.fromEntries([...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string'));

/** A product as the fields of its form show it. */
export function shown(product: catalogue.ProductInFull): Record<string, string> {
  return {
    name: product.name,
    description: product.description,
    price: (product.price.amount / 100).toFixed(2),
    categories: product.categories.join(', '),
    attributes: Object.entries(product.attributes)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
    weightGrams: String(product.weightGrams),
    family: product.family?.slug ?? '',
    options: product.family?.options.join(', ') ?? '',
  };
}

/** The product out of what was typed, or what is wrong with it, by field. The catalogue checks the rest. */
export function productOf(values: Record<string, string>) {
  const fields: Record<string, string> = {};
  const price = cents(values['price'] ?? '');
  if (price === undefined) fields['price'] = 'An amount in euro, such as 1024.00.';
  const attributes: Record<string, string> = {};
  for (const row of (values['attributes'] ?? '').split('\n').filter((text) => text.trim() !== '')) {
    const at = row.indexOf(':');
    if (at < 1) fields['attributes'] = `“${row.trim()}” is not of the form Name: value.`;
    else attributes[row.slice(0, at).trim()] = row.slice(at + 1).trim();
  }
  const categories = listed(values['categories']);
  const [family, options] = [(values['family'] ?? '').trim(), listed(values['options'])];
  if (family !== '' && options.length === 0)
    fields['options'] = 'At least one attribute, such as Colour, or no family.';
  const missing = options.filter((name) => !Object.hasOwn(attributes, name));
  if (family !== '' && missing.length > 0)
    fields['options'] = `Not among the attributes: ${missing.join(', ')}.`;
  if (price === undefined || Object.keys(fields).length > 0) return { fields };
  const product = {
    name: values['name'] ?? '',
    description: values['description'] ?? '',
    price: { amount: price, currency: 'EUR' as const },
    categories,
    attributes,
    weightGrams: Number(values['weightGrams']),
    family: family === '' ? null : { slug: family, options },
  };
  return { product, fields };
}

/** Words with commas between. */
const listed = (text = ''): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** Euro as typed, in cents: by its digits, so that no cent is lost in binary. */
export function cents(text: string): number | undefined {
  const [, euro, rest = ''] = /^(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(text.trim()) ?? [];
  return euro === undefined ? undefined : Number(euro) * 100 + Number(rest.padEnd(2, '0'));
}
