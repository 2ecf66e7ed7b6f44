import type { dispatch } from '@shop/contracts';
import { commandsDue } from '../order/commands.ts';
import type { OrderRecord } from '../order/order.ts';

/** From when on an order counts as stuck. */
export interface Patience {
  attempts: number;
  overdueMs: number;
}

/** An order that does not get on, and why. */
export function stuckOf(order: OrderRecord, now: Date, patience: Patience): dispatch.StuckOrder {
  const waitsFor = commandsDue(order).map(({ message }) => message.name);
  const since = order.history.at(-1)?.at ?? order.placedAt;
  const { id, number, state, synthetic, attempts, dueAt } = order;
  return {
    orderId: id,
    number,
    state,
    ...(synthetic === true ? { synthetic } : {}),
    waitsFor,
    attempts,
    placedAt: order.placedAt.toISOString(),
    since: since.toISOString(),
    ...(dueAt === undefined ? {} : { dueAt: dueAt.toISOString() }),
    forSeconds: Math.max(0, Math.floor((now.getTime() - since.getTime()) / 1000)),
    why: why(order, waitsFor, now, patience),
  };
}

function why(
  { attempts, dueAt, payment }: OrderRecord,
  waitsFor: string[],
  now: Date,
  patience: Patience,
): string {
  const commands = waitsFor.join(' and ');
  if (payment.refundFailed === true) return `the refund has failed, tried ${attempts} times since`;
  if (dueAt === undefined) return 'nothing is awaited, and nobody will look at it again';
  if (attempts >= patience.attempts)
    return commands === ''
      ? `looked at ${attempts} times without getting on`
      : `${commands} sent again ${attempts} times without an answer`;
  const late = Math.floor((now.getTime() - dueAt.getTime()) / 1000);
  return `should have been looked at ${late} s ago, and nobody has: is dispatch sweeping?`;
}
