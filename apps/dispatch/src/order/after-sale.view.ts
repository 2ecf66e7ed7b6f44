import type { dispatch, Money } from '@shop/contracts';
import type { OrderRecord, RefundRecord, ReturnRecord } from './order.ts';

const money = ({ totals }: Pick<OrderRecord, 'totals'>, amount: number): Money => ({
  amount,
  currency: totals.total.currency,
});

/** A return as its shopper and the shop see it. */
export function returnOf(order: Pick<OrderRecord, 'totals'>, one: ReturnRecord): dispatch.Return {
  const { id, is, lines, reason, note, answer, requestedAt, updatedAt } = one;
  return {
    id,
    state: is,
    lines,
    reason,
    ...(note === undefined ? {} : { note }),
    amount: money(order, one.amount),
    ...(answer === undefined ? {} : { answer }),
    requestedAt: requestedAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

/** A refund as the shop sees it. */
export function refundOf(order: Pick<OrderRecord, 'totals' | 'payment'>, one: RefundRecord): dispatch.Refund {
  const { id, is, whole, late, reason, returnId, askedBy, askedAt, decidedBy, decidedAt } = one;
  return {
    id,
    state: is,
    amount: money(order, one.amount),
    whole,
    late: is === 'sending' && (late === true || (whole && order.payment.refundFailed === true)),
    reason,
    ...(returnId === undefined ? {} : { returnId }),
    askedBy,
    askedAt: askedAt.toISOString(),
    ...(decidedBy === undefined ? {} : { decidedBy }),
    ...(decidedAt === undefined ? {} : { decidedAt: decidedAt.toISOString() }),
  };
}
