import {
  type Action,
  type Attempt,
  type Operation,
  openAttempt,
  type PaymentRecord,
  type Refund,
} from '../payment.ts';

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
  if (next === undefined) {
    Object.assign(record, { retryAt: undefined, nudged: false });
    // There is nothing that could be looked at.
    if (isLookDue(record, now)) record.lookAt = undefined;
  }
  const late = lateAttempt(record);
  if (late?.lookAgainAt !== undefined && late.lookAgainAt <= now)
    return { action: { do: 'look-again', attempt: late } };
  const lookAt = next === undefined ? record.lookAt : undefined;
  const due = [record.retryAt, lookAt, late?.lookAgainAt].filter((at) => at !== undefined);
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
  const isNews = record.nudged || isLookDue(record, now);
  return isNews && record.handle !== undefined ? { do: 'look' } : undefined;
}

const isLookDue = ({ lookAt }: PaymentRecord, now: Date): boolean => lookAt !== undefined && lookAt <= now;

function startAttempt(record: PaymentRecord, next: Pending, now: Date): Action {
  record.retryAt = undefined;
  record.nudged = false;
  if (next.do === 'look' && isLookDue(record, now)) record.lookAt = undefined;
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
    sentAt: now,
    tries: unsent ? last.tries : 0,
  };
  record.attempts.push(attempt);
  return { do: operation, attempt, ...(refund ? { refund } : {}) };
}
