import { type AnyMessage, payment as contract } from '@shop/contracts';
import type { Card, Handle } from './gateway/gateway.ts';

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
  /** When it was last about to be sent; attempts from before there was that were so when they began. */
  sentAt?: Date | undefined;
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
  gateway?: contract.Mover | undefined;
  /** Of a synthetic order: no money is moved. Set when the record is made, never afterwards. */
  synthetic?: true | undefined;
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
  /** When the provider is asked once more about what it told us: its queries may lag behind its notices. */
  lookAt?: Date | undefined;
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

const event = (event: AnyMessage, payload: unknown): Told => ({ event, payload });
const money = ({ currency }: PaymentRecord, amount: number) => ({ amount, currency });
/** Half a second, doubling up to `most` ms. */
export const backoff = (now: Date, tries: number, most = 60_000) =>
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
export function uncertain(record: PaymentRecord): Told[] {
  if (record.uncertain) return [];
  record.uncertain = true;
  return [event(contract.paymentUncertain, { orderId: record.orderId })];
}

/** The attempt whose outcome has still to be found out. */
export const openAttempt = ({ attempts }: Pick<PaymentRecord, 'attempts'>): Attempt | undefined =>
  attempts.findLast(({ outcome }) => outcome === 'started' || outcome === 'unknown');
