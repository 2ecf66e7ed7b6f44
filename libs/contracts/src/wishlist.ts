import { z } from 'zod';
import { contractsOf } from './declare.ts';
import { Instant, Sku } from './primitives.ts';

const { route } = contractsOf('user');

export const WishlistItem = z.strictObject({ sku: Sku, addedAt: Instant });
export const Wishlist = z.strictObject({
  /** The newest first. */
  items: z.array(WishlistItem),
  /** What its link holds while it is shared. */
  shareKey: z.string().nullable(),
});
export type Wishlist = z.infer<typeof Wishlist>;
const itemParams = z.strictObject({ sku: Sku });

export const getWishlist = route('GET', '/wishlist', {
  access: 'member',
  summary: 'What I wish for',
  output: Wishlist,
});
export const addToWishlist = route('PUT', '/wishlist/items/:sku', {
  access: 'member',
  summary: 'Put a product on my wishlist',
  params: itemParams,
  output: Wishlist,
});
export const removeFromWishlist = route('DELETE', '/wishlist/items/:sku', {
  access: 'member',
  summary: 'Take a product off my wishlist',
  params: itemParams,
  output: Wishlist,
});
export const shareWishlist = route('PUT', '/wishlist/sharing', {
  access: 'member',
  summary: 'Share my wishlist by a secret link, or end that link',
  body: z.strictObject({ shared: z.boolean() }),
  output: Wishlist,
});
export const openWishlist = route('GET', '/wishlists/:shareKey', {
  access: 'public',
  summary: 'Somebody’s wishlist, by its link',
  params: z.strictObject({ shareKey: z.string().regex(/^[\w-]{22}$/) }),
  output: z.strictObject({ owner: z.string(), items: z.array(WishlistItem) }),
});
