import { catalogue, descriptionIn, nameIn, type Output } from '@shop/contracts';
import { getLocale } from 'next-intl/server';
import { publicRead } from './backend.ts';

export type Category = Output<typeof catalogue.listCategories>['items'][number];

/** Every page names the categories: they are asked for once in this time, in milliseconds. */
const FRESH_MS = 1_000;
let kept: { items: Category[]; until: number } | undefined;
let underWay: Promise<Category[]> | undefined;

/** The shop's categories that have anything in them, in the order of the menu. While the catalogue is away, those it had; throws CallError without any. */
export async function allCategories(): Promise<Category[]> {
  if (kept !== undefined && kept.until > Date.now()) return kept.items;
  underWay ??= publicRead(catalogue.listCategories, {})
    .then(({ items }) => {
      const filled = items.filter(({ products }) => products > 0);
      kept = { items: filled, until: Date.now() + FRESH_MS };
      return filled;
    })
    .finally(() => {
      underWay = undefined;
    });
  try {
    return await underWay;
  } catch (error) {
    if (kept === undefined) throw error;
    return kept.items;
  }
}

/** The same with their names and descriptions in the language of the page. */
export async function categoriesHere(): Promise<Category[]> {
  const [locale, categories] = await Promise.all([getLocale(), allCategories()]);
  return categories.map((category) => ({
    ...category,
    name: nameIn(locale, category),
    description: descriptionIn(locale, category),
  }));
}
