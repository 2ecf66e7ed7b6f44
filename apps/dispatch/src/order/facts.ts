import type { catalogue, dispatch, Payload, payment, shipping } from '@shop/contracts';
import type { OrderRecord } from './order.ts';
import { postponeRefund, type RefundWish, settleRefund } from './refunds.ts';
import { type ReturnWish, settleReturns, shelved } from './returns.ts';
import { say } from './timeline.ts';
import { parcelText } from './wording.ts';

const MINUTE = 60_000;
/** How long stock is kept aside at a time, unless HOLD_MS says otherwise. */
export const HOLD_MS = 15 * MINUTE;
/** How long a shopper has to answer the bank. */
export const CHALLENGE_MS = 15 * MINUTE;
/** How long an order waits for its payment to be approved at all. */
export const AUTHORISE_MS = 60 * MINUTE;

/** What an order can learn. */
export type Fact =
  | ({ kind: 'stockReserved' } & Payload<typeof catalogue.stockReserved>)
  | ({ kind: 'stockRefused' } & Payload<typeof catalogue.stockRefused>)
  | ({ kind: 'stockSecured' } & Payload<typeof catalogue.stockSecured>)
  | ({ kind: 'stockCommitted' } & Payload<typeof catalogue.stockCommitted>)
  | ({ kind: 'stockReleased' } & Payload<typeof catalogue.stockReleased>)
  | ({ kind: 'paymentAuthorised' } & Payload<typeof payment.paymentAuthorised>)
  | ({ kind: 'paymentChallenged' } & Payload<typeof payment.paymentChallenged>)
  | ({ kind: 'paymentUncertain' } & Payload<typeof payment.paymentUncertain>)
  | ({ kind: 'paymentDeclined' } & Payload<typeof payment.paymentDeclined>)
  | ({ kind: 'paymentCaptured' } & Payload<typeof payment.paymentCaptured>)
  | ({ kind: 'captureFailed' } & Payload<typeof payment.captureFailed>)
  | ({ kind: 'paymentVoided' } & Payload<typeof payment.paymentVoided>)
  | ({ kind: 'paymentRefunded' } & Payload<typeof payment.paymentRefunded>)
  | ({ kind: 'refundFailed' } & Payload<typeof payment.refundFailed>)
  | ({ kind: 'shipmentBooked' } & Payload<typeof shipping.shipmentBooked>)
  | ({ kind: 'bookingRefused' } & Payload<typeof shipping.bookingRefused>)
  | ({ kind: 'shipmentCancelled' } & Payload<typeof shipping.shipmentCancelled>)
  | ({ kind: 'parcelMoved' } & Payload<typeof shipping.parcelMoved>)
  | ({ kind: 'stockReturned' } & Payload<typeof catalogue.stockReturned>)
  | { kind: 'stopped'; by: 'shopper' | 'shop'; note?: string }
  | ({ kind: 'refundAsked' } & RefundWish)
  | { kind: 'refundDecided'; refundId: string; approve: boolean; by: dispatch.Person }
  | ({ kind: 'returnAsked' } & ReturnWish)
  | { kind: 'returnDecided'; returnId: string; approve: boolean; answer?: string | undefined }
  | {
      kind: 'returnReceived';
      returnId: string;
      restock: catalogue.StockLine[];
      by: dispatch.Person;
      limit: number;
    }
  | { kind: 'overdue' }
  | { kind: 'ownerDeleted' };

/** What people do to an order; it may be refused. */
export type Act = Of<
  'stopped' | 'refundAsked' | 'refundDecided' | 'returnAsked' | 'returnDecided' | 'returnReceived'
>;

/** What came of a fact: nothing new, something new, or an undoing that has to be asked for once more. */
export type Noted = 'nothing' | 'changed' | 'undo again';

type Of<K extends Fact['kind']> = Extract<Fact, { kind: K }>;
type Note<K extends Fact['kind']> = (order: OrderRecord, fact: Of<K>, now: Date) => Noted;

/** Begins the undoing of an order; the first reason stands. */
export function windDown(order: OrderRecord, reason: dispatch.CancelReason): Noted {
  order.reason ??= reason;
  return 'changed';
}

/** Asks for the stock to be kept aside, from now on. */
export function askForStock({ stock }: OrderRecord, now: Date): void {
  stock.is = 'asked';
  stock.expiresAt = new Date(now.getTime() + (stock.holdMs ?? HOLD_MS));
  stock.askedUntil = stock.expiresAt;
}

function settlePayment(order: OrderRecord, is: OrderRecord['payment']['is']): void {
  const { challengeUrl: _, until: __, ...rest } = order.payment;
  order.payment = { ...rest, is, uncertain: false };
}

/** How each fact changes the standings. Messages come late, twice and in the wrong order: what no longer matters is nothing. */
export const notes: { [K in Exclude<Fact['kind'], 'overdue' | Act['kind'] | 'ownerDeleted'>]: Note<K> } = {
  stockReserved({ stock }, fact) {
    if (stock.is === 'asked') stock.is = 'held';
    else if (['refused', 'releasing', 'released'].includes(stock.is)) return undo(stock, 'releasing');
    else if (stock.is !== 'held') return 'nothing';
    stock.expiresAt = new Date(fact.expiresAt);
    return 'changed';
  },
  stockRefused(order) {
    if (!['asked', 'held', 'securing'].includes(order.stock.is)) return 'nothing';
    order.stock.is = 'refused';
    return windDown(order, 'out_of_stock');
  },
  stockSecured: ({ stock }) => become(stock, ['securing'], 'secured'),
  stockCommitted: ({ stock }) => become(stock, ['committing'], 'committed'),
  stockReleased(order, _fact, now) {
    // The hold ran out by itself: ask for it again, as long as it is needed.
    if (order.stock.is !== 'held') return become(order.stock, ['releasing'], 'released');
    askForStock(order, now);
    return 'changed';
  },
  paymentAuthorised(order, fact) {
    const { payment } = order;
    if (['voiding', 'voided', 'declined'].includes(payment.is)) return undo(payment, 'voiding');
    if (payment.is !== 'asked' && payment.is !== 'challenged') return 'nothing';
    settlePayment(order, 'authorised');
    if (fact.card !== undefined) order.payment.card = fact.card;
    if (fact.amount.amount === order.totals.total.amount) return 'changed';
    return windDown(order, 'payment_declined');
  },
  paymentChallenged(order, fact, now) {
    const { payment } = order;
    if (payment.is !== 'asked') return 'nothing';
    payment.is = 'challenged';
    payment.uncertain = false;
    payment.challengeUrl = fact.challengeUrl;
    payment.until = new Date(now.getTime() + CHALLENGE_MS);
    say(order, 'Your bank asks you to confirm the payment.', now);
    return 'changed';
  },
  paymentUncertain(order, _fact, now) {
    const { payment } = order;
    const waiting = ['asked', 'challenged', 'capturing', 'voiding', 'refunding'].includes(payment.is);
    if (!waiting || payment.uncertain) return 'nothing';
    if (payment.is === 'challenged') payment.is = 'asked';
    payment.uncertain = true;
    payment.challengeUrl = undefined;
    say(order, 'The payment provider has not answered yet; we keep asking.', now);
    return 'changed';
  },
  paymentDeclined(order, { reason }) {
    if (order.payment.is !== 'asked' && order.payment.is !== 'challenged') return 'nothing';
    settlePayment(order, 'declined');
    return windDown(order, reason === 'challenge_expired' ? 'payment_expired' : 'payment_declined');
  },
  paymentCaptured(order) {
    if (!['capturing', 'voiding', 'voided'].includes(order.payment.is)) return 'nothing';
    settlePayment(order, 'captured');
    return 'changed';
  },
  captureFailed(order) {
    if (order.payment.is !== 'capturing') return 'nothing';
    settlePayment(order, 'authorised');
    return windDown(order, 'capture_failed');
  },
  paymentVoided(order) {
    const { payment } = order;
    if (payment.is === 'voiding') {
      settlePayment(order, 'voided');
      return 'changed';
    }
    // The provider gave the authorisation up without being asked.
    if (!['asked', 'challenged', 'authorised'].includes(payment.is)) return 'nothing';
    settlePayment(order, 'voided');
    return windDown(order, 'payment_expired');
  },
  paymentRefunded(order, fact, now) {
    const { payment } = order;
    // Two refunds may be told of in the wrong order: each is settled by its own notice, the sum by the larger one.
    const settled = settleRefund(order, fact, now);
    const more = (payment.refunded?.amount ?? 0) < fact.refundedTotal.amount;
    if (!settled && !more) return 'nothing';
    if (more) payment.refunded = fact.refundedTotal;
    settleReturns(order, now);
    const whole = fact.refundedTotal.amount >= order.totals.total.amount;
    if (whole && payment.is === 'refunding') {
      settlePayment(order, 'refunded');
      order.payment.refundFailed = false;
    }
    return 'changed';
  },
  refundFailed(order, fact, now) {
    const { payment } = order;
    if (postponeRefund(order, fact.refundId, now)) return 'changed';
    if (payment.is !== 'refunding' || payment.refundId !== fact.refundId) return 'nothing';
    if (payment.refundFailed === true) return 'nothing';
    payment.refundFailed = true;
    payment.uncertain = false;
    say(order, 'Paying your money back takes longer than it should; we try again.', now);
    return 'changed';
  },
  stockReturned: (order, { returnId }) => (shelved(order, returnId) ? 'changed' : 'nothing'),
  shipmentBooked({ parcel }, fact, now) {
    if (['refused', 'cancelling', 'cancelled'].includes(parcel.is)) return undo(parcel, 'cancelling');
    if (parcel.is !== 'asked') return 'nothing';
    parcel.is = 'booked';
    parcel.trackingNumber = fact.trackingNumber;
    parcel.history = [{ status: 'booked', at: now.toISOString(), place: '' }, ...parcel.history];
    return 'changed';
  },
  bookingRefused(order) {
    if (order.parcel.is !== 'asked') return 'nothing';
    order.parcel.is = 'refused';
    return windDown(order, 'shipping_refused');
  },
  shipmentCancelled(order) {
    const { parcel } = order;
    if (parcel.is === 'cancelling' || parcel.is === 'recalling') {
      parcel.is = 'cancelled';
      return 'changed';
    }
    if (parcel.is !== 'booked' && parcel.is !== 'handed') return 'nothing';
    parcel.is = 'cancelled';
    return windDown(order, 'shipping_refused');
  },
  parcelMoved(order, { status, at, place, trackingNumber }, now) {
    const { parcel } = order;
    if (parcel.history.some((move) => move.status === status && move.at === at)) return 'nothing';
    parcel.history = [...parcel.history, { status, at, place }].sort((a, b) => a.at.localeCompare(b.at));
    parcel.trackingNumber ??= trackingNumber;
    if (status !== 'booked' && status !== 'cancelled') {
      if (parcel.is === 'handed' || parcel.is === 'recalling') parcel.is = 'moving';
      if (parcel.is === 'moving' && status === 'delivered') parcel.is = 'delivered';
      say(order, parcelText(status, place), now);
    }
    return 'changed';
  },
};

function become<S extends { is: string }>(standing: S, from: S['is'][], to: S['is']): Noted {
  if (!from.includes(standing.is)) return 'nothing';
  standing.is = to;
  return 'changed';
}

/** A success came after its undoing was asked for: it is undone once more. */
function undo<S extends { is: string }>(standing: S, to: S['is']): Noted {
  standing.is = to;
  return 'undo again';
}
