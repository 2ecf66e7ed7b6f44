import { z } from 'zod';
import { contractsOf } from './declare.ts';
import { Done, Id, Instant, MAX_QUANTITY, Money, Quantity, Sku } from './primitives.ts';

const { route } = contractsOf('cart');

/** How many different products a cart holds. */
export const MAX_LINES = 50;

/** What the cart stores: never a price. */
export const CartLine = z.strictObject({ sku: Sku, quantity: Quantity });
export type CartLine = z.infer<typeof CartLine>;

/** A cart as a shopper sees it: names, prices and stock are joined at read from the catalogue. */
export const Cart = z.strictObject({
  /** Grows by one with every change. */
  version: z.int().min(0),
  lines: z.array(
    CartLine.extend({
      name: z.string(),
      image: z.string(),
      unitPrice: Money,
      lineTotal: Money,
      available: z.int(),
      weightGrams: z.int(),
      /** Why this line cannot be bought as it stands. */
      problem: z.enum(['gone', 'out_of_stock', 'not_enough_stock']).optional(),
    }),
  ),
  quantity: z.int(),
  subtotal: Money,
  /** False when prices could not be joined: the catalogue is away, lines show without prices. */
  priced: z.boolean(),
  updatedAt: Instant.nullable(),
});
export type Cart = z.infer<typeof Cart>;

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
  params: z.strictObject({ sku: Sku }),
  body: z.strictObject({ quantity: z.int().min(0).max(MAX_QUANTITY) }),
  output: Cart,
});
export const removeLine = route('DELETE', '/cart/lines/:sku', {
  access: 'guest',
  summary: 'Remove a product from my cart',
  params: z.strictObject({ sku: Sku }),
  output: Cart,
});
export const clearCart = route('DELETE', '/cart', {
  access: 'guest',
  summary: 'Empty my cart',
  output: Cart,
});

const ownerParams = z.strictObject({ ownerId: Id });
/** The stored cart of an owner, for the quote. */
export const StoredCart = z.strictObject({ version: z.int().min(0), lines: z.array(CartLine) });
export type StoredCart = z.infer<typeof StoredCart>;
export const readCart = route('GET', '/carts/:ownerId', {
  access: 'service',
  summary: 'The stored lines of an owner',
  params: ownerParams,
  output: StoredCart,
});
/** At login: the guest's lines join the member's, the larger quantity wins, the guest's cart ends. Idempotent. */
export const mergeCarts = route('POST', '/carts/:ownerId/merge', {
  access: 'service',
  summary: "Merge a guest's cart into a member's",
  params: ownerParams,
  body: z.strictObject({ guestId: Id }),
  output: Done.extend({ added: z.int() }),
});
