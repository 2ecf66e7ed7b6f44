import { z } from 'zod';
import { Refund, Return, Returnable } from './after-sale.ts';
import { StockLine } from './catalogue.ts';
import { contractsOf } from './declare.ts';
import { Locale } from './locale.ts';
import { Origin } from './message.ts';
import { aboutOrder, keyParams, orderParams } from './order-parts.ts';
import { Card, GatewayId, PaymentToken } from './payment.ts';
import {
  Day,
  Email,
  Flag,
  Id,
  Instant,
  line,
  Money,
  PageQuery,
  pageOf,
  Sku,
  Synthetic,
} from './primitives.ts';
import { AppliedPromotion, PromotionRefusal } from './promotions.ts';
import { Rate, Shipment, ShippingService } from './shipping.ts';
import { PostalAddress } from './user.ts';

export * from './after-sale.ts';
export * from './dead-letters.ts';
export * from './figures.ts';
export * from './promotions.ts';
export * from './story.ts';

const { route, event, announcement } = contractsOf('dispatch');

/**
 * Header that marks a quote or an order as synthetic. Its value is a token of the service `verifier` for `dispatch`;
 * anything else in it is refused with `synthetic_refused`.
 */
export const SYNTHETIC_HEADER = 'x-shop-synthetic';

export const OrderLine = z.strictObject({
  sku: Sku,
  name: z.string(),
  image: z.string(),
  quantity: z.int().positive(),
  unitPrice: Money,
  lineTotal: Money,
});
export type OrderLine = z.infer<typeof OrderLine>;

/** What is paid. Prices include tax; `tax` says how much of the total it is. */
export const Totals = z.strictObject({
  subtotal: Money,
  shipping: Money,
  /** What a promotion takes off goods and delivery together; absent without one. */
  discount: Money.optional(),
  tax: Money,
  total: Money,
});
export type Totals = z.infer<typeof Totals>;

/** What the shop offers, worked out on the server from the cart, the catalogue and the rates. Good for 15 minutes. */
export const Quote = z.strictObject({
  id: Id,
  lines: z.array(OrderLine).min(1),
  totals: Totals,
  delivery: Rate,
  destination: z.strictObject({ cityId: z.int(), city: z.string(), country: z.string() }),
  /** The promotion of the cart, where it counts. */
  promotion: AppliedPromotion.optional(),
  /** Why the promotion of the cart does not count. */
  refused: PromotionRefusal.optional(),
  expiresAt: Instant,
  /** The quote, signed: send it back unread with the order. */
  token: z.string(),
  /** Orders of this quote are synthetic, and need the mark too. */
  synthetic: Synthetic,
});
export type Quote = z.infer<typeof Quote>;
export const createQuote = route('POST', '/quotes', {
  access: 'guest',
  summary: 'Price my cart for a destination',
  body: z.strictObject({ cityId: z.int().positive(), service: ShippingService }),
  output: Quote,
  status: 201,
  synthetic: true,
  guessable: true,
});

export const OrderState = z.enum([
  'placed',
  'reserved',
  'authorised',
  'confirmed',
  'booked',
  'captured',
  'dispatched',
  'delivered',
  'cancelling',
  'cancelled',
  'refunding',
  'refunded',
]);
export type OrderState = z.infer<typeof OrderState>;

/** Why an order came to nothing. */
export const CancelReason = z.enum([
  'out_of_stock',
  'payment_declined',
  'payment_expired',
  'shipping_refused',
  'capture_failed',
  'shopper',
  'shop',
]);
export type CancelReason = z.infer<typeof CancelReason>;

export const TimelineEntry = z.strictObject({
  at: Instant,
  state: OrderState,
  /** What happened, in words a shopper understands. */
  text: z.string(),
});

export const Order = z.strictObject({
  id: Id,
  /** What people read to each other: short, with a check character. */
  number: z.string(),
  state: OrderState,
  /** True when nothing more will happen by itself. */
  final: z.boolean(),
  reason: CancelReason.optional(),
  lines: z.array(OrderLine),
  totals: Totals,
  promotion: AppliedPromotion.optional(),
  delivery: Rate,
  address: PostalAddress,
  email: Email,
  payment: z.strictObject({
    gateway: GatewayId,
    card: Card.optional(),
    /** Where the shopper answers the bank's question, while it is open. */
    challengeUrl: z.string().optional(),
    /** True while the provider's answer is not known. */
    uncertain: z.boolean(),
    refunded: Money.optional(),
  }),
  shipment: Shipment.pick({ trackingNumber: true, status: true, history: true }).optional(),
  cancellable: z.boolean(),
  returns: z.array(Return),
  /** Absent when nothing can be sent back, or not yet, or not any more. */
  returnable: Returnable.optional(),
  synthetic: Synthetic,
  timeline: z.array(TimelineEntry),
  placedAt: Instant,
  updatedAt: Instant,
});
export type Order = z.infer<typeof Order>;

export const placeOrder = route('POST', '/orders', {
  access: 'guest',
  summary: 'Order what was quoted',
  body: z.strictObject({
    quote: z.string().min(20).max(40_000),
    email: Email,
    address: PostalAddress,
    payment: z.strictObject({ gateway: GatewayId, token: PaymentToken }),
    /** What e-mails about the order are written in; English without. */
    locale: Locale.optional(),
  }),
  output: Order.extend({
    /** Opens this order without a session: for the link in the e-mail. 128 bits, shown only here. */
    accessKey: z.string(),
  }),
  status: 201,
  idempotent: true,
  synthetic: true,
});

/** What `price_changed` lists under `facts.changes`. */
export const QuoteChange = z.strictObject({
  /** The product; for a promotion its code. */
  sku: Sku,
  name: z.string(),
  /** `promotion`: `was` and `now` are what it takes off. */
  what: z.enum(['price', 'stock', 'gone', 'promotion']),
  was: z.number(),
  now: z.number(),
  /** Why a promotion takes nothing off any more. */
  reason: PromotionRefusal.shape.reason.optional(),
});

export const OrderSummary = Order.pick({
  id: true,
  number: true,
  state: true,
  final: true,
  reason: true,
  placedAt: true,
  totals: true,
  lines: true,
});
export type OrderSummary = z.infer<typeof OrderSummary>;

export const listOrders = route('GET', '/orders', {
  access: 'guest',
  summary: 'My orders, newest first',
  query: PageQuery,
  output: pageOf(OrderSummary),
});
export const getOrder = route('GET', '/orders/:orderId', {
  access: 'guest',
  summary: 'One of my orders',
  params: orderParams,
  output: Order,
  owned: 'orderId',
});
const WatchQuery = z.strictObject({
  /** Goes on after the end of the order for as long as some of its money may be paid back. */
  afterwards: Flag.optional(),
});
export const watchOrder = route('GET', '/orders/:orderId/events', {
  access: 'guest',
  summary: 'One of my orders, live: the order as it is now, and again whenever it changes',
  params: orderParams,
  query: WatchQuery,
  output: Order,
  stream: true,
  owned: 'orderId',
});
export const cancelOrder = route('POST', '/orders/:orderId/cancellation', {
  access: 'guest',
  summary: 'Cancel one of my orders before it leaves the house',
  params: orderParams,
  output: Order,
  owned: 'orderId',
});

/** An order as the key from its e-mail shows it: nothing that says who it is for. */
export const OpenedOrder = Order.omit({ address: true, email: true });
export type OpenedOrder = z.infer<typeof OpenedOrder>;
export const openOrder = route('GET', '/opened-orders/:accessKey', {
  access: 'public',
  summary: 'An order by the key from its e-mail, without address, e-mail address or name',
  params: keyParams,
  output: OpenedOrder,
});
export const watchOpenedOrder = route('GET', '/opened-orders/:accessKey/events', {
  access: 'public',
  summary: 'The same order, live: as it is now, and again whenever it changes',
  params: keyParams,
  query: WatchQuery,
  output: OpenedOrder,
  stream: true,
});
export const proveOrder = route('POST', '/opened-orders/:accessKey', {
  access: 'public',
  summary: 'The same order with all of it, for who knows the e-mail address it was made with',
  params: keyParams,
  body: z.strictObject({ email: Email }),
  output: Order,
});

export const AdminOrder = Order.extend({
  ownerId: Id,
  refunds: z.array(Refund),
  /** Every message that was handled for this order and what came of it. */
  history: z.array(
    z.strictObject({
      at: Instant,
      from: OrderState,
      to: OrderState,
      cause: z.string(),
      messageId: z.string().optional(),
      /** Which attempt to handle the message succeeded, from 1. */
      attempt: z.int().optional(),
      /** Who sent it. */
      sender: Origin.optional(),
      /** Version of the dispatch service that handled it. */
      version: z.string(),
    }),
  ),
});
export type AdminOrder = z.infer<typeof AdminOrder>;
export const listAllOrders = route('GET', '/admin/orders', {
  access: 'support',
  summary: 'Every order, newest first',
  query: PageQuery.extend({
    state: OrderState.optional(),
    /** An order number or an e-mail address. */
    q: z.string().trim().max(254).optional(),
    /** Placed on this day or later, and on this day or earlier; UTC. */
    from: Day.optional(),
    to: Day.optional(),
  }),
  output: pageOf(OrderSummary.extend({ email: Email })),
});
export const getAnyOrder = route('GET', '/admin/orders/:orderId', {
  access: 'support',
  summary: 'An order with its whole history',
  params: orderParams,
  output: AdminOrder,
});
export const refundOrder = route('POST', '/admin/orders/:orderId/refund', {
  access: 'support',
  summary: 'Cancel an order or give its money back, or some of it',
  params: orderParams,
  body: z.strictObject({
    reason: line(200),
    /** What goes back, in minor units; the order stays what it is. Without it the order ends, and all goes back. */
    amount: z.int().min(1).max(100_000_000).optional(),
  }),
  output: AdminOrder,
  idempotent: true,
});

/** Nobody listens yet: for whoever counts what is ordered. */
export const orderPlaced = announcement(
  'order-placed.v1',
  z.object({ ...aboutOrder, lines: z.array(StockLine), total: Money }),
);
/** Paid for and surely coming: the cart is emptied by this. The only one of these that is told of a synthetic order. */
export const orderConfirmed = event(
  'order-confirmed.v1',
  z.object({
    ...aboutOrder,
    lines: z.array(StockLine),
    cartVersion: z.int(),
    total: Money,
    synthetic: Synthetic,
  }),
  ['cart', 'dispatch'],
);
export const orderDispatched = event(
  'order-dispatched.v1',
  z.object({ ...aboutOrder, lines: z.array(StockLine), trackingNumber: z.string() }),
  ['dispatch', 'ratings'],
);
/** Nobody listens yet. */
export const orderDelivered = announcement(
  'order-delivered.v1',
  z.object({ ...aboutOrder, lines: z.array(StockLine) }),
);
export const orderCancelled = event('order-cancelled.v1', z.object({ ...aboutOrder, reason: CancelReason }), [
  'dispatch',
]);
export const orderRefunded = event('order-refunded.v1', z.object({ ...aboutOrder, amount: Money }), [
  'dispatch',
]);
/** Any change at all, for whoever shows the order live. */
export const orderChanged = announcement('order-changed.v1', z.object({ orderId: Id, version: z.int() }));
