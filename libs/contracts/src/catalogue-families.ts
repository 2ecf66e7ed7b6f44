import { z } from 'zod';
import { line, Money } from './primitives.ts';

/** What a family is called in addresses and in the editor: `tidy-home-helper`. */
export const FamilySlug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and dashes')
  .max(60);

/** Which family a product is of, and the attributes in which it differs from its siblings: `["Colour", "Mobility"]`. */
export const FamilyInput = z.strictObject({
  slug: FamilySlug,
  options: z
    .array(line(40))
    .min(1)
    .max(3)
    .refine((names) => new Set(names).size === names.length, 'each only once')
    .meta({ uniqueItems: true }),
});
export type FamilyInput = z.infer<typeof FamilyInput>;

/** A product among its siblings: `options` are its attributes that the family is told apart by. */
export const FamilyMember = z.strictObject({
  sku: z.string(),
  name: z.string(),
  options: z.record(z.string(), z.string()),
  price: Money,
  image: z.string(),
  available: z.int().min(0),
});
export type FamilyMember = z.infer<typeof FamilyMember>;

/** A family as the page of one of its products shows it; that product is among the members. */
export const Family = z.strictObject({
  slug: z.string(),
  options: z.array(z.string()),
  members: z.array(FamilyMember),
});
export type Family = z.infer<typeof Family>;
