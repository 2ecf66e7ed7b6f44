import { type Origin, Problem } from '@shop/contracts';
import { afterSaleEvents, changedEvent, placedEvents } from './announcements.ts';
import { commandKey, commandsDue, type Outgoing } from './commands.ts';
import { dueAtOf, needsLongerHold } from './deadlines.ts';
import { type Act, askForStock, type Fact, HOLD_MS, type Noted, notes, windDown } from './facts.ts';
import type { OrderRecord, Placement, RefundRecord } from './order.ts';
import { askForRefund, closeWholeRefunds, decideOnRefund, retryLateRefund, sameRefund } from './refunds.ts';
import { askForReturn, decideOnReturn, receive, sameReturn } from './returns.ts';
import { isCancellable, isFinal, type State } from './states.ts';
import { advance } from './steps.ts';
import { stateText } from './wording.ts';

/** What a decision is given besides the order and the fact, so that it depends on nothing else. */
export interface Circumstances {
  now: Date;
  /** What the history says the cause was. */
  cause: string;
  messageId?: string | undefined;
  /** Which attempt to handle the message this is, and who sent it. */
  attempt?: number | undefined;
  sender?: Origin | undefined;
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
  { now, cause, version, holdMs = HOLD_MS }: Omit<Circumstances, 'refundId'> & { holdMs?: number },
): Decision {
  const expiresAt = new Date(now.getTime() + holdMs);
  const order: OrderRecord = {
    ...placement,
    version: 1,
    state: 'placed',
    stock: { is: 'asked', expiresAt, askedUntil: expiresAt, holdMs },
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
  return { order, messages: [...commandsDue(order), ...placedEvents(order), changedEvent(order)] };
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
  closeWholeRefunds(order);
  const due = commandsDue(order);
  const waiting = new Set(commandsDue(before).map(commandKey));
  const all = fact.kind === 'overdue' || noted === 'undo again';
  const commands = all ? due : due.filter((one) => !waiting.has(commandKey(one)));
  order.version = before.version + 1;
  order.updatedAt = now;
  order.dueAt = dueAtOf(order, now);
  record(order, before.state, fact, given);
  if (order.forget === true && order.forgotten !== true && isFinal(order.state) && due.length === 0)
    forget(order);
  const after = afterSaleEvents(before, order);
  return { order, messages: [...commands, ...announced, ...after, changedEvent(order)] };
}

function note(order: OrderRecord, fact: Fact, { now, refundId }: Circumstances): Noted {
  if (isAct(fact)) return act(order, fact, now, refundId);
  if (fact.kind === 'overdue') return overdue(order, now, refundId);
  if (fact.kind === 'ownerDeleted') {
    if (order.forget === true) return 'nothing';
    order.forget = true;
    return 'changed';
  }
  const handle = notes[fact.kind] as (order: OrderRecord, fact: Fact, now: Date) => Noted;
  return handle(order, fact, now);
}

const isAct = (fact: Fact): fact is Act => fact.kind in acts;

const acts: { [K in Act['kind']]: true } = {
  stopped: true,
  refundAsked: true,
  refundDecided: true,
  returnAsked: true,
  returnDecided: true,
  returnReceived: true,
};

/** Does what somebody wants. The same wish once more, after an answer that was lost, changes nothing. */
function act(order: OrderRecord, fact: Act, now: Date, refundId: string): Noted {
  switch (fact.kind) {
    case 'stopped':
      return stop(order, fact.by, refundId);
    case 'refundAsked': {
      const known = sameRefund(order, fact.key, fact.fingerprint) !== undefined;
      if (known || (fact.amount === undefined && isEnding(order))) return 'nothing';
      return begin(order, askForRefund(order, fact, now), refundId);
    }
    case 'refundDecided':
      return begin(order, decideOnRefund(order, fact, now), refundId);
    case 'returnAsked':
      if (sameReturn(order, fact.key, fact.fingerprint) === undefined) askForReturn(order, fact, now);
      else return 'nothing';
      break;
    case 'returnDecided':
      decideOnReturn(order, fact, now);
      break;
    case 'returnReceived':
      receive(order, { ...fact, refundId }, now);
  }
  return 'changed';
}

/** True while everything is being undone already: to want that is to have it. */
const isEnding = ({ state, payment }: OrderRecord): boolean =>
  (state === 'cancelling' || state === 'refunding') && payment.refundFailed !== true;

/** A refund that needs nobody else any more: a whole one ends its order. */
function begin(order: OrderRecord, { whole, is }: RefundRecord, refundId: string): Noted {
  if (whole && is === 'sending') stop(order, 'shop', refundId);
  return 'changed';
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
  if (retryLateRefund(order, refundId)) return 'changed';
  if (stock.is === 'asked' || needsLongerHold(order, now)) askForStock(order, now);
  return 'changed';
}

function record(order: OrderRecord, from: State, fact: Fact, given: Circumstances): void {
  // Sending again is routine; only what it changed is worth keeping.
  if (fact.kind === 'overdue' && from === order.state) return;
  const { now: at, cause, messageId, attempt, sender, version } = given;
  order.history.push({ at, from, to: order.state, cause, messageId, attempt, sender, version });
}

const ANONYMOUS = 'deleted@account.invalid';

/** Blanks who the shopper was; what was bought and paid stays for the tax office. */
function forget(order: OrderRecord): void {
  order.email = ANONYMOUS;
  order.address = { ...order.address, name: '[deleted]', street: '[deleted]' };
  order.returns = order.returns?.map(({ note: _, ...one }) => one);
  order.forgotten = true;
}
