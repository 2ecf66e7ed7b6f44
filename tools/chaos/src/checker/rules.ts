import type { Entry } from '../history.ts';
import { logged, promotions, returns } from './after-sale.ts';
import { broken, type Case, type Check, ended, euros, grouped, listed, real, sum } from './case.ts';
import type { LedgerRow, Violation } from './evidence.ts';

const onItsWay = new Set(['collected', 'in_transit', 'out_for_delivery', 'delivered']);
const placings = (history: readonly Entry[]): Map<string, Entry[]> =>
  grouped(
    history.filter(({ op, key }) => op === 'place' && key !== undefined),
    ({ key }) => key ?? '',
  );

const remembered: Check = function* ({ evidence, history }) {
  const byId = new Map(evidence.orders.map((order) => [order.id, order]));
  const byKey = grouped(evidence.orders, ({ key }) => key);
  for (const [key, calls] of placings(history)) {
    const given = new Set(calls.flatMap(({ orderId }) => orderId ?? []));
    for (const id of given)
      if (!byId.has(id)) yield broken('order-lost', `order ${id} of key ${key} is not in the store`);
    const stored = byKey.get(key) ?? [];
    const all = new Set([...given, ...stored.map(({ id }) => id)]);
    if (all.size > 1) yield broken('order-doubled', `key ${key} made ${[...all].join(' and ')}`);
    const answers = calls.filter(({ phase }) => phase !== 'invoke');
    const open = calls.length !== 2 * answers.length || answers.some(({ phase }) => phase !== 'fail');
    if (!open && stored.length > 0)
      yield broken('order-unasked', `key ${key} was always refused, and order ${stored[0]?.id} exists`);
    const { lines: asked, total } = calls.find(({ lines }) => lines !== undefined) ?? {};
    for (const order of stored) {
      if (total !== undefined && total !== order.total)
        yield broken(
          'order-other',
          `order ${order.id} costs ${euros(order.total)}, quoted was ${euros(total)}`,
        );
      if (asked !== undefined && listed(asked) !== listed(order.lines))
        yield broken(
          'order-other',
          `order ${order.id} has ${listed(order.lines)}, asked was ${listed(asked)}`,
        );
    }
  }
};

const accounts: Check = function* ({ evidence, history }) {
  for (const { op, phase, email } of history)
    if (op === 'register' && phase === 'ok' && email !== undefined && !evidence.accounts.has(email))
      yield broken('account-lost', `${email} has no account`);
};

const final: Check = function* ({ evidence }) {
  for (const { id, state } of evidence.orders)
    if (!ended.has(state)) yield broken('order-stuck', `order ${id} is ${state}`);
};

const money: Check = function* ({ evidence }) {
  const payments = grouped(evidence.ledger, ({ orderId }) => orderId);
  const orders = new Map(real(evidence.orders).map((order) => [order.id, order]));
  for (const [id, found] of payments) {
    if (!orders.has(id)) yield broken('money-unknown', `payment ${found[0]?.id} names order ${id}`);
    const captures = sum(found, ({ captures: times }) => times);
    if (captures > 1) yield broken('captured-twice', `order ${id}: ${captures} captures`);
    for (const payment of found) yield* openMoney(payment);
  }
  for (const [id, { state, total, paidBack }] of orders) {
    const kept = sum(payments.get(id) ?? [], ({ captured, refunded }) => captured - refunded);
    const due = state === 'delivered' ? total - paidBack : 0;
    if (ended.has(state) && kept !== due)
      yield broken('money-adrift', `order ${id} is ${state}: ${euros(kept)} kept of ${euros(due)} due`);
  }
};

function* openMoney({ id, orderId, authorised, captured, voided }: LedgerRow): Iterable<Violation> {
  const open = authorised - captured - voided;
  if (open !== 0)
    yield broken('authorisation-open', `order ${orderId}, payment ${id}: ${euros(open)} reserved`);
}

const stock: Check = function* ({ evidence, stocked }) {
  const living = new Set(evidence.orders.filter(({ state }) => !ended.has(state)).map(({ id }) => id));
  const sent = new Set(
    evidence.shipments.filter(({ status }) => onItsWay.has(status)).map((one) => one.orderId),
  );
  const gone = new Map<string, number>();
  for (const order of real(evidence.orders))
    for (const { sku, quantity } of sent.has(order.id) ? order.lines : [])
      gone.set(sku, (gone.get(sku) ?? 0) + quantity);
  for (const { sku, quantity } of real(evidence.orders).flatMap(({ cameBack }) => cameBack))
    gone.set(sku, (gone.get(sku) ?? 0) - quantity);
  const found = new Map(evidence.products.map((product) => [product.sku, product]));
  for (const [sku, before] of stocked) {
    const now = found.get(sku);
    if (now === undefined) {
      yield broken('stock-adrift', `${sku} is gone`);
      continue;
    }
    const held = sum(now.holds, ({ quantity }) => quantity);
    const books = `${now.available} available, ${held} held, ${now.sold} sold of ${before.stocked}`;
    if (now.available < 0 || now.sold > before.stocked) yield broken('oversold', `${sku}: ${books}`);
    if (now.stocked !== before.stocked || now.available + held + now.sold !== before.stocked)
      yield broken('stock-adrift', `${sku}: ${books}`);
    const left = gone.get(sku) ?? 0;
    if (now.sold - before.sold !== left)
      yield broken(
        'sold-adrift',
        `${sku}: ${now.sold - before.sold} booked as sold, ${left} sent and not back`,
      );
    for (const { orderId } of now.holds)
      if (!living.has(orderId)) yield broken('hold-orphaned', `${sku} is held for order ${orderId}`);
  }
};

const parcels: Check = function* ({ evidence }) {
  const shipments = grouped(evidence.shipments, ({ orderId }) => orderId);
  const known = new Set(evidence.orders.map(({ id }) => id));
  for (const order of real(evidence.orders)) {
    const moving = (shipments.get(order.id) ?? []).filter(({ status }) => status !== 'cancelled');
    const due = order.went.includes('dispatched') ? 1 : 0;
    if (ended.has(order.state) && moving.length !== due)
      yield broken(
        'shipment-wrong',
        `order ${order.id} is ${order.state} and has ${moving.length} shipments`,
      );
  }
  for (const [id] of shipments)
    if (!known.has(id))
      yield broken('shipment-wrong', `a shipment names order ${id}, which is not in the store`);
  for (const [number, found] of grouped(evidence.shipments, ({ trackingNumber }) => trackingNumber))
    if (found.length > 1)
      yield broken('shipment-wrong', `${found.length} shipments have the number ${number}`);
};

const letters: Check = function* ({ evidence }) {
  const arrived = grouped(evidence.mails, ({ to }) => to);
  for (const { id, number, email, went } of real(evidence.orders)) {
    if (!went.includes('confirmed')) continue;
    const receipts = (arrived.get(email) ?? []).filter(
      ({ subject }) => subject.includes(number) && subject.includes('confirmed'),
    );
    if (receipts.length === 0) yield broken('receipt-missing', `order ${id} (${number}) to ${email}`);
  }
};

const rest: Check = function* ({ evidence, planted }) {
  for (const what of evidence.leftovers) yield broken('leftover', what);
  for (const { id, queue, type, reason } of evidence.deadLetters)
    if (!planted.has(id)) yield broken('dead-letter', `${queue}: ${type} ${id} (${reason})`);
  for (const what of evidence.unrouted) yield broken('unrouted', what);
};

const checks: readonly Check[] = [
  remembered,
  accounts,
  final,
  money,
  stock,
  parcels,
  letters,
  promotions,
  returns,
  logged,
  rest,
];

/** Every rule that the evidence breaks, each with what was seen. */
export const violations = (given: Case): Violation[] => checks.flatMap((check) => [...check(given)]);
