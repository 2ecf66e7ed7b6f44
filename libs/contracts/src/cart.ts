import { z } from 'zod';
import { contractsOf } from './declare.ts';
import { MAX_QUANTITY } from './plain.ts';
import { Done, Id, Instant, Money, Quantity, Sku } from './primitives.ts';
import { PromotionCode } from './promotions.ts';

const { route } = contractsOf('cart');

/** How many different products a cart holds. */
export const MAX_LINES = 50;

/** What the cart stores: never a price. */
export const CartLine = z.strictObject({ sku: Sku, quantity: Quantity });
export type CartLine = z.infer<typeof CartLine>;

/** A line with what the catalogue says of its product now. */
export const ShownLine = CartLine.extend({
  name: z.string(),
  image: z.string(),
  unitPrice: Money,
  lineTotal: Money,
  available: z.int(),
  weightGrams: z.int(),
  /** Why this line cannot be bought as it stands. */
  problem: z.enum(['gone', 'out_of_stock', 'not_enough_stock']).optional(),
});
export type ShownLine = z.infer<typeof ShownLine>;

/** A cart as a shopper sees it: names, prices and stock are joined at read from the catalogue. */
export const Cart = z.strictObject({
  /** Grows by one with every change. */
  version: z.int().min(0),
  lines: z.array(ShownLine),
  /** Put aside for later: not counted, not ordered. */
  saved: z.array(ShownLine),
  /** The code that was put in. What it takes off, dispatch knows. */
  promotion: PromotionCode.optional(),
  quantity: z.int(),
  subtotal: Money,
  /** False when prices could not be joined: the catalogue is away, lines show without prices. */
  priced: z.boolean(),
  updatedAt: Instant.nullable(),
});
export type Cart = z.infer<typeof Cart>;

const skuParams = z.strictObject({ sku: Sku });
export const getCart = route('GET', '/cart', { access: 'guest', summary: 'My cart', output: Cart });
export const addLine = route('POST', '/cart/lines', {
  access: 'guest',
  summary: 'Add some of a product to my cart',
  body: CartLine,
  output: Cart,
});
export const setLine = route('PUT', '/cart/lines/:sku', {
  access: 'guest',
  summary: 'Set how many of a product are in my cart; 0 removes it',
  params: skuParams,
  body: z.strictObject({ quantity: z.int().min(0).max(MAX_QUANTITY) }),
  output: Cart,
});
export const removeLine = route('DELETE', '/cart/lines/:sku', {
  access: 'guest',
  summary: 'Remove a product from my cart',
  params: skuParams,
  output: Cart,
});
export const saveLine = route('PUT', '/cart/saved/:sku', {
  access: 'guest',
  summary: 'Put a product of my cart aside for later',
  params: skuParams,
  output: Cart,
});
export const takeUpLine = route('POST', '/cart/saved/:sku/return', {
  access: 'guest',
  summary: 'Put a product that was kept for later back in my cart',
  params: skuParams,
  output: Cart,
});
export const dropSavedLine = route('DELETE', '/cart/saved/:sku', {
  access: 'guest',
  summary: 'Forget a product that was kept for later',
  params: skuParams,
  output: Cart,
});
export const setPromotion = route('PUT', '/cart/promotion', {
  access: 'guest',
  summary: 'Put a promotion code in my cart, instead of the one that may be there',
  body: z.strictObject({ code: PromotionCode }),
  output: Cart,
});
export const removePromotion = route('DELETE', '/cart/promotion', {
  access: 'guest',
  summary: 'Take the promotion code out of my cart',
  output: Cart,
});
export const clearCart = route('DELETE', '/cart', {
  access: 'guest',
  summary: 'Empty my cart',
  output: Cart,
});

/** How many carts have something in them. */
export const countCarts = route('GET', '/carts', {
  access: 'service',
  summary: 'How many carts are filled',
  output: z.strictObject({
    carts: z.int().min(0),
    /** False when there were so many that counting was given up. */
    all: z.boolean(),
  }),
});

const ownerParams = z.strictObject({ ownerId: Id });
/** The stored cart of an owner, for the quote. */
export const StoredCart = z.strictObject({
  version: z.int().min(0),
  lines: z.array(CartLine),
  promotion: PromotionCode.optional(),
});
export type StoredCart = z.infer<typeof StoredCart>;
export const readCart = route('GET', '/carts/:ownerId', {
  access: 'service',
  summary: 'The stored lines of an owner',
  params: ownerParams,
  output: StoredCart,
});
/** At login: the guest's lines join the member's, the larger quantity wins, what was kept for later and the code come along, the guest's cart ends. Idempotent. */
export const mergeCarts = route('POST', '/carts/:ownerId/merge', {
  access: 'service',
  summary: "Merge a guest's cart into a member's",
  params: ownerParams,
  body: z.strictObject({ guestId: Id }),
  output: Done.extend({ added: z.int() }),
});
