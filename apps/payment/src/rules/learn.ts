import type { Result, View } from '../gateway/gateway.ts';
import {
  type Attempt,
  backoff,
  type Limits,
  type PaymentRecord,
  type Refund,
  refunded,
  type Told,
  uncertain,
  voided,
} from '../payment.ts';
import { becomeCaptured, close, decline, done, failed, nextPoll, settle } from './settle.ts';

/** How often a capture or a refund is made anew, after it is known that it was not. */
const MOST_ATTEMPTS = 5;
const LOOK_AGAIN_MS = [120_000, 900_000, 3_600_000];

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
  const sentAt = attempt.sentAt ?? attempt.startedAt;
  const old = now.getTime() - sentAt.getTime() > limits.settledAfterMs;
  if (attempt.operation === 'authorise') {
    if (view.is === 'missing') return old ? neverMade(record, attempt, now) : uncertain(record);
    return takeIn(record, reference, view, now, limits);
  }
  if (view.is === 'missing') return uncertain(record);
  record.handle = view.handle;
  if (isDone(record, attempt, view)) return done(record, attempt, now);
  if (attempt.operation !== 'refund' && (view.captured > 0 || view.is === 'voided')) {
    close(attempt, 'failed', now, view.is === 'voided' ? 'voided' : 'captured');
    return compare(record, view);
  }
  return old ? notDone(record, attempt, now) : uncertain(record);
}

/** What the query shows of an authorisation, and what has become of it since. */
function takeIn(
  record: PaymentRecord,
  reference: string,
  view: Exclude<View, { is: 'missing' }>,
  now: Date,
  limits: Limits,
): Told[] {
  const told = settle(record, reference, asResult(view), now, limits);
  return [...told, ...compare(record, view)];
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
  if (record.state !== 'challenged' || !attempt) {
    if (view !== undefined) return compare(record, view, refundId);
    record.lookAt ??= new Date(now.getTime() + (LOOK_AGAIN_MS[0] as number));
    return [];
  }
  record.retryAt = nextPoll(record, now);
  if (view === undefined || view.is === 'missing' || view.is === 'challenged') return [];
  return takeIn(record, attempt.reference, view, now, limits);
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
