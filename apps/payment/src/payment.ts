import { type AnyMessage, payment as contract } from '@shop/contracts';
import type { Card, Handle, Result, View } from './gateway/gateway.ts';

export type Operation = 'authorise' | 'capture' | 'void' | 'refund';

/** One call to the provider, written down before it is made. */
export interface Attempt {
  /** The provider's name for it is made of this: `<orderId>:<n>`. */
  reference: string;
  operation: Operation;
  /** Minor units. */
  amount: number;
  refundId?: string | undefined;
  outcome: 'started' | 'unknown' | 'succeeded' | 'failed' | 'challenged';
  reason?: string | undefined;
  startedAt: Date;
  settledAt?: Date | undefined;
  /** How often the provider was asked what became of it, or how often it could not be sent. */
  tries: number;
  /** When an attempt the provider did not know is looked for once more: it may have been slow. */
  lookAgainAt?: Date | undefined;
}

export interface Refund {
  refundId: string;
  /** Minor units. */
  amount: number;
  reason: string;
  is: 'wanted' | 'done' | 'failed';
  /** What was refunded in all when it was done. */
  total?: number | undefined;
}

/** The payment of one order. Amounts are minor units of `currency`. */
export interface PaymentRecord {
  orderId: string;
  ownerId?: string | undefined;
  /** Undefined only for an order whose payment was voided before it was asked for. */
  gateway?: contract.GatewayId | undefined;
  amount: number;
  currency: 'EUR';
  state: contract.PaymentState;
  captured: number;
  refunded: number;
  card?: Card | undefined;
  /** The provider's token for the card, kept until it was used. */
  token?: string | undefined;
  returnUrl?: string | undefined;
  handle?: Handle | undefined;
  challenge?: { url: string; expiresAt: Date } | undefined;
  captureAsked: boolean;
  voidAsked: boolean;
  refunds: Refund[];
  attempts: Attempt[];
  /** The provider told us that something is new. */
  nudged: boolean;
  /** That the outcome is not known was announced. */
  uncertain: boolean;
  /** Not before this time is the next thing done. */
  retryAt?: Date | undefined;
  createdAt: Date;
}

/** An event to announce in the same write as the change. */
export interface Told {
  event: AnyMessage;
  payload: unknown;
}

export interface Limits {
  /** After this long a payment the provider's queries do not show was never made, in ms. */
  settledAfterMs: number;
  /** How long a shopper has to answer the bank, in ms. */
  challengeMs: number;
}

export type Action =
  | { do: Operation; attempt: Attempt; refund?: Refund }
  | { do: 'ask' | 'look-again'; attempt: Attempt }
  | { do: 'look' | 'expire' };

/** How long a payment that cannot even be sent is tried, in ms. */
const SEND_FOR_MS = 180_000;
/** How often a capture or a refund is made anew, after it is known that it was not. */
const MOST_ATTEMPTS = 5;
const LOOK_AGAIN_MS = [120_000, 900_000, 3_600_000];

const event = (event: AnyMessage, payload: unknown): Told => ({ event, payload });
const money = ({ currency }: PaymentRecord, amount: number) => ({ amount, currency });
const backoff = (now: Date, tries: number, most = 60_000) =>
  new Date(now.getTime() + Math.min(most, 500 * 2 ** Math.min(tries, 12)));

export const authorised = (record: PaymentRecord): Told =>
  event(contract.paymentAuthorised, {
    orderId: record.orderId,
    amount: money(record, record.amount),
    gateway: record.gateway,
    ...(record.card ? { card: record.card } : {}),
  });
export const declined = ({ orderId }: PaymentRecord, reason: string): Told =>
  event(contract.paymentDeclined, { orderId, reason });
export const captured = (record: PaymentRecord): Told =>
  event(contract.paymentCaptured, { orderId: record.orderId, amount: money(record, record.captured) });
export const captureFailed = ({ orderId }: PaymentRecord, reason: string): Told =>
  event(contract.captureFailed, { orderId, reason });
export const voided = ({ orderId }: PaymentRecord): Told => event(contract.paymentVoided, { orderId });
export const refunded = (record: PaymentRecord, { refundId, amount, total }: Refund): Told =>
  event(contract.paymentRefunded, {
    orderId: record.orderId,
    refundId,
    amount: money(record, amount),
    refundedTotal: money(record, total ?? record.refunded),
  });
export const refundFailed = ({ orderId }: PaymentRecord, refundId: string, reason: string): Told =>
  event(contract.refundFailed, { orderId, refundId, reason });
export const challenged = ({ orderId, challenge }: PaymentRecord): Told =>
  event(contract.paymentChallenged, { orderId, challengeUrl: challenge?.url });

/** Says once that the outcome is not known. */
function uncertain(record: PaymentRecord): Told[] {
  if (record.uncertain) return [];
  record.uncertain = true;
  return [event(contract.paymentUncertain, { orderId: record.orderId })];
}

/** The attempt whose outcome has still to be found out. */
export const openAttempt = ({ attempts }: PaymentRecord): Attempt | undefined =>
  attempts.findLast(({ outcome }) => outcome === 'started' || outcome === 'unknown');

const lateAttempt = ({ attempts }: PaymentRecord): Attempt | undefined =>
  attempts
    .filter(({ lookAgainAt }) => lookAgainAt !== undefined)
    .toSorted((a, b) => Number(a.lookAgainAt) - Number(b.lookAgainAt))[0];

/**
 * What there is to do now, or when to look again. A mutating action has its attempt written down in `record` already:
 * store the record before the call.
 */
export function begin(record: PaymentRecord, now: Date): { action?: Action; dueAt?: Date } {
  const wait = record.retryAt !== undefined && record.retryAt > now && !record.nudged;
  const next = pending(record, now);
  if (next !== undefined && !wait) return { action: startAttempt(record, next, now) };
  if (next === undefined) Object.assign(record, { retryAt: undefined, nudged: false });
  const late = lateAttempt(record);
  if (late?.lookAgainAt !== undefined && late.lookAgainAt <= now)
    return { action: { do: 'look-again', attempt: late } };
  const due = [record.retryAt, late?.lookAgainAt].filter((at) => at !== undefined);
  const earliest = due.length === 0 ? undefined : new Date(Math.min(...due.map((at) => at.getTime())));
  return earliest === undefined ? {} : { dueAt: earliest };
}

type Pending =
  | { do: Operation; refund?: Refund }
  | { do: 'ask'; attempt: Attempt }
  | { do: 'look' | 'expire' };

function pending(record: PaymentRecord, now: Date): Pending | undefined {
  const open = openAttempt(record);
  if (open !== undefined) return { do: 'ask', attempt: open };
  switch (record.state) {
    case 'started':
    case 'unknown':
      return { do: 'authorise' };
    case 'challenged':
      if (record.voidAsked || (record.challenge && record.challenge.expiresAt <= now))
        return { do: 'expire' };
      return { do: 'look' };
    case 'authorised':
      if (record.voidAsked) return { do: 'void' };
      if (record.captureAsked) return { do: 'capture' };
      break;
    case 'captured': {
      const refund = record.refunds.find(({ is }) => is === 'wanted');
      if (refund) return { do: 'refund', refund };
    }
  }
  return record.nudged && record.handle !== undefined ? { do: 'look' } : undefined;
}

function startAttempt(record: PaymentRecord, next: Pending, now: Date): Action {
  record.retryAt = undefined;
  record.nudged = false;
  if (next.do === 'ask' || next.do === 'look' || next.do === 'expire') return next;
  const { do: operation } = next;
  const refund = operation === 'refund' ? next.refund : undefined;
  const last = record.attempts.at(-1);
  // What surely was not sent keeps its row and its reference, however often it is tried.
  const unsent =
    last?.reason === 'not_sent' && last.operation === operation && last.refundId === refund?.refundId;
  if (unsent) record.attempts.pop();
  const attempt: Attempt = {
    reference: `${record.orderId}:${record.attempts.length + 1}`,
    operation,
    amount: refund?.amount ?? record.amount,
    refundId: refund?.refundId,
    outcome: 'started',
    startedAt: unsent ? last.startedAt : now,
    tries: unsent ? last.tries : 0,
  };
  record.attempts.push(attempt);
  return { do: operation, attempt, ...(refund ? { refund } : {}) };
}

function close(attempt: Attempt, outcome: Attempt['outcome'], now: Date, reason?: string): void {
  attempt.outcome = outcome;
  attempt.reason = reason;
  if (outcome !== 'unknown') attempt.settledAt = now;
}

/** Takes in what a call answered about the attempt with this reference. */
export function settle(
  record: PaymentRecord,
  reference: string,
  result: Result,
  now: Date,
  limits: Limits,
): Told[] {
  const attempt = record.attempts.find((one) => one.reference === reference);
  if (!attempt) return [];
  if (result.is === 'unknown') {
    close(attempt, 'unknown', now, result.reason);
    if (attempt.operation === 'authorise') record.state = 'unknown';
    record.retryAt = backoff(now, attempt.tries);
    return uncertain(record);
  }
  if (result.is === 'not-sent') return notSent(record, attempt, now);
  if (attempt.operation === 'authorise') return settleAuthorisation(record, attempt, result, now, limits);
  if (result.is === 'done') return done(record, attempt, now);
  return failed(record, attempt, 'reason' in result ? result.reason : 'refused', now);
}

function notSent(record: PaymentRecord, attempt: Attempt, now: Date): Told[] {
  if (record.state === 'challenged') {
    record.retryAt = nextPoll(record, now);
    return [];
  }
  close(attempt, 'failed', now, 'not_sent');
  attempt.tries += 1;
  record.retryAt = backoff(now, attempt.tries);
  if (attempt.operation === 'authorise') record.state = 'started';
  const tooLong = now.getTime() - attempt.startedAt.getTime() > SEND_FOR_MS;
  if (attempt.operation === 'authorise' && (tooLong || record.voidAsked))
    return decline(record, 'provider_unavailable');
  if (tooLong && attempt.operation !== 'void') return failed(record, attempt, 'provider_unavailable', now);
  return uncertain(record);
}

function settleAuthorisation(
  record: PaymentRecord,
  attempt: Attempt,
  result: Exclude<Result, { is: 'unknown' | 'not-sent' }>,
  now: Date,
  limits: Limits,
): Told[] {
  if (result.is === 'challenged') {
    record.handle = result.handle;
    if (record.state === 'challenged') {
      record.retryAt = nextPoll(record, now);
      return [];
    }
    close(attempt, 'challenged', now);
    const expiresAt = new Date(now.getTime() + limits.challengeMs);
    Object.assign(record, {
      state: 'challenged',
      challenge: { url: result.url, expiresAt },
      uncertain: false,
    });
    record.retryAt = nextPoll(record, now);
    return record.voidAsked ? [] : [challenged(record)];
  }
  if (result.is === 'authorised') {
    close(attempt, 'succeeded', now);
    Object.assign(record, {
      state: 'authorised',
      handle: result.handle,
      card: result.card ?? record.card,
      token: undefined,
      challenge: undefined,
      uncertain: false,
      retryAt: undefined,
    });
    return record.voidAsked ? [] : [authorised(record)];
  }
  const reason = result.is === 'refused' ? result.reason : 'refused';
  close(attempt, 'failed', now, reason);
  return decline(record, reason);
}

/** How often a bank's challenge is looked at while nobody tells us about it. */
const POLL_MS = 5_000;

function nextPoll({ challenge }: PaymentRecord, now: Date): Date {
  const poll = now.getTime() + POLL_MS;
  const end = challenge?.expiresAt.getTime() ?? poll;
  return new Date(end > now.getTime() ? Math.min(poll, end) : poll);
}

function decline(record: PaymentRecord, reason: string): Told[] {
  Object.assign(record, { token: undefined, challenge: undefined, uncertain: false, retryAt: undefined });
  record.state = record.voidAsked ? 'voided' : 'declined';
  return [record.voidAsked ? voided(record) : declined(record, reason)];
}

function done(record: PaymentRecord, attempt: Attempt, now: Date): Told[] {
  close(attempt, 'succeeded', now);
  record.uncertain = false;
  record.retryAt = undefined;
  if (attempt.operation === 'capture') {
    record.captured = attempt.amount;
    return becomeCaptured(record);
  }
  if (attempt.operation === 'void') {
    record.state = 'voided';
    return [voided(record)];
  }
  record.refunded += attempt.amount;
  if (record.refunded >= record.captured) record.state = 'refunded';
  const refund = record.refunds.find(({ refundId }) => refundId === attempt.refundId);
  if (!refund) return [];
  Object.assign(refund, { is: 'done', total: record.refunded });
  return [refunded(record, refund)];
}

function becomeCaptured(record: PaymentRecord): Told[] {
  Object.assign(record, { state: 'captured', captureAsked: false, voidAsked: false });
  return [captured(record)];
}

function failed(record: PaymentRecord, attempt: Attempt, reason: string, now: Date): Told[] {
  if (attempt.operation === 'void') {
    // It may be captured or gone already: the provider is asked, and it is tried again while there is something to void.
    close(attempt, 'unknown', now, reason);
    record.retryAt = backoff(now, attempt.tries);
    return [];
  }
  close(attempt, 'failed', now, reason);
  record.uncertain = false;
  record.retryAt = undefined;
  if (attempt.operation === 'capture') {
    record.captureAsked = false;
    return [captureFailed(record, reason)];
  }
  const refund = record.refunds.find(({ refundId }) => refundId === attempt.refundId);
  if (refund) refund.is = 'failed';
  return [refundFailed(record, attempt.refundId ?? '', reason)];
}

/** Takes in what the provider's query showed about the open attempt; `view` is undefined when it could not be asked. */
export function learn(
  record: PaymentRecord,
  reference: string,
  view: View | undefined,
  now: Date,
  limits: Limits,
): Told[] {
  const attempt = record.attempts.find((one) => one.reference === reference);
  if (!attempt) return [];
  attempt.tries += 1;
  if (attempt.outcome === 'started') close(attempt, 'unknown', now, 'interrupted');
  if (attempt.operation === 'authorise' && record.state !== 'challenged') record.state = 'unknown';
  record.retryAt = backoff(now, attempt.tries, 15_000);
  if (view === undefined) return uncertain(record);
  const old = now.getTime() - attempt.startedAt.getTime() > limits.settledAfterMs;
  if (attempt.operation === 'authorise') {
    if (view.is === 'missing') return old ? neverMade(record, attempt, now) : uncertain(record);
    const told = settle(record, reference, asResult(view), now, limits);
    return [...told, ...compare(record, view)];
  }
  if (view.is === 'missing') return uncertain(record);
  if (isDone(record, attempt, view)) return done(record, attempt, now);
  if (attempt.operation !== 'refund' && (view.captured > 0 || view.is === 'voided')) {
    close(attempt, 'failed', now, view.is === 'voided' ? 'voided' : 'captured');
    return compare(record, view);
  }
  return old ? notDone(record, attempt, now) : uncertain(record);
}

function asResult(view: Exclude<View, { is: 'missing' }>): Result {
  if (view.is === 'declined') return { is: 'refused', reason: view.reason ?? 'refused' };
  if (view.is === 'challenged') {
    if (view.url === undefined) return { is: 'unknown', reason: 'challenge without an address' };
    return { is: 'challenged', url: view.url, handle: view.handle };
  }
  return { is: 'authorised', handle: view.handle, ...(view.card ? { card: view.card } : {}) };
}

function isDone(record: PaymentRecord, attempt: Attempt, view: Exclude<View, { is: 'missing' }>): boolean {
  if (attempt.operation === 'capture') return view.captured >= attempt.amount;
  if (attempt.operation === 'void') return view.is === 'voided' && view.captured === 0;
  return view.refunded >= record.refunded + attempt.amount;
}

/** The provider does not know the payment and would by now: it was never made. It is made once more, then given up. */
function neverMade(record: PaymentRecord, attempt: Attempt, now: Date): Told[] {
  close(attempt, 'failed', now, 'not_found');
  attempt.tries = 0;
  attempt.lookAgainAt = new Date(now.getTime() + (LOOK_AGAIN_MS[0] as number));
  record.retryAt = undefined;
  const before = record.attempts.filter(({ reason }) => reason === 'not_found').length;
  if (before > 1 || record.voidAsked || record.token === undefined)
    return decline(record, 'provider_unavailable');
  record.state = 'started';
  return [];
}

function notDone(record: PaymentRecord, attempt: Attempt, now: Date): Told[] {
  const before = record.attempts.filter(
    (one) =>
      one.operation === attempt.operation && one.refundId === attempt.refundId && one.reason === 'not_done',
  ).length;
  if (before >= MOST_ATTEMPTS && attempt.operation !== 'void')
    return failed(record, attempt, 'provider_unavailable', now);
  close(attempt, 'failed', now, 'not_done');
  record.retryAt = backoff(now, before);
  return [];
}

/** Brings the record in line with what the provider shows of a payment nothing is under way for. */
export function compare(record: PaymentRecord, view: View, externalRefundId?: string): Told[] {
  if (view.is === 'missing') return [];
  const told: Told[] = [];
  if (record.state === 'authorised' && view.captured > 0) {
    record.captured = view.captured;
    told.push(...becomeCaptured(record));
  } else if (record.state === 'authorised' && view.is === 'voided') {
    record.state = 'voided';
    told.push(voided(record));
  }
  if (externalRefundId !== undefined && record.state === 'captured' && view.refunded > record.refunded) {
    const amount = view.refunded - record.refunded;
    record.refunded = view.refunded;
    if (record.refunded >= record.captured) record.state = 'refunded';
    const refund: Refund = { refundId: externalRefundId, amount, reason: 'provider', is: 'done' };
    record.refunds.push({ ...refund, total: record.refunded });
    told.push(refunded(record, refund));
  }
  return told;
}

/** Takes in a look at a payment the bank asks the shopper about, or that the provider told us about. */
export function look(
  record: PaymentRecord,
  view: View | undefined,
  now: Date,
  limits: Limits,
  refundId: string,
): Told[] {
  const attempt = record.attempts.findLast(({ operation }) => operation === 'authorise');
  if (record.state !== 'challenged' || !attempt)
    return view === undefined ? [] : compare(record, view, refundId);
  record.retryAt = nextPoll(record, now);
  if (view === undefined || view.is === 'missing' || view.is === 'challenged') return [];
  return settle(record, attempt.reference, asResult(view), now, limits);
}

/** The shopper did not answer the bank in time, or the order was given up meanwhile. */
export function expire(record: PaymentRecord, now: Date): Told[] {
  const attempt = record.attempts.findLast(({ operation }) => operation === 'authorise');
  if (attempt) {
    close(attempt, 'failed', now, 'challenge_expired');
    attempt.tries = 0;
    attempt.lookAgainAt = new Date(now.getTime() + (LOOK_AGAIN_MS[0] as number));
  }
  return decline(record, 'challenge_expired');
}

/** The provider could not be told that the challenge is over: later. */
export function postpone(record: PaymentRecord, now: Date): Told[] {
  record.retryAt = nextPoll(record, now);
  return [];
}

/** What was found when an attempt that nobody waits for was looked for: `gone` when nothing is held by it. */
export function lookedAgain(record: PaymentRecord, reference: string, gone: boolean, now: Date): Told[] {
  const attempt = record.attempts.find((one) => one.reference === reference);
  if (!attempt) return [];
  attempt.tries += 1;
  const next = gone ? LOOK_AGAIN_MS[attempt.tries] : LOOK_AGAIN_MS[0];
  attempt.lookAgainAt = next === undefined ? undefined : new Date(now.getTime() + next);
  return [];
}
