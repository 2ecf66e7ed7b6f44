import { z } from 'zod';
import type { LedgerEvent, Payment } from './book.ts';

const minorUnits = z
  .string()
  .regex(/^\d{1,8}$/)
  .transform(Number);
const metadata = z.record(z.string(), z.string()).default({});
const expand = z
  .union([z.record(z.string(), z.string()), z.string().transform((one) => ({ 0: one }))])
  .default({})
  .transform((given) => Object.values(given));

/** Body of `POST /v1/payment_intents`, the parts this server plays. */
export const CreateIntent = z.strictObject({
  amount: minorUnits,
  currency: z.string().regex(/^[a-zA-Z]{3}$/),
  capture_method: z.enum(['manual', 'automatic']).default('automatic'),
  confirm: z.literal('true'),
  payment_method: z.string().min(1),
  payment_method_types: z.record(z.string(), z.string()).optional(),
  return_url: z.url().optional(),
  description: z.string().optional(),
  statement_descriptor_suffix: z.string().optional(),
  metadata,
  expand,
});
export const CaptureIntent = z.strictObject({ amount_to_capture: minorUnits.optional(), metadata, expand });
export const CancelIntent = z.strictObject({ cancellation_reason: z.string().optional(), expand });
export const CreateRefund = z.strictObject({
  payment_intent: z.string().min(1),
  amount: minorUnits.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata,
  expand,
});

export interface StripeError {
  type: 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error';
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
  payment_intent?: unknown;
}
export const error = (error: StripeError) => ({ error });

export function schemaError(failed: z.ZodError) {
  const issue = failed.issues[0];
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys : undefined;
  const param = keys?.[0] ?? issue?.path.join('.') ?? '';
  const code = keys ? 'parameter_unknown' : 'parameter_invalid';
  return error({ type: 'invalid_request_error', code, param, message: `${param}: ${issue?.message}` });
}

const seconds = (iso: string) => Math.floor(new Date(iso).getTime() / 1000);
export const chargeId = (payment: Payment) => payment.id.replace(/^pi_/, 'ch_');

function status(payment: Payment): string {
  if (payment.state === 'challenged') return 'requires_action';
  if (payment.state === 'refused') return 'requires_payment_method';
  if (payment.captured > 0) return 'succeeded';
  if (payment.state === 'voided') return 'canceled';
  return 'requires_capture';
}

const declines: Record<string, Pick<StripeError, 'code' | 'decline_code' | 'message'>> = {
  decline: { code: 'card_declined', decline_code: 'generic_decline', message: 'Your card was declined.' },
  'insufficient-funds': {
    code: 'card_declined',
    decline_code: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  },
  expired: { code: 'expired_card', decline_code: 'expired_card', message: 'Your card has expired.' },
  'challenge-refused': {
    code: 'payment_intent_authentication_failure',
    message: 'The provided PaymentMethod has failed authentication.',
  },
};

export function declineError(payment: Payment): StripeError {
  const decline = declines[payment.reason ?? 'decline'] as Pick<StripeError, 'code' | 'message'>;
  const type = payment.reason === 'challenge-refused' ? 'invalid_request_error' : 'card_error';
  return { type, ...decline };
}

const cardOf = ({ card }: Payment) => ({
  brand: card.brand,
  last4: card.last4,
  exp_month: card.expiryMonth,
  exp_year: card.expiryYear,
  country: 'GB',
  funding: 'debit',
});

export const paymentMethod = (payment: Payment) => ({
  id: payment.token,
  object: 'payment_method',
  type: 'card',
  livemode: false,
  card: cardOf(payment),
});

export const charge = (payment: Payment) => ({
  id: chargeId(payment),
  object: 'charge',
  amount: payment.amount,
  amount_captured: payment.captured,
  amount_refunded: payment.refunded,
  captured: payment.captured > 0,
  currency: payment.currency.toLowerCase(),
  created: seconds(payment.createdAt),
  livemode: false,
  metadata: payment.metadata,
  paid: payment.authorised > 0,
  payment_intent: payment.id,
  payment_method: payment.token,
  payment_method_details: { type: 'card', card: cardOf(payment) },
  refunded: payment.captured > 0 && payment.refunded === payment.captured,
  status: payment.authorised > 0 ? 'succeeded' : 'failed',
});

/** A PaymentIntent; `expand` turns the ids of `latest_charge` and `payment_method` into the objects. */
export function intent(payment: Payment, publicUrl: string, expand: readonly string[] = []) {
  const voided = payment.events.findLast((event) => event.type === 'voided');
  const charged = payment.authorised > 0 || payment.state === 'refused';
  return {
    id: payment.id,
    object: 'payment_intent',
    amount: payment.amount,
    amount_capturable: payment.captured > 0 ? 0 : payment.authorised - payment.voided,
    amount_received: payment.captured,
    canceled_at: payment.state === 'voided' && voided ? seconds(voided.at) : null,
    cancellation_reason: payment.state === 'voided' ? 'requested_by_customer' : null,
    capture_method: payment.metadata.capture_method ?? 'manual',
    client_secret: `${payment.id}_secret`,
    confirmation_method: 'automatic',
    created: seconds(payment.createdAt),
    currency: payment.currency.toLowerCase(),
    last_payment_error:
      payment.state === 'refused'
        ? { ...declineError(payment), payment_method: paymentMethod(payment) }
        : null,
    latest_charge: charged ? (expand.includes('latest_charge') ? charge(payment) : chargeId(payment)) : null,
    livemode: false,
    metadata: payment.metadata,
    next_action:
      payment.state === 'challenged' && payment.challenge
        ? {
            type: 'redirect_to_url',
            redirect_to_url: {
              return_url: payment.returnUrl ?? null,
              url: `${publicUrl}/3ds/${payment.challenge.reference}`,
            },
          }
        : null,
    payment_method: expand.includes('payment_method') ? paymentMethod(payment) : payment.token,
    payment_method_types: ['card'],
    status: status(payment),
  };
}

/** A refund, made from the record of it in the ledger. */
export const refund = (payment: Payment, event: LedgerEvent) => ({
  id: event.id,
  object: 'refund',
  amount: event.amount,
  charge: chargeId(payment),
  created: seconds(event.at),
  currency: payment.currency.toLowerCase(),
  metadata: event.reference === undefined ? {} : { reference: event.reference },
  payment_intent: payment.id,
  reason: null,
  status: event.type === 'refunded' ? 'succeeded' : 'failed',
  ...(event.type === 'refunded' ? {} : { failure_reason: 'declined' }),
});

export const list = (url: string, data: unknown[]) => ({ object: 'list', url, has_more: false, data });

/** Reads `metadata['reference']:'x' AND status:"y"`; undefined when it is not such a query. */
export function parseSearch(query: string): { field: string; value: string }[] | undefined {
  const terms: { field: string; value: string }[] = [];
  for (const part of query.split(/ AND /i)) {
    const found = /^\s*(?:metadata\[['"]([^'"]+)['"]\]|(\w+))\s*:\s*(['"])(.*)\3\s*$/.exec(part);
    if (!found) return undefined;
    terms.push({
      field: found[1] === undefined ? (found[2] as string) : `metadata.${found[1]}`,
      value: found[4] ?? '',
    });
  }
  return terms;
}
