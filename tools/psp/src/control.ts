import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Payment } from './book.ts';
import type { Context } from './context.ts';
import { FaultSettings, NextFault } from './faults.ts';

/** A payment as the ledger shows it. All amounts are minor units. */
function entry(payment: Payment) {
  const { provider, id, reference, currency, amount, state, authorised, captured, voided, refunded } =
    payment;
  const { brand, last4 } = payment.card;
  return {
    provider,
    id,
    reference,
    currency,
    amount,
    state,
    authorised,
    captured,
    voided,
    refunded,
    card: { brand, last4 },
    events: payment.events,
  };
}

const LedgerQuery = z.strictObject({
  reference: z.string().optional(),
  /** All payments whose reference starts so. */
  prefix: z.string().optional(),
  provider: z.enum(['worldpay', 'stripe']).optional(),
});
const Replay = z.strictObject({ id: z.string().optional(), reference: z.string().optional() });

/** What a test or an operator asks and sets: ledger, faults, webhooks. */
export function controlRoutes(app: FastifyInstance, context: Context): void {
  const { book, faults, webhooks } = context;
  const sum = (payments: Payment[], key: 'authorised' | 'captured' | 'voided' | 'refunded') =>
    payments.reduce((total, payment) => total + payment[key], 0);

  for (const path of ['/_health', '/health'])
    app.get(path, async () => ({ status: 'ok', service: 'psp', payments: book.payments.size }));

  app.get('/_ledger', async (request, reply) => {
    const query = LedgerQuery.safeParse(request.query);
    if (!query.success) return reply.status(400).send({ message: 'Ask by reference, prefix or provider.' });
    const { reference, prefix, provider } = query.data;
    const payments = [...book.payments.values()].filter(
      (payment) =>
        (reference === undefined || payment.reference === reference) &&
        (prefix === undefined || payment.reference.startsWith(prefix)) &&
        (provider === undefined || payment.provider === provider),
    );
    return {
      payments: payments.map(entry),
      totals: {
        payments: payments.length,
        authorised: sum(payments, 'authorised'),
        captured: sum(payments, 'captured'),
        voided: sum(payments, 'voided'),
        refunded: sum(payments, 'refunded'),
      },
    };
  });

  app.get('/_control/faults', async () => faults.settings);
  app.post('/_control/faults', async (request, reply) => {
    const given = FaultSettings.partial().safeParse(request.body);
    if (!given.success) return reply.status(400).send({ message: z.prettifyError(given.error) });
    return faults.set(given.data);
  });
  app.delete('/_control/faults', async () => faults.reset());
  app.post('/_control/next', async (request, reply) => {
    const given = NextFault.safeParse(request.body);
    if (!given.success) return reply.status(400).send({ message: z.prettifyError(given.error) });
    faults.next(given.data);
    return reply.status(201).send(given.data);
  });

  app.get('/_webhooks', async (request, reply) => {
    const query = Replay.safeParse(request.query);
    if (!query.success) return reply.status(400).send({ message: 'Ask by id or reference.' });
    const { id, reference } = query.data;
    const items = [...book.notices.values()].filter(
      (notice) =>
        (id === undefined || notice.id === id) && (reference === undefined || notice.reference === reference),
    );
    return { items: items.map(({ body, ...notice }) => ({ ...notice, body: JSON.parse(body) as unknown })) };
  });
  app.post('/_control/webhooks/replay', async (request, reply) => {
    const which = Replay.safeParse(request.body ?? {});
    if (!which.success) return reply.status(400).send({ message: 'Replay by id, by reference, or all: {}.' });
    return reply.status(202).send({ replayed: webhooks.replay(which.data) });
  });
}
