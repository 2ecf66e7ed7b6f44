import { z } from 'zod';
import { aboutAct } from './acts.ts';
import { contractsOf } from './declare.ts';
import { ExchangeRate, ShownCurrency } from './exchange.ts';
import { Waiting } from './message.ts';
import { Done, Id, Instant, Money, Price, Synthetic } from './primitives.ts';

const { route, command, event } = contractsOf('payment');

export const GatewayId = z.enum(['worldpay', 'stripe']);
export type GatewayId = z.infer<typeof GatewayId>;

/** Who moved the money of a payment: a provider, or nobody at all for a synthetic order. No shopper can choose that. */
export const Mover = z.enum([...GatewayId.options, 'synthetic']);
export type Mover = z.infer<typeof Mover>;

/** A provider a shopper can pay with. The browser gives the card to its hosted fields, never to us. */
export const Gateway = z.strictObject({
  id: GatewayId,
  name: z.string(),
  /** The page of hosted card fields, to be framed. */
  fieldsUrl: z.string(),
});
export const listGateways = route('GET', '/gateways', {
  access: 'public',
  summary: 'Payment providers on offer',
  output: z.strictObject({ items: z.array(Gateway) }),
});

/** Without a rate a currency is not shown. */
export const listExchangeRates = route('GET', '/exchange-rates', {
  access: 'public',
  summary: 'What a euro is worth in the currencies that prices are shown in',
  output: z.strictObject({ items: z.array(ExchangeRate) }),
});
export const setExchangeRate = route('PUT', '/exchange-rates/:currency', {
  access: 'admin',
  summary: 'Set what a euro is worth in a currency',
  params: z.strictObject({ currency: ShownCurrency }),
  body: ExchangeRate.omit({ currency: true }),
  output: ExchangeRate,
});
/** For the audit log: who said what a euro is worth, and what it was before; null when it had not been said. */
export const rateChanged = event(
  'rate-changed.v1',
  z.object({
    ...aboutAct,
    currency: ShownCurrency,
    before: ExchangeRate.omit({ currency: true }).nullable(),
    after: ExchangeRate.omit({ currency: true }),
  }),
  ['dispatch'],
);

/** What the hosted fields hand out for a card, used once. Never a card number: digits alone are refused. */
export const PaymentToken = z
  .string()
  .min(8)
  .max(500)
  .regex(/[A-Za-z_]/, 'a token of the payment provider')
  .refine((value) => !/(?:\d[ -]?){13,19}/.test(value), 'a card number must never be sent to the shop');

export const Card = z.strictObject({ brand: z.string(), last4: z.string().regex(/^\d{4}$/) });

export const PaymentState = z.enum([
  'started',
  'challenged',
  'unknown',
  'authorised',
  'declined',
  'captured',
  'voided',
  'refunded',
]);
export type PaymentState = z.infer<typeof PaymentState>;
export const Payment = z.strictObject({
  orderId: Id,
  gateway: Mover,
  state: PaymentState,
  amount: Money,
  captured: Money,
  refunded: Money,
  card: Card.optional(),
  /** Every call to the provider, written down before it was made. */
  attempts: z.array(
    z.strictObject({
      reference: z.string(),
      operation: z.enum(['authorise', 'capture', 'void', 'refund']),
      outcome: z.enum(['started', 'unknown', 'succeeded', 'failed', 'challenged']),
      reason: z.string().optional(),
      startedAt: Instant,
      settledAt: Instant.optional(),
    }),
  ),
});
export type Payment = z.infer<typeof Payment>;
export const getPayment = route('GET', '/payments/:orderId', {
  access: 'support',
  summary: 'The payment of an order, with every attempt',
  params: z.strictObject({ orderId: Id }),
  output: Payment,
});
/** The same for the story of an order; null when nothing was ever asked of a provider. */
export const paymentOfOrder = route('GET', '/payments-by-order/:orderId', {
  access: 'service',
  summary: 'The payment of an order, and its messages that wait to be sent',
  params: z.strictObject({ orderId: Id }),
  output: z.strictObject({ payment: Payment.nullable(), waiting: z.array(Waiting) }),
});
/** Called by the provider; signed over the raw bytes. */
export const receiveWebhook = route('POST', '/webhooks/:gateway', {
  access: 'public',
  summary: "A provider's notice that something happened to a payment",
  params: z.strictObject({ gateway: GatewayId }),
  body: z.unknown(),
  output: Done,
});

/** Answered by payment-authorised, payment-declined or, while the shopper is asked by the bank, payment-challenged. */
export const authorisePayment = command(
  'authorise',
  z.object({
    orderId: Id,
    ownerId: Id,
    amount: Price,
    gateway: GatewayId,
    token: PaymentToken,
    /** Where the bank sends the shopper back to after a challenge. */
    returnUrl: z.url(),
    /** No provider is called, whatever `gateway` says. */
    synthetic: Synthetic,
  }),
);
/** Answered by payment-captured or capture-failed. */
export const capturePayment = command('capture', z.object({ orderId: Id, synthetic: Synthetic }));
/** Answered by payment-voided, also when nothing was authorised; a later authorisation of this order is refused. */
export const voidPayment = command('void', z.object({ orderId: Id, synthetic: Synthetic }));
/** Gives the money back, all of it unless `amount` says. Answered by payment-refunded or refund-failed. */
export const refundPayment = command(
  'refund',
  z.object({
    orderId: Id,
    refundId: Id,
    amount: Price.optional(),
    reason: z.string(),
    synthetic: Synthetic,
  }),
);

export const paymentAuthorised = event(
  'payment-authorised.v1',
  z.object({ orderId: Id, amount: Money, gateway: Mover, card: Card.optional() }),
  ['dispatch'],
);
export const paymentChallenged = event(
  'payment-challenged.v1',
  z.object({ orderId: Id, challengeUrl: z.string() }),
  ['dispatch'],
);
/** The provider's answer is not known yet; it is being asked. */
export const paymentUncertain = event('payment-uncertain.v1', z.object({ orderId: Id }), ['dispatch']);
export const paymentDeclined = event('payment-declined.v1', z.object({ orderId: Id, reason: z.string() }), [
  'dispatch',
]);
export const paymentCaptured = event('payment-captured.v1', z.object({ orderId: Id, amount: Money }), [
  'dispatch',
]);
export const captureFailed = event('capture-failed.v1', z.object({ orderId: Id, reason: z.string() }), [
  'dispatch',
]);
export const paymentVoided = event('payment-voided.v1', z.object({ orderId: Id }), ['dispatch']);
export const paymentRefunded = event(
  'payment-refunded.v1',
  z.object({ orderId: Id, refundId: Id, amount: Money, refundedTotal: Money }),
  ['dispatch'],
);
export const refundFailed = event(
  'refund-failed.v1',
  z.object({ orderId: Id, refundId: Id, reason: z.string() }),
  ['dispatch'],
);
