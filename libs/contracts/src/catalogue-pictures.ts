import { z } from 'zod';
import { contractsOf } from './declare.ts';
import { line, Sku } from './primitives.ts';

const { route } = contractsOf('catalogue');

/** The most an uploaded picture may hold, in bytes, and the most pictures of one product. */
export const PICTURE_LIMIT = 5 * 1024 * 1024;
export const MAX_PICTURES = 8;

/** A picture of a product, on the shop's own origin. */
export const Picture = z.strictObject({
  /** The hash of its content; of a drawn picture, the view it gives: `front`, `close`, `box`. */
  id: z.string(),
  /** True for one that the shop draws by itself, where nobody has uploaded any. */
  drawn: z.boolean(),
  src: z.string(),
  /** The same in other widths, as `srcset` wants it; empty where one fits all. */
  srcset: z.string(),
  width: z.int(),
  height: z.int(),
  /** What it shows, in the merchant's words; empty for a drawn one. */
  alt: z.string(),
});
export type Picture = z.infer<typeof Picture>;

const Bytes = z
  .custom<Uint8Array>((value) => value instanceof Uint8Array, 'a file')
  .meta({ type: 'string', format: 'binary' });
const Pictures = z.strictObject({ items: z.array(Picture) });
const skuParams = z.strictObject({ sku: Sku });

/** `picture` is the file: JPEG, PNG, WebP or AVIF. What is kept of it is drawn anew, in up to three widths. */
export const addPicture = route('POST', '/products/:sku/pictures', {
  access: 'merchant',
  summary: 'Add a picture to a product',
  params: skuParams,
  body: z.strictObject({
    picture: Bytes,
    alt: line(200),
  }),
  upload: PICTURE_LIMIT,
  output: Pictures,
  status: 201,
});

export const arrangePictures = route('PUT', '/products/:sku/pictures', {
  access: 'merchant',
  summary: 'Order the uploaded pictures of a product and describe them; what is not named is taken away',
  params: skuParams,
  body: z.strictObject({
    items: z
      .array(z.strictObject({ id: z.string().regex(/^[0-9a-f]{32}$/), alt: line(200) }))
      .max(MAX_PICTURES),
  }),
  output: Pictures,
});

/** `<id>-<width>.webp`: the name is a hash of what is in it, so that it never changes. */
export const getPicture = route('GET', '/pictures/:file', {
  access: 'public',
  summary: 'An uploaded picture',
  params: z.strictObject({ file: z.string().regex(/^[0-9a-f]{32}-[1-9]\d{0,3}\.webp$/) }),
  output: z.strictObject({ type: z.string(), bytes: Bytes }),
  file: true,
});
