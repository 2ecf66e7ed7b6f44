import type { Result } from '../gateway/gateway.ts';
import {
  type Attempt,
  authorised,
  backoff,
  captured,
  captureFailed,
  challenged,
  declined,
  type Limits,
  type PaymentRecord,
  refunded,
  refundFailed,
  type Told,
  uncertain,
  voided,
} from '../payment.ts';

/** How long a payment that cannot even be sent is tried, in ms. */
const SEND_FOR_MS = 180_000;

export function close(attempt: Attempt, outcome: Attempt['outcome'], now: Date, reason?: string): void {
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
  if (result.is === 'done') {
    record.handle = result.handle ?? record.handle;
    return done(record, attempt, now);
  }
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

export function nextPoll({ challenge }: PaymentRecord, now: Date): Date {
  const poll = now.getTime() + POLL_MS;
  const end = challenge?.expiresAt.getTime() ?? poll;
  return new Date(end > now.getTime() ? Math.min(poll, end) : poll);
}

export function decline(record: PaymentRecord, reason: string): Told[] {
  Object.assign(record, { token: undefined, challenge: undefined, uncertain: false, retryAt: undefined });
  record.state = record.voidAsked ? 'voided' : 'declined';
  return [record.voidAsked ? voided(record) : declined(record, reason)];
}

export function done(record: PaymentRecord, attempt: Attempt, now: Date): Told[] {
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

export function becomeCaptured(record: PaymentRecord): Told[] {
  Object.assign(record, { state: 'captured', captureAsked: false, voidAsked: false });
  return [captured(record)];
}

export function failed(record: PaymentRecord, attempt: Attempt, reason: string, now: Date): Told[] {
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
