import { catalogue, type Output } from '@shop/contracts';
import { publicRead } from './backend.ts';

export type Category = Output<typeof catalogue.listCategories>['items'][number];

/** Every page names the categories: they are asked for once in this time, in milliseconds. */
const FRESH_MS = 10_000;
let kept: { items: Category[]; until: number } | undefined;
let underWay: Promise<Category[]> | undefined;

/** The shop's categories, the biggest first. While the catalogue is away, those it had; throws CallError without any. */
export async function allCategories(): Promise<Category[]> {
  if (kept !== undefined && kept.until > Date.now()) return kept.items;
  underWay ??= publicRead(catalogue.listCategories, {})
    .then(({ items }) => {
      kept = { items, until: Date.now() + FRESH_MS };
      return items;
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
