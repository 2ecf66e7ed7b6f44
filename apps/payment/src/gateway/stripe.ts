import { z } from 'zod';
import type { AuthoriseRequest, Gateway, Handle, IncomingWebhook, Notice, Result, View } from './gateway.ts';
import type { GatewayHttp, Reply } from './http.ts';
import { isSigned } from './signature.ts';

export interface StripeSettings {
  fieldsUrl: string;
  secretKey: string;
  webhookSecret: string;
}

/** How old a signature may be, in ms. */
const TOLERANCE_MS = 5 * 60_000;

const Charge = z.looseObject({
  amount_refunded: z.int(),
  payment_method_details: z
    .looseObject({ card: z.looseObject({ brand: z.string(), last4: z.string() }).optional() })
    .optional(),
});
const PaymentError = z.looseObject({ code: z.string().optional(), decline_code: z.string().optional() });
const Intent = z.looseObject({
  id: z.string(),
  status: z.string(),
  amount: z.int(),
  amount_received: z.int(),
  latest_charge: z.union([Charge, z.string()]).nullish(),
  last_payment_error: PaymentError.nullish(),
  next_action: z.looseObject({ redirect_to_url: z.looseObject({ url: z.url() }).optional() }).nullish(),
});
type Intent = z.output<typeof Intent>;
const Failure = z.looseObject({
  error: PaymentError.extend({ type: z.string(), message: z.string().optional() }),
});
const Found = z.looseObject({ data: z.array(Intent) });
const Refund = z.looseObject({ status: z.string(), failure_reason: z.string().optional() });
const Event = z.looseObject({
  id: z.string().min(1).max(100),
  type: z.string(),
  data: z.looseObject({
    object: z.looseObject({ metadata: z.looseObject({ reference: z.string().optional() }).default({}) }),
  }),
});

const abouts: Record<string, Notice['about']> = {
  'payment_intent.requires_action': 'challenge',
  'payment_intent.amount_capturable_updated': 'authorised',
  'payment_intent.payment_failed': 'refused',
  'payment_intent.succeeded': 'captured',
  'payment_intent.canceled': 'voided',
  'charge.refunded': 'refunded',
};

/** Stripe's payment intents and refunds. */
export class StripeGateway implements Gateway {
  readonly id = 'stripe';
  readonly name = 'Stripe';
  readonly fieldsUrl: string;
  private readonly settings: StripeSettings;
  private readonly http: GatewayHttp;

  constructor(settings: StripeSettings, http: GatewayHttp) {
    this.settings = settings;
    this.fieldsUrl = settings.fieldsUrl;
    this.http = http;
  }

  async authorise({ reference, amount, currency, token, returnUrl }: AuthoriseRequest): Promise<Result> {
    const reply = await this.post('/v1/payment_intents', reference, {
      amount: String(amount),
      currency: currency.toLowerCase(),
      capture_method: 'manual',
      confirm: 'true',
      payment_method: token,
      return_url: returnUrl,
      'metadata[reference]': reference,
      'expand[]': 'latest_charge',
    });
    if (!('body' in reply) || reply.status >= 300) return failure(reply);
    const intent = Intent.safeParse(reply.body);
    if (!intent.success) return { is: 'unknown', reason: 'unreadable_answer' };
    return resultOf(intent.data);
  }

  async resume(): Promise<Result> {
    return { is: 'unknown', reason: 'stripe goes on by itself' };
  }

  async capture({ id }: Handle, step: { reference: string; amount: number }): Promise<Result> {
    const form = { amount_to_capture: String(step.amount) };
    return done(await this.post(`/v1/payment_intents/${id}/capture`, step.reference, form));
  }

  async void({ id }: Handle, step: { reference: string }): Promise<Result> {
    return done(await this.post(`/v1/payment_intents/${id}/cancel`, step.reference, {}));
  }

  async refund({ id }: Handle, step: { reference: string; amount: number }): Promise<Result> {
    const form = { payment_intent: id, amount: String(step.amount), 'metadata[reference]': step.reference };
    const reply = await this.post('/v1/refunds', step.reference, form);
    const refund = Refund.safeParse('body' in reply ? reply.body : undefined);
    if (reply.status === 200 && refund.success && ['failed', 'canceled'].includes(refund.data.status))
      return { is: 'refused', reason: refund.data.failure_reason ?? 'refund_failed' };
    return done(reply);
  }

  async query(reference: string): Promise<View | undefined> {
    const search = new URLSearchParams({
      query: `metadata['reference']:'${reference}'`,
      'expand[]': 'data.latest_charge',
    });
    const reply = await this.http.send({
      method: 'GET',
      path: `/v1/payment_intents/search?${search}`,
      headers: this.headers(),
    });
    const found = Found.safeParse('body' in reply && reply.status === 200 ? reply.body : undefined);
    if (!found.success) return undefined;
    const [intent] = found.data.data;
    return intent ? viewOf(intent) : { is: 'missing' };
  }

  read({ headers, raw, now }: IncomingWebhook): Notice | undefined {
    const parts = String(headers['stripe-signature'] ?? '')
      .split(',')
      .map((part) => part.trim().split('=') as [string, string]);
    const time = parts.find(([name]) => name === 't')?.[1] ?? '';
    const fresh = Math.abs(now.getTime() - Number(time) * 1000) <= TOLERANCE_MS;
    const signed = parts.some(
      ([name, signature]) =>
        name === 'v1' && isSigned(this.settings.webhookSecret, [`${time}.`, raw], signature ?? ''),
    );
    if (!fresh || !signed) return undefined;
    const event = Event.safeParse(JSON.parse(raw.toString('utf8')));
    if (!event.success) return undefined;
    const { id, type, data } = event.data;
    return { id, reference: data.object.metadata.reference ?? '', about: abouts[type] ?? 'other' };
  }

  private post(path: string, idempotencyKey: string, form: Record<string, string>): Promise<Reply> {
    return this.http.send({
      method: 'POST',
      path,
      headers: {
        ...this.headers(),
        'content-type': 'application/x-www-form-urlencoded',
        'idempotency-key': idempotencyKey,
      },
      body: new URLSearchParams(form).toString(),
    });
  }

  private headers(): Record<string, string> {
    return { authorization: `Bearer ${this.settings.secretKey}` };
  }
}

function seenOf(intent: Intent) {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : undefined;
  const card = charge?.payment_method_details?.card;
  return {
    handle: { id: intent.id },
    amount: intent.amount,
    captured: intent.amount_received,
    refunded: charge?.amount_refunded ?? 0,
    ...(card ? { card: { brand: card.brand, last4: card.last4 } } : {}),
  };
}

function resultOf(intent: Intent): Result {
  const view = viewOf(intent);
  if (view.is === 'authorised') {
    return { is: 'authorised', handle: view.handle, ...(view.card ? { card: view.card } : {}) };
  }
  if (view.is === 'challenged' && view.url !== undefined)
    return { is: 'challenged', handle: view.handle, url: view.url };
  if (view.is === 'declined') return { is: 'refused', reason: view.reason ?? 'card_declined' };
  return { is: 'unknown', reason: intent.status };
}

function viewOf(intent: Intent): View {
  const seen = seenOf(intent);
  const url = intent.next_action?.redirect_to_url?.url;
  switch (intent.status) {
    case 'requires_capture':
    case 'succeeded':
      return { is: 'authorised', ...seen };
    case 'canceled':
      return { is: 'voided', ...seen };
    case 'requires_payment_method':
      return { is: 'declined', reason: reasonOf(intent.last_payment_error ?? {}), ...seen };
    default:
      return { is: 'challenged', answered: false, ...(url ? { url } : {}), ...seen };
  }
}

function reasonOf({ code, decline_code: decline }: z.output<typeof PaymentError>): string {
  if (code === 'payment_intent_authentication_failure') return 'authentication_failed';
  if (decline === 'insufficient_funds' || decline === 'expired_card') return decline;
  return code === 'expired_card' ? 'expired_card' : (code ?? 'card_declined');
}

/** The outcome of a capture, a cancellation or a refund. */
function done(reply: Reply): Result {
  if (reply.status >= 200 && reply.status < 300) return { is: 'done' };
  const problem = failure(reply);
  // The intent is not in the state for it: perhaps because it was done already. The query tells.
  const already = ['payment_intent_unexpected_state', 'charge_already_refunded'];
  return problem.is === 'refused' && already.includes(problem.reason)
    ? { is: 'unknown', reason: problem.reason }
    : problem;
}

function failure(reply: Reply): Result {
  if (!('body' in reply))
    return reply.sent ? { is: 'unknown', reason: reply.reason } : { is: 'not-sent', reason: reply.reason };
  const failed = Failure.safeParse(reply.body);
  const error = failed.success ? failed.data.error : { type: 'unreadable', code: `status_${reply.status}` };
  if (reply.status >= 500 || reply.status === 409) return { is: 'unknown', reason: error.type };
  // Turned away at the door: our key is wrong, or we called too often. Nothing was done.
  if ([401, 403, 429].includes(reply.status)) return { is: 'not-sent', reason: error.type };
  return { is: 'refused', reason: reasonOf(error) };
}
