import type { cart, catalogue, dispatch, Money } from '@shop/contracts';
import type { z } from 'zod';
import type { Basket } from '../promotion/rules/discount.ts';

/** The most one order may come to, in minor units: what a payment command can carry. */
export const LARGEST_TOTAL = 100_000_000;
/** The heaviest parcel rates are worked out for, in grams. */
export const HEAVIEST = 100_000_000;
const VAT = 1.2;

/** What is wrong with a cart line: none left, or not as many as wanted. */
export interface Shortage {
  sku: string;
  name: string;
  wanted: number;
  available: number;
}

const money = (amount: number, like: Money): Money => ({ amount, currency: like.currency });

export type Products = ReadonlyMap<string, catalogue.Product>;

export const bySku = (items: catalogue.Product[]): Products => new Map(items.map((item) => [item.sku, item]));

/** The lines that cannot be bought as they stand. A product that is gone counts as sold out. */
export function shortagesOf(lines: cart.CartLine[], products: Products): Shortage[] {
  return lines.flatMap(({ sku, quantity }) => {
    const product = products.get(sku);
    const available = product?.available ?? 0;
    return available >= quantity ? [] : [{ sku, name: product?.name ?? sku, wanted: quantity, available }];
  });
}

/** Lines with their prices. Every SKU must be among the products. */
export function pricedLines(lines: cart.CartLine[], products: Products): dispatch.OrderLine[] {
  return lines.map(({ sku, quantity }) => {
    const product = products.get(sku);
    if (product === undefined) throw new Error(`no price for ${sku}`);
    const { name, image, price } = product;
    return { sku, name, image, quantity, unitPrice: price, lineTotal: money(price.amount * quantity, price) };
  });
}

/** Weight of all lines, in grams. */
export const weightOf = (lines: cart.CartLine[], products: Products): number =>
  lines.reduce((sum, { sku, quantity }) => sum + (products.get(sku)?.weightGrams ?? 0) * quantity, 0);

/** What a promotion looks at: the lines of a cart with today's prices, and what their delivery costs, where that is known. */
export function basketOf(lines: cart.CartLine[], products: Products, shipping?: Money): Basket {
  return {
    lines: lines.flatMap(({ sku, quantity }) => {
      const product = products.get(sku);
      if (product === undefined) return [];
      return [{ sku, categories: product.categories, amount: product.price.amount * quantity }];
    }),
    ...(shipping === undefined ? {} : { shipping: shipping.amount }),
  };
}

/**
 * What is paid. Prices include 20 % VAT, and `tax` is the part of the total that it makes; a discount takes its part of the
 * tax with it.
 */
export function totalsOf(lines: dispatch.OrderLine[], shipping: Money, discount = 0): dispatch.Totals {
  const subtotal = lines.reduce((sum, line) => sum + line.lineTotal.amount, 0);
  const total = subtotal + shipping.amount - discount;
  return {
    subtotal: money(subtotal, shipping),
    shipping,
    ...(discount === 0 ? {} : { discount: money(discount, shipping) }),
    tax: money(total - Math.round(total / VAT), shipping),
    total: money(total, shipping),
  };
}

/** A line as the quote remembers it. */
export interface QuotedLine {
  sku: string;
  quantity: number;
  /** Price of one, in minor units. */
  unitPrice: number;
  name: string;
}

export type QuoteChange = z.infer<typeof dispatch.QuoteChange>;

/** What has changed since the quote: prices, products that are gone, and stock that no longer suffices. */
export function changesSince(lines: QuotedLine[], products: Products): QuoteChange[] {
  return lines.flatMap(({ sku, quantity, unitPrice, name }): QuoteChange[] => {
    const product = products.get(sku);
    if (product === undefined) return [{ sku, name, what: 'gone', was: quantity, now: 0 }];
    const found: QuoteChange[] = [];
    const price = product.price.amount;
    if (price !== unitPrice) found.push({ sku, name, what: 'price', was: unitPrice, now: price });
    if (product.available < quantity) {
      found.push({ sku, name, what: 'stock', was: quantity, now: product.available });
    }
    return found;
  });
}
