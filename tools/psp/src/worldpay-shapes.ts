import { z } from 'zod';
import type { LedgerEvent, Payment } from './book.ts';

/** Body of `POST /api/payments` (2024-06-01), the parts this server plays; more is taken and ignored, as really. */
export const PaymentRequest = z.looseObject({
  transactionReference: z.string().regex(/^[-A-Za-z0-9_!@#$%()*=.:;?[\]{}~`/+]{1,64}$/),
  merchant: z.looseObject({ entity: z.string().min(1).max(32) }),
  instruction: z.looseObject({
    method: z.literal('card'),
    paymentInstrument: z.looseObject({ type: z.literal('checkout'), sessionHref: z.string().min(1) }),
    narrative: z.looseObject({ line1: z.string().min(1).max(24) }),
    value: z.strictObject({ currency: z.string().regex(/^[A-Z]{3}$/), amount: z.int().nonnegative() }),
    settlement: z.looseObject({ auto: z.boolean().optional() }).optional(),
    threeDS: z
      .looseObject({
        type: z.literal('integrated'),
        mode: z.enum(['always', 'specifyChallengePreference']).optional(),
        challenge: z.looseObject({ returnUrl: z.url() }),
      })
      .optional(),
  }),
});

/** Body of partial settlements and refunds. */
export const PartialRequest = z.looseObject({
  reference: z.string().min(1).max(64),
  value: z.strictObject({ currency: z.string().regex(/^[A-Z]{3}$/), amount: z.int().positive() }),
});

export const problem = (errorName: string, message: string) => ({ errorName, message });

const missing = 'invalid_type';

export function schemaProblem(error: z.ZodError) {
  return {
    ...problem('bodyDoesNotMatchSchema', 'The json body provided does not match the expected schema'),
    validationErrors: error.issues.map((issue) => ({
      errorName:
        issue.code === missing && issue.message.includes('undefined')
          ? 'fieldIsMissing'
          : 'fieldHasInvalidValue',
      message: issue.message,
      jsonPath: `$.${issue.path.join('.')}`,
    })),
  };
}

/** The opaque last part of a payment's links. */
export const linkData = (payment: Payment) =>
  Buffer.from(JSON.stringify({ k: 1, d: payment.id })).toString('base64url');

export function fromLinkData(data: string): string | undefined {
  try {
    const { d } = JSON.parse(Buffer.from(data, 'base64url').toString()) as { d?: unknown };
    return typeof d === 'string' ? d : undefined;
  } catch {
    return undefined;
  }
}

const paths = {
  cancelPayment: 'cancellations',
  settlePayment: 'settlements',
  partiallySettlePayment: 'partialSettlements',
  refundPayment: 'refunds',
  partiallyRefundPayment: 'partialRefunds',
  supply3dsDeviceData: '3dsDeviceData',
  complete3dsChallenge: '3dsChallenges',
} as const;
type Action = keyof typeof paths;

/** What can be done with a payment now. */
export function actionsOf(payment: Payment): Action[] {
  if (payment.state === 'device-data') return ['supply3dsDeviceData'];
  if (payment.state === 'challenged') return ['complete3dsChallenge'];
  if (payment.state !== 'authorised') return [];
  const actions: Action[] = [];
  const open = payment.authorised - payment.captured - payment.voided;
  if (open > 0) actions.push('cancelPayment', 'partiallySettlePayment');
  if (open === payment.authorised) actions.push('settlePayment');
  if (payment.captured > payment.refunded) actions.push('partiallyRefundPayment');
  if (payment.captured > 0 && payment.refunded === 0) actions.push('refundPayment');
  return actions;
}

export function links(payment: Payment, publicUrl: string) {
  const href = `${publicUrl}/api/payments/${linkData(payment)}`;
  const actions = actionsOf(payment).map((action) => [
    action,
    { href: `${href}/${paths[action]}`, method: 'POST' },
  ]);
  return {
    _links: { self: { href } },
    ...(actions.length > 0 ? { _actions: Object.fromEntries(actions) } : {}),
  };
}

const instrument = ({ card }: Payment) => ({
  type: 'card/checkout+masked',
  lastFour: card.last4,
  cardBrand: card.brand,
  expiryDate: { month: card.expiryMonth, year: card.expiryYear },
  countryCode: 'GB',
  fundingType: 'debit',
  category: 'consumer',
});

const refusals: Record<string, { refusalCode: string; refusalDescription: string }> = {
  'insufficient-funds': { refusalCode: '51', refusalDescription: 'INSUFFICIENT FUNDS/OVER CREDIT LIMIT' },
  expired: { refusalCode: '33', refusalDescription: 'EXPIRED CARD' },
};

/** The answer to a payment request or to a step of 3-D Secure. */
export function paymentAnswer(payment: Payment, publicUrl: string) {
  const { id: paymentId, reference: transactionReference, state, challenge } = payment;
  const base = { transactionReference, ...links(payment, publicUrl) };
  if (state === 'device-data') {
    const collection = { jwt: paymentId, url: `${publicUrl}/3ds/device-data`, bin: '400000' };
    return { outcome: '3dsDeviceDataRequired', ...base, deviceDataCollection: collection };
  }
  if (state === 'challenged' && challenge) {
    const url = `${publicUrl}/3ds/${challenge.reference}`;
    return {
      outcome: '3dsChallenged',
      ...base,
      authentication: { version: '2.2.0' },
      challenge: { reference: challenge.reference, url, jwt: challenge.reference, payload: paymentId },
    };
  }
  if (state === 'refused' && payment.reason === 'challenge-refused')
    return {
      outcome: '3dsAuthenticationFailed',
      paymentId,
      ...base,
      threeDS: { version: '2.2.0', eci: '07' },
    };
  if (state === 'refused') {
    const refusal = refusals[payment.reason ?? ''] ?? { refusalCode: '5', refusalDescription: 'REFUSED' };
    return { outcome: 'refused', paymentId, ...base, ...refusal, paymentInstrument: instrument(payment) };
  }
  return {
    outcome: payment.captured > 0 ? 'sentForSettlement' : 'authorized',
    paymentId,
    ...base,
    schemeReference: '060720116005060',
    issuer: { authorizationCode: '675725' },
    riskFactors: [{ risk: 'notChecked', type: 'cvc' }],
    paymentInstrument: instrument(payment),
  };
}

const eventNames: Partial<Record<LedgerEvent['type'], string>> = {
  'challenge-answered': '3dsChallengeCompleted',
  authorised: 'authorizationSucceeded',
  refused: 'authorizationRefused',
  captured: 'settlementRequestSubmitted',
  'capture-failed': 'settlementFailed',
  voided: 'cancellationRequestSubmitted',
  refunded: 'refundRequestSubmitted',
  'refund-failed': 'refundFailed',
};

/** Newest first; a step that was not sent to the bank yet has no event. */
export function eventsOf(payment: Payment) {
  return payment.events
    .flatMap((event) => {
      const eventName = eventNames[event.type];
      if (!eventName) return [];
      const value = event.amount === undefined ? {} : { value: money(payment, event.amount) };
      const reference = event.reference === undefined ? {} : { reference: event.reference };
      return [{ eventName, timestamp: event.at, ...value, ...reference }];
    })
    .toReversed();
}

const money = (payment: Payment, amount: number) => ({ amount, currency: payment.currency });

/** One payment as Payment Queries shows it. */
export function queryAnswer(payment: Payment, publicUrl: string) {
  const events = eventsOf(payment);
  return {
    timestamp: payment.createdAt,
    transactionReference: payment.reference,
    paymentId: payment.id,
    entity: payment.metadata.entity ?? 'default',
    value: money(payment, payment.amount),
    lastEvent: events[0]?.eventName ?? 'authorizationRequested',
    paymentInstrument: instrument(payment),
    events,
    ...links(payment, publicUrl),
  };
}
