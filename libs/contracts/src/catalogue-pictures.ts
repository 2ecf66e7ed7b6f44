import { z } from 'zod';

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
