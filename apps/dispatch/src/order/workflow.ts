import { dispatch, type Event, type Payload, Problem } from '@shop/contracts';
import { commandsDue, type Outgoing } from './commands.ts';
import { dueAtOf, needsLongerHold } from './deadlines.ts';
import { AUTHORISE_MS, askForStock, type Fact, HOLD_MS, type Noted, notes, windDown } from './facts.ts';
import type { OrderRecord, Placement } from './order.ts';
import { assertStep, isCancellable, isFinal, type State } from './states.ts';
import { stateText } from './wording.ts';

/** What a decision is given besides the order and the fact, so that it depends on nothing else. */
export interface Circumstances {
  now: Date;
  /** What the history says the cause was. */
  cause: string;
  messageId?: string | undefined;
  /** Version of this service. */
  version: string;
  /** Id for a refund, should one begin now. */
  refundId: string;
}

/** What to store and to send, in one write. */
export interface Decision {
  order: OrderRecord;
  messages: Outgoing[];
}

/** An order is born: placed, asking for its stock. */
export function place(
  placement: Placement,
  { now, cause, version }: Omit<Circumstances, 'refundId'>,
): Decision {
  const expiresAt = new Date(now.getTime() + HOLD_MS);
  const order: OrderRecord = {
    ...placement,
    version: 1,
    state: 'placed',
    stock: { is: 'asked', expiresAt, askedUntil: expiresAt },
    payment: { ...placement.payment, is: 'none', uncertain: false },
    parcel: { is: 'none', history: [] },
    timeline: [],
    history: [{ at: now, from: 'placed', to: 'placed', cause, version }],
    placedAt: now,
    updatedAt: now,
    attempts: 0,
  };
  order.timeline.push({ at: now, state: 'placed', text: stateText(order) });
  order.dueAt = dueAtOf(order, now);
  const placed = event(dispatch.orderPlaced, { ...aboutOf(order), total: order.totals.total });
  return { order, messages: [...commandsDue(order), placed, changedEvent(order)] };
}

/** What becomes of an order by a fact; undefined when the fact changes nothing. Throws order_not_cancellable and order_not_refundable. */
export function decide(before: OrderRecord, fact: Fact, given: Circumstances): Decision | undefined {
  const order = structuredClone(before);
  const noted = note(order, fact, given);
  if (noted === 'nothing') return undefined;
  if (fact.kind !== 'overdue' && fact.kind !== 'refundFailed') order.attempts = 0;
  const announced = advance(order, given);
  const { now } = given;
  if (!['none', 'asked'].includes(order.payment.is)) order.payment.token = undefined;
  const due = commandsDue(order);
  const waiting = new Set(commandsDue(before).map(({ message }) => message.name));
  const all = fact.kind === 'overdue' || noted === 'undo again';
  const commands = all ? due : due.filter(({ message }) => !waiting.has(message.name));
  order.version = before.version + 1;
  order.updatedAt = now;
  order.dueAt = dueAtOf(order, now);
  record(order, before.state, fact, given);
  if (order.forget === true && order.forgotten !== true && isFinal(order.state) && due.length === 0)
    forget(order);
  return { order, messages: [...commands, ...announced, changedEvent(order)] };
}

function note(order: OrderRecord, fact: Fact, { now, refundId }: Circumstances): Noted {
  if (fact.kind === 'stopped') return stop(order, fact.by, refundId);
  if (fact.kind === 'overdue') return overdue(order, now, refundId);
  if (fact.kind === 'ownerDeleted') {
    if (order.forget === true) return 'nothing';
    order.forget = true;
    return 'changed';
  }
  const handle = notes[fact.kind] as (order: OrderRecord, fact: Fact, now: Date) => Noted;
  return handle(order, fact, now);
}

function stop(order: OrderRecord, by: 'shopper' | 'shop', refundId: string): Noted {
  if (isCancellable(order.state)) return windDown(order, by);
  if (by === 'shop' && (order.state === 'dispatched' || order.state === 'delivered'))
    return windDown(order, by);
  if (by === 'shop' && order.payment.refundFailed === true) return retryRefund(order, refundId);
  if (order.state === 'cancelling' || order.state === 'refunding') return 'nothing';
  if (by === 'shopper' && (order.state === 'cancelled' || order.state === 'refunded')) return 'nothing';
  throw new Problem(by === 'shop' ? 'order_not_refundable' : 'order_not_cancellable');
}

function retryRefund(order: OrderRecord, refundId: string): Noted {
  order.payment.refundFailed = false;
  order.payment.refundId = refundId;
  return 'changed';
}

function overdue(order: OrderRecord, now: Date, refundId: string): Noted {
  if (order.dueAt === undefined || order.dueAt > now) return 'nothing';
  order.attempts += 1;
  const { payment, stock } = order;
  const pending = payment.is === 'asked' || payment.is === 'challenged';
  if (pending && payment.until !== undefined && payment.until <= now)
    return windDown(order, 'payment_expired');
  if (payment.refundFailed === true) return retryRefund(order, refundId);
  if (stock.is === 'asked' || needsLongerHold(order, now)) askForStock(order, now);
  return 'changed';
}

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

function advance(order: OrderRecord, given: Circumstances): Outgoing[] {
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

function step(order: OrderRecord, { now, refundId }: Circumstances): State | undefined {
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

const event = <E extends Event>(message: E, payload: Payload<E>): Outgoing => ({ message, payload });
const changedEvent = ({ id, version }: OrderRecord): Outgoing =>
  event(dispatch.orderChanged, { orderId: id, version });

function aboutOf({ id, number, ownerId, lines }: OrderRecord) {
  const ordered = lines.map(({ sku, quantity }) => ({ sku, quantity }));
  return { orderId: id, number, ownerId, lines: ordered };
}

function announcements(order: OrderRecord): Outgoing[] {
  const { lines, ...about } = aboutOf(order);
  const { total } = order.totals;
  const { cartVersion, reason = 'shop' } = order;
  switch (order.state) {
    case 'confirmed':
      return [event(dispatch.orderConfirmed, { ...about, lines, cartVersion, total })];
    case 'dispatched': {
      const trackingNumber = order.parcel.trackingNumber ?? '';
      return [event(dispatch.orderDispatched, { ...about, lines, trackingNumber })];
    }
    case 'delivered':
      return [event(dispatch.orderDelivered, { ...about, lines })];
    case 'cancelled':
      return [event(dispatch.orderCancelled, { ...about, reason })];
    case 'refunded':
      return [event(dispatch.orderRefunded, { ...about, amount: order.payment.refunded ?? total })];
    default:
      return [];
  }
}

function record(order: OrderRecord, from: State, fact: Fact, given: Circumstances): void {
  // Sending again is routine; only what it changed is worth keeping.
  if (fact.kind === 'overdue' && from === order.state) return;
  const { now: at, cause, messageId, version } = given;
  order.history.push({ at, from, to: order.state, cause, messageId, version });
}

const ANONYMOUS = 'deleted@account.invalid';

/** Blanks who the shopper was; what was bought and paid stays for the tax office. */
function forget(order: OrderRecord): void {
  order.email = ANONYMOUS;
  order.address = { ...order.address, name: '[deleted]', street: '[deleted]' };
  order.forgotten = true;
}
