import { announcements } from './announcements.ts';
import type { Outgoing } from './commands.ts';
import { AUTHORISE_MS } from './facts.ts';
import type { OrderRecord } from './order.ts';
import { assertStep, isCancellable, type State } from './states.ts';
import { stateText } from './wording.ts';

interface Step {
  to: State;
  when(order: OrderRecord): boolean;
  ask?(order: OrderRecord, now: Date): void;
}

const gone = (order: OrderRecord): boolean => order.parcel.is === 'moving' || order.parcel.is === 'delivered';

function leave(order: OrderRecord): void {
  order.reason = undefined;
  order.stock.is = 'committing';
}

/** The way of an order that goes well: what it waits for in a state, and what it asks for in the next. */
const forward: Partial<Record<State, Step>> = {
  placed: {
    to: 'reserved',
    when: ({ stock }) => stock.is === 'held',
    ask: ({ payment }, now) => {
      payment.is = 'asked';
      payment.until = new Date(now.getTime() + AUTHORISE_MS);
    },
  },
  reserved: {
    to: 'authorised',
    when: ({ payment }) => payment.is === 'authorised',
    ask: ({ stock }) => {
      stock.is = 'securing';
    },
  },
  authorised: {
    to: 'confirmed',
    when: ({ stock }) => stock.is === 'secured',
    ask: ({ parcel }) => {
      parcel.is = 'asked';
    },
  },
  confirmed: {
    to: 'booked',
    when: ({ parcel }) => parcel.is === 'booked',
    ask: ({ payment }) => {
      payment.is = 'capturing';
    },
  },
  booked: {
    to: 'captured',
    when: ({ payment }) => payment.is === 'captured',
    ask: ({ parcel }) => {
      parcel.is = 'handed';
    },
  },
  captured: { to: 'dispatched', when: gone, ask: leave },
  dispatched: { to: 'delivered', when: ({ parcel }) => parcel.is === 'delivered' },
};

/** Asks for every undoing that is due: exactly what was asked for or done, and the money last. */
function unwind({ stock, payment, parcel, totals }: OrderRecord, refundId: string): void {
  if (parcel.is === 'asked' || parcel.is === 'booked') parcel.is = 'cancelling';
  if (parcel.is === 'handed') parcel.is = 'recalling';
  if (payment.is === 'asked' || payment.is === 'challenged' || payment.is === 'authorised') {
    payment.is = 'voiding';
    payment.uncertain = false;
    payment.challengeUrl = undefined;
    payment.until = undefined;
  }
  // Until the carrier has said that the parcel stays, neither goods nor money go back.
  if (parcel.is === 'recalling') return;
  if (['asked', 'held', 'securing', 'secured'].includes(stock.is)) stock.is = 'releasing';
  // A capture on its way is waited for: whether to void or to refund depends on it.
  if (payment.is === 'captured') {
    // Somebody may have paid it back by hand, at the provider's.
    payment.is = (payment.refunded?.amount ?? 0) >= totals.total.amount ? 'refunded' : 'refunding';
    payment.refundId = refundId;
  }
}

const settledStock: ReadonlySet<string> = new Set(['refused', 'released', 'committing', 'committed']);
const settledParcel: ReadonlySet<string> = new Set(['none', 'refused', 'cancelled', 'moving', 'delivered']);

function backward(order: OrderRecord): State | undefined {
  const { state, payment } = order;
  const back = settledStock.has(order.stock.is) && settledParcel.has(order.parcel.is);
  const unpaid = payment.is === 'none' || payment.is === 'declined' || payment.is === 'voided';
  if (state === 'refunding') return back && payment.is === 'refunded' ? 'refunded' : undefined;
  if (state === 'refunded') return undefined;
  if (payment.is === 'refunding' || payment.is === 'refunded')
    return isCancellable(state) ? 'cancelling' : 'refunding';
  if (state === 'cancelling') return back && unpaid ? 'cancelled' : undefined;
  if (!isCancellable(state)) return undefined;
  return state === 'placed' && back && unpaid ? 'cancelled' : 'cancelling';
}

/** Takes an order as far as its standings allow; tells what is announced on the way. */
export function advance(order: OrderRecord, given: { now: Date; refundId: string }): Outgoing[] {
  const messages: Outgoing[] = [];
  for (;;) {
    const to = step(order, given);
    if (to === undefined) return messages;
    assertStep(order.state, to);
    order.state = to;
    order.timeline.push({ at: given.now, state: to, text: stateText(order) });
    messages.push(...announcements(order));
  }
}

function step(order: OrderRecord, { now, refundId }: { now: Date; refundId: string }): State | undefined {
  const late = order.state === 'cancelling' && order.payment.is === 'captured' && gone(order);
  if (late) {
    leave(order);
    return 'dispatched';
  }
  if (order.reason !== undefined) {
    unwind(order, refundId);
    return backward(order);
  }
  const way = forward[order.state];
  if (way === undefined || !way.when(order)) return undefined;
  way.ask?.(order, now);
  return way.to;
}
