import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LedgerEvent, Payment } from './book.ts';
import { type Context, isQueryable } from './context.ts';
import type { Answer, Operation } from './faults.ts';
import { newId } from './ids.ts';
import { invalid, send, stripePosts, type Work } from './stripe-post.ts';
import * as shape from './stripe-shapes.ts';

const noSuch = (kind: string, id: string): Answer => ({
  status: 404,
  body: shape.error({
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
  }),
});

const webhookTypes: Partial<Record<LedgerEvent['type'], string>> = {
  challenged: 'payment_intent.requires_action',
  authorised: 'payment_intent.amount_capturable_updated',
  refused: 'payment_intent.payment_failed',
  captured: 'payment_intent.succeeded',
  voided: 'payment_intent.canceled',
  refunded: 'charge.refunded',
  'refund-failed': 'refund.failed',
};

/** Tells the merchant what happened to the payment since its event number `from`. */
export function announceStripe(context: Context, payment: Payment, from: number): void {
  for (const event of payment.events.slice(from)) {
    const type = webhookTypes[event.type];
    if (!type) continue;
    const id = newId('evt_');
    const object =
      type === 'charge.refunded'
        ? shape.charge(payment)
        : type === 'refund.failed'
          ? shape.refund(payment, event)
          : shape.intent(payment, context.publicUrl);
    context.webhooks.announce('stripe', payment.reference, id, {
      id,
      object: 'event',
      api_version: '2025-11-17.clover',
      created: Math.floor(new Date(event.at).getTime() / 1000),
      data: { object },
      livemode: false,
      type,
    });
  }
}

/** Stripe's API of payment intents and refunds, with its idempotency keys. */
export function stripeRoutes(app: FastifyInstance, context: Context): void {
  const { bank, book } = context;
  const accepted = [
    `Bearer ${context.stripe.secretKey}`,
    `Basic ${Buffer.from(`${context.stripe.secretKey}:`).toString('base64')}`,
  ];
  const guard = async (request: FastifyRequest, reply: FastifyReply) => {
    if (!accepted.includes(request.headers.authorization ?? ''))
      return reply
        .status(401)
        .send(shape.error({ type: 'invalid_request_error', message: 'Invalid API Key provided.' }));
  };

  const post = stripePosts(app, context, guard);

  const load = (id: string): Payment | undefined => {
    const payment = book.payments.get(id);
    return payment?.provider === 'stripe' ? payment : undefined;
  };
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;
  const about = (operation: Operation, payment: Payment, act: () => Answer): Work => ({
    operation,
    reference: payment.reference,
    behaviour: payment.card.behaviour,
    act: () => {
      const from = payment.events.length;
      const answer = act();
      announceStripe(context, payment, from);
      return answer;
    },
  });

  post('/v1/payment_intents', shape.CreateIntent, (body) => {
    const found = bank.look('stripe', body.payment_method);
    if ('problem' in found)
      return found.problem === 'unknown'
        ? noSuch('PaymentMethod', body.payment_method)
        : invalid(`The PaymentMethod is ${found.problem}.`, 'payment_method_unexpected_state');
    const { card } = found.token;
    const reference = body.metadata.reference ?? '';
    return {
      operation: 'authorise',
      reference,
      behaviour: card.behaviour,
      act: () => {
        const payment = bank.open({
          provider: 'stripe',
          idPrefix: 'pi_',
          reference,
          amount: body.amount,
          currency: body.currency,
          token: found.token,
          returnUrl: body.return_url,
          metadata: body.metadata,
        });
        bank.authorise(payment, true);
        if (body.capture_method === 'automatic' && payment.state === 'authorised')
          bank.capture(payment, payment.amount, {});
        announceStripe(context, payment, 0);
        const made = shape.intent(payment, context.publicUrl, body.expand);
        if (payment.state !== 'refused') return { status: 200, body: made };
        return { status: 402, body: shape.error({ ...shape.declineError(payment), payment_intent: made }) };
      },
    };
  });

  post('/v1/payment_intents/:id/capture', shape.CaptureIntent, (body, request) => {
    const payment = load(idOf(request));
    if (!payment) return noSuch('payment_intent', idOf(request));
    const amount = body.amount_to_capture ?? payment.authorised;
    const { status } = shape.intent(payment, context.publicUrl);
    if (status !== 'requires_capture')
      return invalid(
        `This PaymentIntent could not be captured because it has a status of ${status}.`,
        'payment_intent_unexpected_state',
      );
    if (amount < 1 || amount > payment.authorised)
      return invalid('You cannot capture more than was authorised.', 'amount_too_large');
    return about('capture', payment, () => {
      if (!bank.capture(payment, amount, {}))
        return invalid('The authorization of this charge has expired.', 'charge_expired_for_capture');
      if (amount < payment.authorised) bank.void(payment, {});
      return { status: 200, body: shape.intent(payment, context.publicUrl, body.expand) };
    });
  });

  post('/v1/payment_intents/:id/cancel', shape.CancelIntent, (body, request) => {
    const payment = load(idOf(request));
    if (!payment) return noSuch('payment_intent', idOf(request));
    const { status } = shape.intent(payment, context.publicUrl);
    if (status === 'succeeded' || status === 'canceled')
      return invalid(
        `You cannot cancel this PaymentIntent because it has a status of ${status}.`,
        'payment_intent_unexpected_state',
      );
    return about('void', payment, () => {
      bank.void(payment, {});
      return { status: 200, body: shape.intent(payment, context.publicUrl, body.expand) };
    });
  });

  post('/v1/refunds', shape.CreateRefund, (body) => {
    const payment = load(body.payment_intent);
    if (!payment) return noSuch('payment_intent', body.payment_intent);
    const left = payment.captured - payment.refunded;
    const amount = body.amount ?? left;
    if (payment.captured === 0)
      return invalid('This PaymentIntent does not have a successful charge to refund.');
    if (left === 0) return invalid('Charge has already been refunded.', 'charge_already_refunded');
    if (amount < 1 || amount > left)
      return invalid(`Refund amount (${amount}) is greater than unrefunded amount (${left}).`);
    return about('refund', payment, () => {
      const { reference } = body.metadata;
      bank.refund(payment, amount, { id: newId('re_'), ...(reference === undefined ? {} : { reference }) });
      return { status: 200, body: shape.refund(payment, payment.events.at(-1) as LedgerEvent) };
    });
  });

  const matches = (payment: Payment, { field, value }: { field: string; value: string }) => {
    if (field === 'status') return shape.intent(payment, context.publicUrl).status === value;
    return field.startsWith('metadata.') && payment.metadata[field.slice('metadata.'.length)] === value;
  };
  const expansions = (query: Record<string, unknown>) =>
    [query['expand[]'] ?? []].flat().map((one) => String(one).replace(/^data\./, ''));
  const all = () => [...book.payments.values()].filter((one) => one.provider === 'stripe').toReversed();

  app.get('/v1/payment_intents/search', { preHandler: guard }, async (request, reply) => {
    const query = request.query as Record<string, unknown>;
    const terms = shape.parseSearch(String(query.query ?? ''));
    if (!terms) return send(reply, invalid("Search with metadata['reference']:'…', joined by AND."));
    const found = all().filter(
      (payment) => isQueryable(context, payment) && terms.every((term) => matches(payment, term)),
    );
    const data = found.map((payment) => shape.intent(payment, context.publicUrl, expansions(query)));
    return {
      object: 'search_result',
      url: '/v1/payment_intents/search',
      has_more: false,
      next_page: null,
      data,
    };
  });

  app.get('/v1/payment_intents', { preHandler: guard }, async (request) => {
    const query = request.query as Record<string, unknown>;
    const limit = Math.min(Math.max(Number(query.limit ?? 10) || 10, 1), 100);
    const data = all()
      .slice(0, limit)
      .map((payment) => shape.intent(payment, context.publicUrl, expansions(query)));
    return { ...shape.list('/v1/payment_intents', data), has_more: all().length > limit };
  });

  app.get('/v1/payment_intents/:id', { preHandler: guard }, async (request, reply) => {
    const payment = load(idOf(request));
    if (!payment) return send(reply, noSuch('payment_intent', idOf(request)));
    return shape.intent(payment, context.publicUrl, expansions(request.query as Record<string, unknown>));
  });

  app.get('/v1/refunds', { preHandler: guard }, async (request, reply) => {
    const id = String((request.query as Record<string, unknown>).payment_intent ?? '');
    const payment = load(id);
    if (!payment) return send(reply, noSuch('payment_intent', id));
    const refunds = payment.events.filter(
      (event) => event.type === 'refunded' || event.type === 'refund-failed',
    );
    return shape.list('/v1/refunds', refunds.map((event) => shape.refund(payment, event)).toReversed());
  });
}
