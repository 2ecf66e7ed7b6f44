import { type catalogue, type dispatch, Problem } from '@shop/contracts';
import type { OrderRecord, ReturnRecord } from './order.ts';
import { askForRefund, leftOf } from './refunds.ts';
import { say } from './timeline.ts';
import { returnText } from './wording.ts';
import { isAmong, isOut, stillOut, worthOf } from './worth.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Where a return can go from where it is. */
export const nextOfReturn = {
  requested: ['approved', 'refused'],
  // Refused after all: the goods never came.
  approved: ['received', 'refused'],
  received: ['refunded'],
  refunded: [],
  refused: [],
} as const satisfies Record<dispatch.ReturnState, readonly dispatch.ReturnState[]>;

/** A shopper's wish to send goods back. */
export interface ReturnWish {
  id: string;
  key: string;
  fingerprint: string;
  lines: catalogue.StockLine[];
  reason: dispatch.ReturnReason;
  note?: string | undefined;
  /** For how many days after the delivery it can be asked. */
  days: number;
}

const returnsOf = ({ returns = [] }: OrderRecord): ReturnRecord[] => returns;

/** When the parcel came. */
const deliveredAt = ({ timeline }: OrderRecord): Date | undefined =>
  timeline.find(({ state }) => state === 'delivered')?.at;

/** What can still be sent back, and until when; undefined when nothing can. */
export function returnableOf(
  order: OrderRecord,
  days: number,
  now: Date,
): { until: Date; lines: catalogue.StockLine[] } | undefined {
  const delivered = deliveredAt(order);
  if (delivered === undefined || order.state !== 'delivered' || order.synthetic === true) return undefined;
  if (order.reason !== undefined) return undefined;
  const until = new Date(delivered.getTime() + days * DAY_MS);
  const lines = stillOut(order);
  return until < now || lines.length === 0 ? undefined : { until, lines };
}

/** The return that was asked for with this key. Throws idempotency_key_reused when it was another wish. */
export function sameReturn(order: OrderRecord, key: string, fingerprint: string): ReturnRecord | undefined {
  const known = returnsOf(order).find((one) => one.key === key);
  if (known === undefined || known.fingerprint === fingerprint) return known;
  throw new Problem('idempotency_key_reused', { detail: 'Another return was asked for with this key.' });
}

/** Notes that goods are to come back. Throws not_returnable. */
export function askForReturn(order: OrderRecord, wish: ReturnWish, now: Date): void {
  const returnable = returnableOf(order, wish.days, now);
  if (returnable === undefined || !isOut(order, wish.lines))
    throw new Problem('not_returnable', { facts: { returnable: returnable?.lines ?? [] } });
  const { id, key, fingerprint, lines, reason, note } = wish;
  const about = {
    id,
    key,
    fingerprint,
    lines,
    reason,
    ...(note === undefined || note === '' ? {} : { note }),
  };
  const amount = worthOf(order, lines);
  order.returns = [
    ...returnsOf(order),
    { ...about, is: 'requested', amount, requestedAt: now, updatedAt: now, restock: [], stock: 'none' },
  ];
  say(order, returnText('requested'), now);
}

function found(order: OrderRecord, returnId: string): ReturnRecord {
  const one = returnsOf(order).find(({ id }) => id === returnId);
  if (one === undefined) throw new Problem('return_not_found');
  return one;
}

function move(order: OrderRecord, one: ReturnRecord, to: dispatch.ReturnState, now: Date): void {
  if (!(nextOfReturn[one.is] as readonly dispatch.ReturnState[]).includes(to))
    throw new Problem('return_decided', { facts: { state: one.is } });
  one.is = to;
  one.updatedAt = now;
  say(order, returnText(to), now);
}

/** The shop agrees to a return, or refuses it. Throws return_not_found and return_decided. */
export function decideOnReturn(
  order: OrderRecord,
  { returnId, approve, answer }: { returnId: string; approve: boolean; answer?: string | undefined },
  now: Date,
): void {
  const one = found(order, returnId);
  move(order, one, approve ? 'approved' : 'refused', now);
  if (answer !== undefined && answer !== '') one.answer = answer;
}

/**
 * The goods are back: what is paid for them is asked for, and what can be sold again goes on the shelf. Once more, for a return whose refund
 * was refused or came to nothing: its refund is asked for anew. Throws return_not_found, return_decided, invalid_request.
 */
export function receive(
  order: OrderRecord,
  given: {
    returnId: string;
    restock: catalogue.StockLine[];
    by: dispatch.Person;
    limit: number;
    refundId: string;
  },
  now: Date,
): void {
  const one = found(order, given.returnId);
  if (!isAmong(given.restock, one.lines))
    throw new Problem('invalid_request', { detail: 'More was put back on the shelf than came back.' });
  const again = one.is === 'received' && !hasOpenRefund(order, one.id);
  if (!again) {
    move(order, one, 'received', now);
    one.restock = given.restock;
    if (given.restock.length > 0) one.stock = 'asked';
  }
  // What was paid back by other ways meanwhile is not paid twice.
  const amount = Math.min(one.amount, leftOf(order));
  const payable = order.payment.is === 'captured' && order.reason === undefined && amount > 0;
  if (!payable) {
    move(order, one, 'refunded', now);
    return;
  }
  const key = `return:${one.id}:${given.refundId}`;
  askForRefund(
    order,
    {
      id: given.refundId,
      key,
      fingerprint: key,
      amount,
      reason: 'return',
      returnId: one.id,
      by: given.by,
      limit: given.limit,
    },
    now,
  );
}

const hasOpenRefund = ({ refunds = [] }: OrderRecord, returnId: string): boolean =>
  refunds.some(
    (refund) => refund.returnId === returnId && ['waiting', 'sending', 'done'].includes(refund.is),
  );

/** Returns whose money has gone back are at their end, and so are all that wait for money when the whole order was paid back. */
export function settleReturns(order: OrderRecord, now: Date): void {
  const all = (order.payment.refunded?.amount ?? 0) >= order.totals.total.amount;
  for (const one of returnsOf(order)) {
    if (one.is !== 'received') continue;
    const paid = (order.refunds ?? []).some(({ returnId, is }) => returnId === one.id && is === 'done');
    if (all || paid) move(order, one, 'refunded', now);
  }
}

/** The returns whose goods the stock has to take back: not before it has heard that they were sold. */
export const returnsToShelve = (order: OrderRecord): ReturnRecord[] =>
  order.stock.is === 'committed' ? returnsOf(order).filter(({ stock }) => stock === 'asked') : [];

/** The stock has taken goods back; false when that is known. */
export function shelved(order: OrderRecord, returnId: string): boolean {
  const one = returnsOf(order).find(({ id }) => id === returnId);
  if (one === undefined || one.stock !== 'asked') return false;
  one.stock = 'back';
  return true;
}
