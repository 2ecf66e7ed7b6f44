import type { Entry } from '../history.ts';
import { broken, type Check, ended, euros, grouped, listed, real, sum } from './case.ts';
import type { OrderRow, ReturnRow, Violation } from './evidence.ts';

/** An order keeps its promotion unless it came to nothing before anything of it had left. */
const keepsPromotion = ({ state, went }: OrderRow): boolean =>
  !ended.has(state) || state === 'delivered' || went.includes('dispatched');

/** Uses of promotions: never too many, each one of a living order, and one for each discount. */
export const promotions: Check = function* ({ evidence }) {
  const byPromotion = grouped(evidence.uses, ({ promotionId }) => promotionId);
  for (const { id, code, limit = Infinity, perShopper = Infinity } of evidence.promotions) {
    const uses = byPromotion.get(id) ?? [];
    if (uses.length > limit) yield broken('promotion-overused', `${code}: ${uses.length} uses of ${limit}`);
    for (const [ownerId, own] of grouped(uses, (use) => use.ownerId))
      if (own.length > perShopper)
        yield broken(
          'promotion-overused',
          `${code}: ${own.length} uses of ${ownerId}, who may ${perShopper}`,
        );
  }
  const uses = new Map(evidence.uses.map((use) => [use.id, use]));
  for (const { id, promotion, discount, ...order } of evidence.orders) {
    const use = promotion && uses.get(promotion.useId);
    if (promotion === undefined) {
      if (discount > 0)
        yield broken('promotion-adrift', `order ${id} has ${euros(discount)} off and no promotion`);
    } else if (keepsPromotion({ id, discount, ...order }) && use?.promotionId !== promotion.id)
      yield broken('promotion-adrift', `order ${id} has no use ${promotion.useId} of its promotion`);
  }
  const orders = grouped(
    evidence.orders.filter(keepsPromotion),
    ({ promotion }) => promotion?.useId ?? 'none',
  );
  for (const { id } of evidence.uses) {
    const { length } = orders.get(id) ?? [];
    if (length !== 1) yield broken('promotion-adrift', `the use ${id} has ${length} living orders`);
  }
};

/** Goods that come back: as asked, once, shelved as said, paid for, and at their end. */
export const returns: Check = function* ({ evidence, history }) {
  const orders = real(evidence.orders);
  const known = new Map(orders.flatMap((order) => order.returns.map((one) => [one.id, one])));
  yield* asRemembered(history, known);
  for (const order of orders) {
    for (const [key, same] of grouped(order.returns, (one) => one.key))
      if (same.length > 1)
        yield broken('return-doubled', `key ${key} made ${same.map(({ id }) => id).join(' and ')}`);
    const back = order.returns.filter(({ state }) => state !== 'refused');
    for (const { sku, quantity } of tooMany(order, back))
      yield broken('return-doubled', `${quantity} ${sku} more come back of order ${order.id} than it has`);
    for (const { id, state } of back)
      if (state !== 'refunded') yield broken('return-stuck', `return ${id} of order ${order.id} is ${state}`);
    if (order.state === 'delivered') yield* paidFor(order, back);
  }
};

/** What the desk did to a return before it came into its state. */
const deeds = new Map([
  ['approved', ['return-approved']],
  ['refused', ['return-refused']],
  ['received', ['return-approved', 'return-received']],
  ['refunded', ['return-approved', 'return-received']],
]);

/** Whatever the desk did is in the audit log. */
export const logged: Check = function* ({ evidence }) {
  const acts = grouped(evidence.acts, ({ returnId }) => returnId);
  for (const { id, state } of evidence.orders.flatMap((order) => order.returns)) {
    const known = new Set((acts.get(id) ?? []).map(({ what }) => what));
    for (const what of deeds.get(state) ?? [])
      if (!known.has(what))
        yield broken('act-unlogged', `return ${id} is ${state}, and the audit log has no ${what}`);
  }
};

function* asRemembered(
  history: readonly Entry[],
  known: ReadonlyMap<string, ReturnRow>,
): Iterable<Violation> {
  for (const { op, returnId, lines = [] } of history) {
    if (returnId === undefined) continue;
    const found = known.get(returnId);
    if (op === 'return' && found === undefined)
      yield broken('return-lost', `return ${returnId} is not in the store`);
    const shelved = found === undefined || !['received', 'refunded'].includes(found.state);
    if (op === 'receive' && !shelved && listed(found.restock) !== listed(lines))
      yield broken(
        'return-other',
        `return ${returnId}: ${listed(found.restock)} on the shelf, said was ${listed(lines)}`,
      );
  }
}

function tooMany({ lines }: OrderRow, back: readonly ReturnRow[]): { sku: string; quantity: number }[] {
  const sent = grouped(lines, ({ sku }) => sku);
  const came = grouped(
    back.flatMap((one) => one.lines),
    ({ sku }) => sku,
  );
  return [...came].flatMap(([sku, all]) => {
    const more = sum(all, ({ quantity }) => quantity) - sum(sent.get(sku) ?? [], ({ quantity }) => quantity);
    return more > 0 ? [{ sku, quantity: more }] : [];
  });
}

/** Each return is paid for once, with what it was said to be worth; with the last goods, all that was paid is back. */
function* paidFor({ id, lines, total, paidBack }: OrderRow, back: readonly ReturnRow[]): Iterable<Violation> {
  for (const one of back) {
    const times = one.amount > 0 ? 1 : 0;
    if (
      one.state === 'refunded' &&
      (one.paid.length !== times || sum(one.paid, (paid) => paid) !== one.amount)
    )
      yield broken(
        'return-paid-wrong',
        `return ${one.id} of order ${id}: ${one.paid.map(euros).join(' and ') || 'nothing'} of ${euros(one.amount)}`,
      );
  }
  const came = back.filter(({ state }) => state === 'refunded').flatMap((one) => one.lines);
  const pieces = (of: readonly { quantity: number }[]): number => sum(of, ({ quantity }) => quantity);
  if (came.length > 0 && pieces(came) === pieces(lines) && paidBack !== total)
    yield broken(
      'return-paid-wrong',
      `all of order ${id} came back, and ${euros(paidBack)} of ${euros(total)}`,
    );
}
