import type { dispatch, Money, shipping } from '@shop/contracts';
import type { OrderRecord } from './order.ts';
import type { State } from './states.ts';

/** Why orders come to nothing, in English: for the timeline that is stored, and for e-mails. */
export const cancelReasons: Record<dispatch.CancelReason, string> = {
  out_of_stock: 'Something in your order had just sold out.',
  payment_declined: 'The payment was declined.',
  payment_expired: 'The payment was not confirmed in time.',
  shipping_refused: 'The carrier cannot deliver to this address.',
  capture_failed: 'The payment could not be completed.',
  shopper: 'You cancelled this order.',
  shop: 'The shop cancelled this order.',
};

/** Why an order came to nothing, as a shopper reads it. */
export const reasonText = (reason: dispatch.CancelReason | undefined): string =>
  reason === undefined ? '' : cancelReasons[reason];

const texts: Record<State, (order: OrderRecord) => string> = {
  placed: () => 'We have your order.',
  reserved: () => 'Everything is in stock and kept aside for you.',
  authorised: () => 'Your payment was approved.',
  confirmed: () => 'Your order is confirmed.',
  booked: () => 'The carrier is booked.',
  captured: () => 'Paid. Your parcel is ready to leave.',
  dispatched: (order) =>
    order.parcel.trackingNumber === undefined
      ? 'Your parcel is on its way.'
      : `Your parcel is on its way: ${order.parcel.trackingNumber}.`,
  delivered: () => 'Your parcel was delivered.',
  cancelling: (order) => `${reasonText(order.reason)} We are undoing what was done for it.`.trim(),
  cancelled: (order) => `${reasonText(order.reason)} You have not been charged.`.trim(),
  refunding: (order) => `${reasonText(order.reason)} Your money is on its way back.`.trim(),
  refunded: () => 'Your money was paid back.',
};

/** What a shopper reads when an order comes into its state. */
export const stateText = (order: OrderRecord): string => texts[order.state](order);

const statusTexts: Record<shipping.Shipment['status'], string> = {
  booked: 'The parcel is announced to the carrier',
  collected: 'The carrier has the parcel',
  in_transit: 'The parcel is travelling',
  out_for_delivery: 'The parcel comes today',
  delivered: 'The parcel was handed over',
  cancelled: 'The parcel was called back',
};

/** What a shopper reads when the parcel moves. */
export const parcelText = (status: shipping.Shipment['status'], place: string): string =>
  place === '' ? `${statusTexts[status]}.` : `${statusTexts[status]}: ${place}.`;

const returnTexts: Record<dispatch.ReturnState, string> = {
  requested: 'You asked to send something back. We answer within two days.',
  approved: 'We agreed to your return. Please send the goods back to us.',
  received: 'Your goods are back with us.',
  refunded: 'Your return is done and paid.',
  refused: 'We could not agree to your return.',
};

/** What a shopper reads when a return comes into a state. */
export const returnText = (state: dispatch.ReturnState): string => returnTexts[state];

/** Money, as it is written on a timeline. */
export const amountText = ({ amount, currency }: Money): string =>
  new Intl.NumberFormat('en-IE', { style: 'currency', currency }).format(amount / 100);
