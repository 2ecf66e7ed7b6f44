import { shipping } from '@shop/contracts';
import { commandsDue } from './commands.ts';
import { HOLD_MS } from './facts.ts';
import type { OrderRecord } from './order.ts';
import { hasLateRefund } from './refunds.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** When a hold is made longer: this long before it runs out, a third of its time at the most. */
const HOLD_MARGIN_MS = 5 * MINUTE;

/** How long to wait for an answer before a command is sent again: the first time, and at the most. */
const patience = { first: 10 * SECOND, most: 5 * MINUTE };
const carrierPatience = { first: 10 * MINUTE, most: 6 * HOUR };
const refundPatience = { first: MINUTE, most: 6 * HOUR };

const after = (now: Date, { first, most }: typeof patience, attempts: number): number =>
  now.getTime() + Math.min(most, first * 2 ** Math.min(attempts, 20));

const isPending = ({ payment: { is } }: OrderRecord): boolean => is === 'asked' || is === 'challenged';

/** When the hold on the stock has to be made longer, because the payment is still open; undefined when that is of no use. */
function longerHoldAt({ stock }: OrderRecord): number | undefined {
  // A wish that was not granted is not repeated: that the hold has run out will be announced, and it is asked for anew.
  if (stock.is !== 'held' || stock.askedUntil > stock.expiresAt) return undefined;
  return stock.expiresAt.getTime() - Math.min(HOLD_MARGIN_MS, (stock.holdMs ?? HOLD_MS) / 3);
}

/** True when the payment is still open and the hold on the stock is about to run out. */
export function needsLongerHold(order: OrderRecord, now: Date): boolean {
  return isPending(order) && (longerHoldAt(order) ?? Number.POSITIVE_INFINITY) <= now.getTime();
}

/** When an order has to be looked at again if nothing is heard of it; undefined when nothing is awaited. */
export function dueAtOf(order: OrderRecord, now: Date): Date | undefined {
  const names = commandsDue(order).map(({ message }) => message.name);
  const times: number[] = [];
  if (names.some((name) => name !== shipping.handOver.name)) times.push(after(now, patience, order.attempts));
  else if (names.length > 0) times.push(after(now, carrierPatience, order.attempts));
  if (order.payment.refundFailed === true || hasLateRefund(order))
    times.push(after(now, refundPatience, order.attempts));
  if (isPending(order)) {
    if (order.payment.until !== undefined) times.push(order.payment.until.getTime());
    const hold = longerHoldAt(order);
    if (hold !== undefined) times.push(hold);
  }
  return times.length === 0 ? undefined : new Date(Math.max(now.getTime() + SECOND, Math.min(...times)));
}

/** Sent this often without an answer, an order counts as stuck. */
export const STUCK_AFTER = 3;
