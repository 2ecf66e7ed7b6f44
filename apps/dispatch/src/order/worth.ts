import type { catalogue } from '@shop/contracts';
import type { OrderRecord } from './order.ts';

type Line = catalogue.StockLine;
type Goods = Pick<OrderRecord, 'lines' | 'totals' | 'promotion'>;

const counted = (lines: readonly Line[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { sku, quantity } of lines) counts.set(sku, (counts.get(sku) ?? 0) + quantity);
  return counts;
};

/** Goods of an order that come back, or came: all returns that were not refused. */
export const comingBack = ({ returns = [] }: Pick<OrderRecord, 'returns'>): Line[] =>
  returns.filter(({ is }) => is !== 'refused').flatMap(({ lines }) => lines);

/** What of an order does not come back yet. */
export function stillOut(order: Pick<OrderRecord, 'lines' | 'returns'>): Line[] {
  const back = counted(comingBack(order));
  return [...counted(order.lines)].flatMap(([sku, quantity]) => {
    const left = quantity - (back.get(sku) ?? 0);
    return left > 0 ? [{ sku, quantity: left }] : [];
  });
}

/** What was paid for the goods alone, in minor units: with tax, less every discount. */
function paidForGoods({ totals, promotion }: Goods): number {
  const { subtotal, shipping, total } = totals;
  if (promotion?.ofDelivery === true) return subtotal.amount;
  return Math.max(0, Math.min(subtotal.amount, total.amount - shipping.amount));
}

/**
 * What so many of an order's goods cost, in minor units; a discount is spread over all goods by their price. Rounded on the sum, so
 * that goods which come back one by one are worth as much as all at once.
 */
function priceOf(order: Goods, lines: readonly Line[]): number {
  const { subtotal } = order.totals;
  if (subtotal.amount === 0) return 0;
  const prices = new Map(order.lines.map(({ sku, unitPrice }) => [sku, unitPrice.amount]));
  const listed = lines.reduce((sum, { sku, quantity }) => sum + (prices.get(sku) ?? 0) * quantity, 0);
  return Math.round((listed * paidForGoods(order)) / subtotal.amount);
}

/** What is paid back for goods, in minor units. With the last of them the delivery is paid back too. */
export function worthOf(order: Goods & Pick<OrderRecord, 'returns'>, lines: readonly Line[]): number {
  const before = comingBack(order);
  const goods = priceOf(order, [...before, ...lines]) - priceOf(order, before);
  const left = stillOut(order).reduce((sum, { quantity }) => sum + quantity, 0);
  const last = lines.reduce((sum, { quantity }) => sum + quantity, 0) >= left;
  return goods + (last ? order.totals.total.amount - paidForGoods(order) : 0);
}

/** True when every line names goods of the order that do not come back yet, and no more than there are. */
export function isOut(order: Pick<OrderRecord, 'lines' | 'returns'>, lines: readonly Line[]): boolean {
  const out = new Map(stillOut(order).map(({ sku, quantity }) => [sku, quantity]));
  return [...counted(lines)].every(([sku, quantity]) => quantity <= (out.get(sku) ?? 0));
}

/** True when the first lines are among the second. */
export function isAmong(some: readonly Line[], all: readonly Line[]): boolean {
  const there = counted(all);
  return [...counted(some)].every(([sku, quantity]) => quantity <= (there.get(sku) ?? 0));
}
