import type { dispatch, Money, Origin, payment as pay, shipping, user } from '@shop/contracts';
import type { State } from './states.ts';

/** How an order stands with the stock: what was asked for last, or what is known. */
export type StockStanding =
  | 'asked'
  | 'held'
  | 'refused'
  | 'securing'
  | 'secured'
  | 'committing'
  | 'committed'
  | 'releasing'
  | 'released';
/** How it stands with the money. */
export type PaymentStanding =
  | 'none'
  | 'asked'
  | 'challenged'
  | 'authorised'
  | 'declined'
  | 'capturing'
  | 'captured'
  | 'voiding'
  | 'voided'
  | 'refunding'
  | 'refunded';
/** How it stands with the parcel. `recalling`: handed over already, and asked back. */
export type ParcelStanding =
  | 'none'
  | 'asked'
  | 'booked'
  | 'refused'
  | 'handed'
  | 'moving'
  | 'delivered'
  | 'cancelling'
  | 'recalling'
  | 'cancelled';

export interface HistoryEntry {
  at: Date;
  from: State;
  to: State;
  /** The fact that caused it: a message's name, or what a person or a deadline did. */
  cause: string;
  messageId?: string | undefined;
  /** Which attempt to handle the message succeeded, from 1. */
  attempt?: number | undefined;
  /** Who sent the message. */
  sender?: Origin | undefined;
  /** Version of the service that decided. */
  version: string;
}

export interface TimelineEntry {
  at: Date;
  state: State;
  text: string;
}

export interface OrderPromotion extends dispatch.AppliedPromotion {
  id: string;
  useId: string;
}

/** An order as it is stored. Its state follows from the three standings; see workflow.ts. */
export interface OrderRecord {
  id: string;
  number: string;
  ownerId: string;
  /** Grows by one with every change; guards every write. */
  version: number;
  /** Placed by the verifier: nothing real is moved by it, and no list or figure of the shop's business has it. */
  synthetic?: true | undefined;
  state: State;
  /** Why it is being wound down, or was. */
  reason?: dispatch.CancelReason | undefined;
  lines: dispatch.OrderLine[];
  totals: dispatch.Totals;
  /** The promotion in the totals, and the use that this order counts as. */
  promotion?: OrderPromotion | undefined;
  delivery: shipping.Rate;
  weightGrams: number;
  cartVersion: number;
  address: user.PostalAddress;
  email: string;
  /** Where the bank sends the shopper back to. */
  returnUrl: string;
  stock: {
    is: StockStanding;
    /** When the hold runs out. */
    expiresAt: Date;
    /** How long it is kept aside at a time, in ms; orders made before this was kept have none. */
    holdMs?: number | undefined;
    /** Until when it was asked for last; later than what was granted when the stock service would not. */
    askedUntil: Date;
  };
  payment: {
    is: PaymentStanding;
    gateway: pay.GatewayId;
    /** Kept until the provider has answered. */
    token?: string | undefined;
    card?: { brand: string; last4: string } | undefined;
    challengeUrl?: string | undefined;
    uncertain: boolean;
    /** When waiting for an authorisation ends. */
    until?: Date | undefined;
    refundId?: string | undefined;
    refundFailed?: boolean | undefined;
    refunded?: Money | undefined;
  };
  parcel: {
    is: ParcelStanding;
    trackingNumber?: string | undefined;
    history: shipping.Shipment['history'];
  };
  timeline: TimelineEntry[];
  history: HistoryEntry[];
  placedAt: Date;
  updatedAt: Date;
  /** When somebody has to look at it again; absent when nothing is awaited. */
  dueAt?: Date | undefined;
  /** How often commands were sent again since the last answer. */
  attempts: number;
  /** The account was deleted: to be made anonymous as soon as the order has ended. */
  forget?: boolean | undefined;
  /** Made anonymous: nobody to write to. */
  forgotten?: boolean | undefined;
}

/** What a shopper ordered, checked, with the ids made for it. */
export interface Placement {
  id: string;
  number: string;
  ownerId: string;
  lines: dispatch.OrderLine[];
  totals: dispatch.Totals;
  promotion?: OrderPromotion | undefined;
  delivery: shipping.Rate;
  weightGrams: number;
  cartVersion: number;
  address: user.PostalAddress;
  email: string;
  returnUrl: string;
  payment: { gateway: pay.GatewayId; token: string };
  synthetic?: true | undefined;
}
