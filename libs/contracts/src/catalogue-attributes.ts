import { z } from 'zod';
import { contractsOf } from './declare.ts';
import { inOtherLanguages } from './locale.ts';
import { Done, line } from './primitives.ts';

const { route, event } = contractsOf('catalogue');

export const AttributeName = line(40);
export const AttributeValue = line(60);

/** What a shopper can filter by: `{ "Colour": "copper", "Mobility": "tracks" }`. */
export const Attributes = z
  .record(AttributeName, AttributeValue)
  .refine((a) => Object.keys(a).length <= 20)
  .meta({ maxProperties: 20 });

/** What an attribute, or a value of one, is called in the shop's other languages. Without one, the original stands there too. */
export const AttributeWords = inOtherLanguages(60);
export type AttributeWords = z.infer<typeof AttributeWords>;

/** The words for an attribute that products have, or had. Filters and families go by `name` and `value`, in every language. */
export const Attribute = z.strictObject({
  name: z.string(),
  names: AttributeWords,
  /** How many products have it. */
  products: z.int(),
  values: z.array(z.strictObject({ value: z.string(), names: AttributeWords, products: z.int() })),
});
export type Attribute = z.infer<typeof Attribute>;

export const listAttributes = route('GET', '/attributes', {
  access: 'public',
  summary: 'Attributes of products and their values, with what they are called in other languages',
  output: z.strictObject({ items: z.array(Attribute) }),
});

/** Most values of an attribute that have other words. */
const MOST_VALUES = 500;

export const nameAttribute = route('PUT', '/attributes', {
  access: 'merchant',
  summary:
    'Say what an attribute and its values are called in other languages; what is left out has no other word',
  body: z.strictObject({
    name: AttributeName,
    names: AttributeWords.default({}),
    /** Of a value that is there twice, the last counts. */
    values: z
      .array(z.strictObject({ value: AttributeValue, names: AttributeWords }))
      .max(MOST_VALUES)
      .default([]),
  }),
  output: Done,
});

/** An attribute or its values are called something else now; whoever keeps a copy reads it again. */
export const attributeNamed = event('attribute-named.v1', z.object({ name: z.string() }), ['web']);
