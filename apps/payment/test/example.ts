import type { View } from '../src/gateway/gateway.ts';
import type { Attempt, Operation, PaymentRecord, Told } from '../src/payment.ts';
import { opened } from '../src/rules/intent.ts';

export const ORDER = '0190f0f0-0000-7000-8000-000000000001';
export const OWNER = '0190f0f0-0000-7000-8000-000000000002';
export const start = new Date('2026-11-21T10:00:00.000Z');
/** What the provider knows the first and the second call by. */
export const first = `${ORDER}:1`;
export const second = `${ORDER}:2`;
/** Names of refunds. */
export const refundId = (n: number): string =>
  `0190f0f0-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`;
/** So many seconds after the payment began. */
export const after = (seconds: number): Date => new Date(start.getTime() + seconds * 1_000);
export const eur = (amount: number) => ({ amount, currency: 'EUR' as const });
export const limits = { settledAfterMs: 75_000, challengeMs: 900_000 };
export const visa = { brand: 'visa', last4: '4242' };

export const command = {
  orderId: ORDER,
  ownerId: OWNER,
  amount: eur(1000),
  gateway: 'worldpay' as const,
  token: 'tok_a',
  returnUrl: 'http://localhost/',
};

/** A payment of 10 € that has just begun, but for what is said. */
export const payment = (but: Partial<PaymentRecord> = {}): PaymentRecord => ({
  ...opened(command, start),
  ...but,
});

/** The first call to the provider, unless another. */
export const call = (operation: Operation, but: Partial<Attempt> = {}): Attempt => ({
  reference: first,
  operation,
  amount: 1000,
  outcome: 'started',
  startedAt: start,
  tries: 0,
  ...but,
});

export const authorised = (but: Partial<PaymentRecord> = {}): PaymentRecord =>
  payment({
    state: 'authorised',
    token: undefined,
    handle: { id: 'h1' },
    card: visa,
    attempts: [call('authorise', { outcome: 'succeeded', settledAt: after(1) })],
    ...but,
  });

export const captured = (but: Partial<PaymentRecord> = {}): PaymentRecord =>
  authorised({
    state: 'captured',
    captured: 1000,
    attempts: [
      call('authorise', { outcome: 'succeeded' }),
      call('capture', { reference: second, outcome: 'succeeded' }),
    ],
    ...but,
  });

/** A payment with a second call under way: to take the money, to let it go, to give 3 € back. */
export const during = (
  operation: Operation,
  open: Partial<Attempt> = {},
  but: Partial<PaymentRecord> = {},
): PaymentRecord => {
  const refunding = operation === 'refund';
  const attempts = [
    call('authorise', { outcome: 'succeeded' }),
    call(operation, {
      reference: second,
      ...(refunding ? { refundId: refundId(1), amount: 300 } : {}),
      ...open,
    }),
  ];
  return (refunding ? captured : authorised)({ attempts, ...but });
};

/** The same, and the answer is awaited. */
export const doing = (operation: Operation, but: Partial<PaymentRecord> = {}): PaymentRecord =>
  during(operation, {}, { uncertain: true, retryAt: after(1), ...but });

/** How the provider shows the payment of 10 €. */
const seen = { handle: { id: 'h9' }, amount: 1000, captured: 0, refunded: 0 };
export const missing = { is: 'missing' } as const satisfies View;
export const held = { is: 'authorised', ...seen } as const satisfies View;
export const voided = { is: 'voided', ...seen } as const satisfies View;
export const taken = { is: 'authorised', ...seen, captured: 1000 } as const satisfies View;

/** What was told, by the names that others know; the order's id left out. */
export const news = (told: Told[]) =>
  told.map(({ event, payload }) => {
    const { orderId, ...rest } = payload as { orderId: string };
    if (orderId !== ORDER) throw new Error(`${event.name} tells of another order: ${orderId}`);
    event.payload.parse(payload);
    return [event.name.replace(/^payment\.|\.v1$/g, ''), rest];
  });
