import type { catalogue, dispatch } from '@shop/contracts';
import type { OrderRecord } from '../order/order.ts';
import { isFinal } from '../order/states.ts';

/** What an order says about its stock. */
export type Standing = Pick<OrderRecord, 'state'> & { stock: Pick<OrderRecord['stock'], 'is'> };

/** Standings under which nothing may be held any more: the stock service has said so itself. */
const done: ReadonlySet<string> = new Set(['refused', 'released', 'committed']);

/**
 * What is wrong with the books of a product. `orders` has the orders that were looked for, before the books were read:
 * a hold of one that was not is newer, and left alone.
 */
export function problemsOf(
  product: catalogue.LedgerLine,
  orders: ReadonlyMap<string, Standing | 'unknown'>,
): dispatch.StockProblem[] {
  const { sku, available, sold, stocked, holds } = product;
  const problems: dispatch.StockProblem[] = [];
  const held = heldOf(product);
  if (available + held + sold !== stocked) {
    const sum = `${available} available + ${held} held + ${sold} sold = ${available + held + sold}`;
    problems.push({ sku, what: 'does_not_add_up', text: `${sum}, but ${stocked} were stocked` });
  }
  for (const [name, amount] of Object.entries({ available, sold, stocked }))
    if (amount < 0) problems.push({ sku, what: 'below_zero', text: `${name} is ${amount}` });
  for (const { orderId, quantity } of holds) {
    if (quantity <= 0) problems.push({ sku, what: 'below_zero', text: `a hold of ${quantity}`, orderId });
    const order = orders.get(orderId);
    if (order === undefined) continue;
    if (order === 'unknown') {
      const text = `${quantity} held for an order that does not exist`;
      problems.push({ sku, what: 'hold_of_unknown_order', text, orderId });
    } else if (done.has(order.stock.is)) {
      const what = isFinal(order.state) ? 'hold_of_final_order' : 'hold_not_expected';
      const text = `${quantity} held for an order that is ${order.state}, its stock ${order.stock.is}`;
      problems.push({ sku, what, text, orderId });
    }
  }
  return problems;
}

export const heldOf = ({ holds }: catalogue.LedgerLine): number =>
  holds.reduce((sum, { quantity }) => sum + quantity, 0);
