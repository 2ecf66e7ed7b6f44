import { z } from 'zod';
import { contractsOf } from './declare.ts';
import { inOtherLanguages } from './locale.ts';
import { Done, line } from './primitives.ts';

const { route, event } = contractsOf('catalogue');

export const CategorySlug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(60);

/** What a category is called in the shop's other languages. Without one, its `name` stands there too. */
export const CategoryNames = inOtherLanguages(60);
export type CategoryNames = z.infer<typeof CategoryNames>;
/** What is said of it there. Without it, its `description` stands there too. */
export const CategoryDescriptions = inOtherLanguages(400);
export type CategoryDescriptions = z.infer<typeof CategoryDescriptions>;

export const Category = z.strictObject({
  slug: CategorySlug,
  name: z.string(),
  names: CategoryNames.optional(),
  products: z.int(),
  /** What stands above its products; may be empty. */
  description: z.string(),
  descriptions: CategoryDescriptions.optional(),
  /** The category that it is a part of. There are two levels, no more. */
  parent: z.string().nullable(),
  /** Smaller ones come first; of the same position, the one with more products. */
  position: z.int(),
});
export type Category = z.infer<typeof Category>;

export const listCategories = route('GET', '/categories', {
  access: 'public',
  summary: 'Categories in the order of the menu, with how many products each has',
  output: z.strictObject({ items: z.array(Category) }),
});

const CategoryInput = z.strictObject({
  name: line(60),
  names: CategoryNames,
  description: line(400, 0),
  descriptions: CategoryDescriptions,
  parent: CategorySlug.nullable(),
  position: z.int().min(0).max(9_999),
});
const slugParams = z.strictObject({ slug: CategorySlug });

export const createCategory = route('POST', '/categories', {
  access: 'merchant',
  summary: 'Add a category',
  body: z.strictObject({
    slug: CategorySlug,
    name: CategoryInput.shape.name,
    names: CategoryNames.default({}),
    description: CategoryInput.shape.description.default(''),
    descriptions: CategoryDescriptions.default({}),
    parent: CategoryInput.shape.parent.default(null),
    position: CategoryInput.shape.position.default(100),
  }),
  output: Category,
  status: 201,
});
export const updateCategory = route('PATCH', '/categories/:slug', {
  access: 'merchant',
  summary: 'Rename, describe, move or order a category',
  params: slugParams,
  body: CategoryInput.partial(),
  output: Category,
});
export const deleteCategory = route('DELETE', '/categories/:slug', {
  access: 'merchant',
  summary: 'Delete a category in which there is nothing',
  params: slugParams,
  output: Done,
});

/** A category was added, changed or deleted; whoever keeps a copy reads it again. */
export const categoryChanged = event(
  'category-changed.v1',
  z.object({ slug: CategorySlug, removed: z.boolean() }),
  ['web'],
);
