import { cart, type catalogue, MAX_QUANTITY, Problem } from '@shop/contracts';

/** A cart as it is stored: what and how many, never a price. */
export interface StoredCart {
  version: number;
  lines: cart.CartLine[];
  /** Put aside for later; carts from before there was that have none. */
  saved?: cart.CartLine[];
  /** The promotion code that was put in. Whether it counts, dispatch knows. */
  promotion?: string | undefined;
  /** Orders whose lines were already taken out, newest last: their event may come twice. */
  ordered: string[];
  /** ISO 8601; null while nothing was ever put in. */
  updatedAt: string | null;
}

const REMEMBERED_ORDERS = 20;

export const emptyCart: StoredCart = { version: 0, lines: [], ordered: [], updatedAt: null };

/** Puts `quantity` more of a product in. No line holds more than 99. */
export function add(lines: cart.CartLine[], { sku, quantity }: cart.CartLine): cart.CartLine[] {
  const had = lines.find((line) => line.sku === sku)?.quantity ?? 0;
  return set(lines, { sku, quantity: Math.min(MAX_QUANTITY, had + quantity) });
}

/** Makes it exactly `quantity`; 0 takes the line out. Throws cart_full. */
export function set(lines: cart.CartLine[], { sku, quantity }: cart.CartLine): cart.CartLine[] {
  if (quantity === 0) return lines.filter((line) => line.sku !== sku);
  if (lines.some((line) => line.sku === sku)) {
    return lines.map((line) => (line.sku === sku ? { sku, quantity } : line));
  }
  if (lines.length >= cart.MAX_LINES) throw new Problem('cart_full');
  return [...lines, { sku, quantity }];
}

const lineOf = (lines: cart.CartLine[], sku: string): cart.CartLine => {
  const line = lines.find((one) => one.sku === sku);
  if (line === undefined) throw new Problem('line_not_found');
  return line;
};

/** Puts a line aside, as many as there were of it. Throws line_not_found and cart_full. */
export function saveForLater(before: StoredCart, sku: string): StoredCart {
  const line = lineOf(before.lines, sku);
  return { ...before, lines: set(before.lines, { sku, quantity: 0 }), saved: add(before.saved ?? [], line) };
}

/** Puts back in what was put aside. Throws line_not_found and cart_full. */
export function takeUp(before: StoredCart, sku: string): StoredCart {
  const line = lineOf(before.saved ?? [], sku);
  return { ...before, lines: add(before.lines, line), saved: set(before.saved ?? [], { sku, quantity: 0 }) };
}

/** Forgets what was put aside. Throws line_not_found. */
export function dropSaved(before: StoredCart, sku: string): StoredCart {
  lineOf(before.saved ?? [], sku);
  return { ...before, saved: set(before.saved ?? [], { sku, quantity: 0 }) };
}

/** The guest's cart in the member's: lines, what was put aside, and the code, the guest's own if he has one. */
export function mergeCarts(member: StoredCart, guest: StoredCart): StoredCart {
  const lines = merge(member.lines, guest.lines);
  const inCart = new Set(lines.map(({ sku }) => sku));
  // What one of the two carts has in it is not put aside by the other.
  const saved = merge(member.saved ?? [], guest.saved ?? []).filter(({ sku }) => !inCart.has(sku));
  return { ...member, lines, saved, promotion: guest.promotion ?? member.promotion };
}

/** Both carts' products; where both have one, the larger quantity: merging twice is merging once. */
export function merge(member: cart.CartLine[], guest: cart.CartLine[]): cart.CartLine[] {
  const merged = new Map(member.map(({ sku, quantity }) => [sku, quantity]));
  for (const { sku, quantity } of guest) {
    if (!merged.has(sku) && merged.size >= cart.MAX_LINES) continue;
    merged.set(sku, Math.max(quantity, merged.get(sku) ?? 0));
  }
  return [...merged].map(([sku, quantity]) => ({ sku, quantity }));
}

/** The cart after an order of it was confirmed: what was ordered is gone, what was added since stays. */
export function afterOrder(
  before: StoredCart,
  order: { orderId: string; cartVersion: number; lines: cart.CartLine[] },
): StoredCart {
  if (before.ordered.includes(order.orderId)) return before;
  const ordered = new Map(order.lines.map(({ sku, quantity }) => [sku, quantity]));
  const left = before.lines
    .map(({ sku, quantity }) => ({ sku, quantity: quantity - (ordered.get(sku) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
  return {
    ...before,
    lines: before.version === order.cartVersion ? [] : left,
    // What was put in since the order may be for the next one.
    promotion: before.version === order.cartVersion ? undefined : before.promotion,
    ordered: [...before.ordered, order.orderId].slice(-REMEMBERED_ORDERS),
  };
}

/** Every product a cart speaks of. */
export const skusOf = ({ lines, saved = [] }: StoredCart): string[] => [
  ...new Set([...lines, ...saved].map(({ sku }) => sku)),
];

/** The cart as the shopper sees it, with today's names, prices and stock. Without products: lines, but no prices. */
export function priced(stored: StoredCart, products: catalogue.Product[] | undefined): cart.Cart {
  const bySku = new Map(products?.map((product) => [product.sku, product]));
  const shown = (line: cart.CartLine) => pricedLine(line, bySku.get(line.sku), products !== undefined);
  const lines = stored.lines.map(shown);
  return {
    version: stored.version,
    lines,
    saved: (stored.saved ?? []).map(shown),
    ...(stored.promotion === undefined ? {} : { promotion: stored.promotion }),
    quantity: lines.reduce((sum, line) => sum + line.quantity, 0),
    subtotal: euros(lines.reduce((sum, line) => sum + line.lineTotal.amount, 0)),
    priced: products !== undefined,
    updatedAt: stored.updatedAt,
  };
}

const euros = (amount: number) => ({ amount, currency: 'EUR' as const });

function pricedLine(
  line: cart.CartLine,
  product: catalogue.Product | undefined,
  known: boolean,
): cart.ShownLine {
  const unit = product?.price.amount ?? 0;
  const shown = {
    ...line,
    name: product?.name ?? line.sku,
    image: product?.image ?? `/robots/${line.sku}.svg`,
    unitPrice: euros(unit),
    lineTotal: euros(unit * line.quantity),
    available: product?.available ?? 0,
    weightGrams: product?.weightGrams ?? 0,
  };
  if (!known) return shown;
  if (product === undefined) return { ...shown, problem: 'gone' };
  if (product.available === 0) return { ...shown, problem: 'out_of_stock' };
  if (product.available < line.quantity) return { ...shown, problem: 'not_enough_stock' };
  return shown;
}
