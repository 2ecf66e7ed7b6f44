import type { catalogue, Envelope } from '@shop/contracts';

/** A category as it is stored. Products name theirs by slug; one that nobody has described is known by its slug alone. */
export interface StoredCategory {
  _id: string;
  name: string;
  names?: catalogue.CategoryNames;
  description: string;
  descriptions?: catalogue.CategoryDescriptions;
  parent: string | null;
  position: number;
  /** Deleted. The document stays until everybody has heard of it. */
  removed: boolean;
  updatedAt: Date;
  outbox: Envelope[];
}

export type CategoryDetails = Pick<
  StoredCategory,
  'name' | 'names' | 'description' | 'descriptions' | 'parent' | 'position'
>;

const USUAL_POSITION = 100;

/** `toy-robots` -> `Toy Robots`. */
export const categoryName = (slug: string): string =>
  slug
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');

/** What is said of a category that nobody has described. */
export const undescribed = (slug: string): CategoryDetails => ({
  name: categoryName(slug),
  description: '',
  parent: null,
  position: USUAL_POSITION,
});

/**
 * The categories that were described and those that only products name, in the order of the menu. A parent that is gone is
 * no parent.
 */
export function categoryList(
  stored: ReadonlyMap<string, CategoryDetails>,
  counts: readonly { slug: string; count: number }[],
): catalogue.Category[] {
  const products = new Map(counts.map(({ slug, count }) => [slug, count]));
  const slugs = [...new Set([...stored.keys(), ...products.keys()])];
  return slugs
    .map((slug) => {
      const details = stored.get(slug) ?? undescribed(slug);
      const { parent } = details;
      return {
        slug,
        ...details,
        parent: parent !== null && slugs.includes(parent) ? parent : null,
        products: products.get(slug) ?? 0,
      };
    })
    .sort((a, b) => a.position - b.position || b.products - a.products || (a.slug < b.slug ? -1 : 1));
}

/** True where a category can be a part of that one: two levels, and nothing within itself. */
export function canStandIn(slug: string, parent: string | null, all: readonly catalogue.Category[]): boolean {
  if (parent === null) return true;
  const above = all.find((one) => one.slug === parent);
  return (
    above !== undefined && above.parent === null && parent !== slug && !all.some((one) => one.parent === slug)
  );
}
