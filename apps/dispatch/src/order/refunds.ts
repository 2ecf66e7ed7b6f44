import { type dispatch, type Payload, Problem, type payment } from '@shop/contracts';
import type { OrderRecord, RefundRecord } from './order.ts';
import { say } from './timeline.ts';
import { amountText } from './wording.ts';

/** A wish to pay something back. */
export interface RefundWish {
  id: string;
  key: string;
  fingerprint: string;
  /** Minor units; all that is left, and the end of the order, unless given. */
  amount?: number | undefined;
  reason: string;
  returnId?: string | undefined;
  by: dispatch.Person;
  /** Up to what amount, in minor units, one person may pay back alone on one order. */
  limit: number;
}

const counting: ReadonlySet<string> = new Set(['waiting', 'sending', 'done']);
const refundsOf = ({ refunds = [] }: OrderRecord): RefundRecord[] => refunds;

/** What is left to pay back of an order, in minor units, when every refund that is wanted has gone. */
export function leftOf(order: OrderRecord): number {
  const promised = refundsOf(order)
    .filter(({ is, whole }) => !whole && (is === 'sending' || is === 'waiting'))
    .reduce((sum, { amount }) => sum + amount, 0);
  return order.totals.total.amount - (order.payment.refunded?.amount ?? 0) - promised;
}

/** The refund that was asked for with this key. Throws idempotency_key_reused when it was another wish. */
export function sameRefund(order: OrderRecord, key: string, fingerprint: string): RefundRecord | undefined {
  const known = refundsOf(order).find((refund) => refund.key === key);
  if (known === undefined || known.fingerprint === fingerprint) return known;
  throw new Problem('idempotency_key_reused', { detail: 'Another refund was asked for with this key.' });
}

/** True when one person alone has paid back so much of this order that somebody else has to agree. */
function needsSecond(order: OrderRecord, amount: number, limit: number): boolean {
  const alone = refundsOf(order)
    .filter(({ is, decidedBy }) => counting.has(is) && decidedBy === undefined)
    .reduce((sum, refund) => sum + refund.amount, 0);
  return alone + amount > limit;
}

/** Notes that money is to go back. Throws order_not_refundable and refund_too_large. */
export function askForRefund(order: OrderRecord, wish: RefundWish, now: Date): RefundRecord {
  const { id, key, fingerprint, reason, returnId, by, limit } = wish;
  const whole = wish.amount === undefined;
  if (refundsOf(order).some((refund) => refund.whole && refund.is === 'waiting'))
    throw new Problem('order_not_refundable', {
      detail: 'All of it is to be paid back already: that refund waits for a second person.',
    });
  const left = leftOf(order);
  const amount = wish.amount ?? left;
  if (!whole) {
    if (order.payment.is !== 'captured' || order.reason !== undefined)
      throw new Problem('order_not_refundable');
    if (amount > left) throw new Problem('refund_too_large', { facts: { left } });
  }
  // Before money has moved, ending an order takes nothing from the till.
  const paid = order.payment.is === 'captured' || order.payment.is === 'capturing';
  const refund: RefundRecord = {
    id,
    tryId: id,
    key,
    fingerprint,
    is: paid && needsSecond(order, amount, limit) ? 'waiting' : 'sending',
    amount,
    whole,
    reason,
    ...(returnId === undefined ? {} : { returnId }),
    askedBy: by,
    askedAt: now,
  };
  order.refunds = [...refundsOf(order), refund];
  return refund;
}

/** Somebody else agrees to a refund, or refuses it. Throws refund_not_found, refund_decided, second_person_needed. */
export function decideOnRefund(
  order: OrderRecord,
  { refundId, approve, by }: { refundId: string; approve: boolean; by: dispatch.Person },
  now: Date,
): RefundRecord {
  const refund = refundsOf(order).find(({ id }) => id === refundId);
  if (refund === undefined) throw new Problem('refund_not_found');
  if (refund.is !== 'waiting') throw new Problem('refund_decided');
  if (refund.askedBy.id === by.id) throw new Problem('second_person_needed');
  refund.is = approve ? 'sending' : 'refused';
  refund.decidedBy = by;
  refund.decidedAt = now;
  return refund;
}

/** The refunds the payment service has to be asked for now. */
export const refundsToSend = (order: OrderRecord): RefundRecord[] =>
  refundsOf(order).filter(({ is, whole, late }) => is === 'sending' && !whole && late !== true);

/** True while the provider has to be asked once more for some refund. */
export const hasLateRefund = (order: OrderRecord): boolean =>
  refundsOf(order).some(({ is, late }) => is === 'sending' && late === true);

/** Some of the money has gone back: the refund it was is done. False when that is known, or it was none of these. */
export function settleRefund(
  order: OrderRecord,
  { refundId, amount }: Payload<typeof payment.paymentRefunded>,
  now: Date,
): boolean {
  const refund = refundsOf(order).find(({ tryId, whole }) => tryId === refundId && !whole);
  if (refund === undefined || refund.is === 'done') return false;
  refund.is = 'done';
  refund.late = undefined;
  say(order, `${amountText(amount)} of your money were paid back.`, now);
  return true;
}

/** The provider said no to a refund of some of the money; false when it was none of these. */
export function postponeRefund(order: OrderRecord, refundId: string, now: Date): boolean {
  const refund = refundsOf(order).find(({ tryId, whole }) => tryId === refundId && !whole);
  if (refund === undefined || refund.is !== 'sending' || refund.late === true) return false;
  const left = order.totals.total.amount - (order.payment.refunded?.amount ?? 0);
  if (refund.amount > left) {
    refund.is = 'failed';
    return true;
  }
  refund.late = true;
  say(order, 'Paying your money back takes longer than it should; we try again.', now);
  return true;
}

/** Asks anew, under another id, for a refund that the provider has refused; false when there is none. */
export function retryLateRefund(order: OrderRecord, tryId: string): boolean {
  const refund = refundsOf(order).find(({ is, late }) => is === 'sending' && late === true);
  if (refund === undefined) return false;
  refund.late = undefined;
  refund.tryId = tryId;
  return true;
}

/** An order that has come to its end takes its whole refund with it. */
export function closeWholeRefunds(order: OrderRecord): void {
  const ended = order.state === 'refunded' || order.state === 'cancelled';
  for (const refund of refundsOf(order)) {
    if (!refund.whole) continue;
    if (refund.is === 'sending' && ended) refund.is = 'done';
    // It ended some other way before anybody agreed.
    if (refund.is === 'waiting' && (ended || order.reason !== undefined)) refund.is = 'failed';
  }
}
