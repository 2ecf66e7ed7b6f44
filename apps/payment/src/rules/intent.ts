import type { payment as contract, Payload } from '@shop/contracts';
import type { Notice } from '../gateway/gateway.ts';
import {
  authorised,
  captured,
  captureFailed,
  challenged,
  declined,
  type Operation,
  openAttempt,
  type PaymentRecord,
  refunded,
  refundFailed,
  type Told,
  voided,
} from '../payment.ts';

const fresh = {
  currency: 'EUR',
  captured: 0,
  refunded: 0,
  captureAsked: false,
  voidAsked: false,
  nudged: false,
  uncertain: false,
} as const;

/** A payment as it begins. */
export function opened(command: Payload<typeof contract.authorisePayment>, now: Date): PaymentRecord {
  const { orderId, ownerId, amount, token, returnUrl } = command;
  const isSynthetic = command.synthetic === true;
  return {
    ...fresh,
    orderId,
    ownerId,
    gateway: isSynthetic ? 'synthetic' : command.gateway,
    ...(isSynthetic ? { synthetic: true } : {}),
    amount: amount.amount,
    currency: amount.currency,
    state: 'started',
    token,
    returnUrl,
    refunds: [],
    attempts: [],
    createdAt: now,
  };
}

/** Stands for an order whose payment was voided before it was asked for: it makes sure that it never is. */
export const neverOpened = (
  { orderId, synthetic }: Payload<typeof contract.voidPayment>,
  now: Date,
): PaymentRecord => ({
  ...fresh,
  orderId,
  ...(synthetic === true ? { synthetic } : {}),
  amount: 0,
  state: 'started',
  refunds: [],
  attempts: [],
  createdAt: now,
});

/** The command came again: what is known is said again. */
export function authoriseAgain(record: PaymentRecord): Told[] {
  switch (record.state) {
    case 'authorised':
    case 'captured':
    case 'refunded':
      return record.voidAsked ? [] : [authorised(record)];
    case 'declined':
      return [declined(record, lastReason(record))];
    case 'voided':
      return [declined(record, 'voided')];
    case 'challenged':
      return record.challenge && !record.voidAsked ? [challenged(record)] : [];
    default:
      return [];
  }
}

const lastReason = ({ attempts }: PaymentRecord) =>
  attempts.findLast(({ operation }) => operation === 'authorise')?.reason ?? 'card_declined';

export function capture(record: PaymentRecord): Told[] {
  if (record.captured > 0) return [captured(record)];
  if (record.state === 'declined' || record.state === 'voided' || record.voidAsked)
    return [captureFailed(record, record.state === 'declined' ? 'declined' : 'voided')];
  record.captureAsked = true;
  return [];
}

function voidPayment(record: PaymentRecord): Told[] {
  if (record.captured > 0) return [captured(record)];
  if (record.state === 'declined' || record.state === 'voided') return [voided(record)];
  record.voidAsked = true;
  record.captureAsked = false;
  // Nothing is under way and nothing was authorised: there is nothing to ask the provider.
  if (record.state === 'started' && openAttempt(record) === undefined) {
    Object.assign(record, { state: 'voided', token: undefined, retryAt: undefined });
    return [voided(record)];
  }
  if (record.state === 'challenged') record.retryAt = undefined;
  return [];
}

export { voidPayment as void };

export function refund(
  record: PaymentRecord,
  asked: { refundId: string; amount: number | undefined; reason: string },
): Told[] {
  const known = record.refunds.find(({ refundId }) => refundId === asked.refundId);
  if (known?.is === 'done') return [refunded(record, known)];
  if (known?.is === 'failed') return [refundFailed(record, known.refundId, 'refused')];
  if (known) return [];
  const promised = record.refunds
    .filter(({ is }) => is === 'wanted')
    .reduce((sum, { amount }) => sum + amount, record.refunded);
  const left = record.captured - promised;
  const amount = asked.amount ?? left;
  if (record.captured === 0) return [refundFailed(record, asked.refundId, 'not_captured')];
  if (amount < 1 || amount > left) return [refundFailed(record, asked.refundId, 'more_than_captured')];
  record.refunds.push({ refundId: asked.refundId, amount, reason: asked.reason, is: 'wanted' });
  return [];
}

const knownBy: Record<Notice['about'], contract.PaymentState[]> = {
  authorised: ['authorised', 'captured', 'voided', 'refunded'],
  refused: ['declined', 'voided'],
  captured: ['captured', 'refunded'],
  voided: ['voided', 'declined'],
  // Some of the money may have gone back by hand, also while it is not known yet that it was taken.
  refunded: ['refunded', 'voided', 'declined'],
  challenge: ['authorised', 'captured', 'voided', 'refunded', 'declined'],
  other: [],
};

const echoes: Partial<Record<Notice['about'], Operation>> = {
  captured: 'capture',
  voided: 'void',
  refunded: 'refund',
};

/** The call the notice tells of is being made: whoever makes it gets the answer, or asks. */
function isUnderWay(record: PaymentRecord, about: Notice['about']): boolean {
  const open = openAttempt(record);
  return open?.outcome === 'started' && open.operation === echoes[about];
}

/** False for a notice of what we know, which is most of them: they echo our own calls. */
export function isNews(record: PaymentRecord, notice: Notice): boolean {
  const attempt = record.attempts.find(({ reference }) => reference === notice.reference);
  if (attempt === undefined) return false;
  if (attempt.outcome === 'started' || isUnderWay(record, notice.about)) return false;
  if (attempt.outcome === 'failed') return notice.about === 'authorised';
  if (notice.about === 'refunded' && openAttempt(record)?.operation === 'refund') return true;
  return !knownBy[notice.about].includes(record.state);
}

/** How long a provider's queries may lag behind its notices, and more, in ms. */
const LAG_MS = 120_000;

/** Lets the provider be asked at once, and once more when its queries surely show what it tells of. */
export function nudge(record: PaymentRecord, notice: Notice, now: Date): Told[] {
  const attempt = record.attempts.find(({ reference }) => reference === notice.reference);
  // What is looked for too soon is not found: it is looked for as often as if nobody had looked yet.
  if (attempt?.outcome === 'failed') Object.assign(attempt, { lookAgainAt: now, tries: 0 });
  else Object.assign(record, { nudged: true, lookAt: new Date(now.getTime() + LAG_MS) });
  return [];
}
