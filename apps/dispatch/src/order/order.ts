import type {
  catalogue,
  dispatch,
  Locale,
  Money,
  Origin,
  payment as pay,
  shipping,
  user,
} from '@shop/contracts';
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
  /** It was the delivery that cost less, not the goods. */
  ofDelivery?: true | undefined;
}

/** Goods that come back, or should. */
export interface ReturnRecord {
  id: string;
  /** The shopper's Idempotency-Key, and the SHA-256 of what came with it. */
  key: string;
  fingerprint: string;
  is: dispatch.ReturnState;
  lines: catalogue.StockLine[];
  reason: dispatch.ReturnReason;
  note?: string | undefined;
  answer?: string | undefined;
  /** What the lines are worth, in minor units. */
  amount: number;
  requestedAt: Date;
  updatedAt: Date;
  /** What goes back on the shelf; `stock` says how far that is. */
  restock: catalogue.StockLine[];
  stock: 'none' | 'asked' | 'back';
}

/** Money that goes back, or should. */
export interface RefundRecord {
  id: string;
  /** What the payment service knows it by; a new one for each try, for an id that has failed stays failed. */
  tryId: string;
  /** The Idempotency-Key it was asked with, and the SHA-256 of what came with it. */
  key: string;
  fingerprint: string;
  is: dispatch.RefundState;
  /** Minor units. Of a whole one: what was left when it was asked for. */
  amount: number;
  whole: boolean;
  /** The provider has said no: to be tried again when the order is due. */
  late?: boolean | undefined;
  reason: string;
  returnId?: string | undefined;
  askedBy: dispatch.Person;
  askedAt: Date;
  decidedBy?: dispatch.Person | undefined;
  decidedAt?: Date | undefined;
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
  /** What its e-mails are written in; English without. */
  locale?: Locale | undefined;
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
  /** Absent on orders of which nothing ever came back. */
  returns?: ReturnRecord[] | undefined;
  /** Refunds that people asked for; absent where nobody did. */
  refunds?: RefundRecord[] | undefined;
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
  locale?: Locale | undefined;
  returnUrl: string;
  payment: { gateway: pay.GatewayId; token: string };
  synthetic?: true | undefined;
}
