import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { LedgerEvent, Payment } from './book.ts';
import { type Context, faultFor, isQueryable } from './context.ts';
import { type Fault, type Operation, underFault } from './faults.ts';
import { newId } from './ids.ts';
import * as shape from './worldpay-shapes.ts';

const VERSION = '2024-06-01';
const failure = (status: 500 | 504) =>
  status === 500
    ? shape.problem(
        'internalErrorOccurred',
        'We cannot currently process your request. Please contact support.',
      )
    : shape.problem('gatewayTimeout', 'The request was not answered in time.');
const noSuchPayment = () =>
  shape.problem('urlContainsInvalidValue', 'Please provide a valid url value or values.');

const webhookTypes: Partial<Record<LedgerEvent['type'], string>> = {
  authorised: 'authorized',
  refused: 'refused',
  captured: 'sentForSettlement',
  'capture-failed': 'settlementFailed',
  voided: 'cancelled',
  refunded: 'sentForRefund',
  'refund-failed': 'refundFailed',
  'challenge-answered': '3dsChallengeCompleted',
};

/** Tells the merchant what happened to the payment since its event number `from`. */
export function announceWorldpay(context: Context, payment: Payment, from: number): void {
  for (const event of payment.events.slice(from)) {
    const type = webhookTypes[event.type];
    if (!type) continue;
    const eventId = newId();
    const value = event.amount ?? payment.amount;
    context.webhooks.announce('worldpay', payment.reference, eventId, {
      eventId,
      eventTimestamp: event.at,
      eventDetails: {
        classification: 'payment',
        transactionReference: payment.reference,
        type,
        date: event.at.slice(0, 10),
        ...(event.reference === undefined ? {} : { reference: event.reference }),
        amount: { value, currencyCode: payment.currency },
        _links: { payment: { href: shape.links(payment, context.publicUrl)._links.self.href } },
      },
    });
  }
}

/** Worldpay's Payments API and Payment Queries API. */
export function worldpayRoutes(app: FastifyInstance, context: Context): void {
  const { bank, book } = context;
  const wanted = Buffer.from(`${context.worldpay.username}:${context.worldpay.password}`).toString('base64');

  const guard = async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.headers.authorization !== `Basic ${wanted}`)
      return reply
        .status(401)
        .send(shape.problem('accessDenied', 'Access to the requested resource has been denied.'));
    if (request.url.startsWith('/api/') && request.headers['wp-api-version'] !== VERSION)
      return reply
        .status(406)
        .send(shape.problem('headerHasInvalidValue', `Set the header WP-Api-Version to ${VERSION}.`));
  };

  const step = (
    payment: Payment,
    operation: Operation,
    wire: { request: FastifyRequest; reply: FastifyReply },
    act: () => { status: number; body: unknown },
  ) => {
    const fault = faultFor(context, operation, payment.reference, payment.card.behaviour);
    return carryOut(fault, wire, () => {
      const from = payment.events.length;
      const answer = act();
      announceWorldpay(context, payment, from);
      return answer;
    });
  };

  const carryOut = (
    fault: Fault | undefined,
    wire: { request: FastifyRequest; reply: FastifyReply },
    act: () => { status: number; body: unknown },
  ) =>
    underFault(wire, fault, context.faults.settings.stallSeconds, {
      failure,
      work: () => {
        const answer = book.together(act);
        return fault === 'errorAfterCharge' ? { status: 500, body: failure(500) } : answer;
      },
    });

  app.post('/api/payments', { preHandler: guard }, async (request, reply) => {
    const parsed = shape.PaymentRequest.safeParse(request.body);
    if (!parsed.success) return reply.status(400).send(shape.schemaProblem(parsed.error));
    const { transactionReference: reference, merchant, instruction } = parsed.data;
    const { duplicateReference } = context.faults.settings;
    if (duplicateReference === 'refuse' && book.byReference('worldpay', reference).length > 0)
      return reply
        .status(400)
        .send(
          shape.problem('transactionHasAlreadyBeenProcessed', 'The transaction has already been processed.'),
        );
    const found = bank.look('worldpay', instruction.paymentInstrument.sessionHref);
    if ('problem' in found)
      return reply.status(400).send({
        ...shape.problem('fieldHasInvalidValue', `The session is ${found.problem}.`),
        jsonPath: '$.instruction.paymentInstrument.sessionHref',
      });
    const { card } = found.token;
    const fault = faultFor(context, 'authorise', reference, card.behaviour);
    return carryOut(fault, { request, reply }, () => {
      const payment = bank.open({
        provider: 'worldpay',
        idPrefix: 'pay',
        reference,
        amount: instruction.value.amount,
        currency: instruction.value.currency,
        token: found.token,
        returnUrl: instruction.threeDS?.challenge.returnUrl,
        metadata: { entity: merchant.entity },
      });
      const enrolled = card.behaviour === 'challenge' || card.behaviour === 'frictionless';
      if (instruction.threeDS && enrolled)
        book.record(payment, { type: 'device-data' }, { state: 'device-data' });
      else bank.authorise(payment, false);
      if (instruction.settlement?.auto && payment.state === 'authorised')
        bank.capture(payment, payment.amount, {});
      announceWorldpay(context, payment, 0);
      return {
        status: payment.captured > 0 ? 202 : 201,
        body: shape.paymentAnswer(payment, context.publicUrl),
      };
    });
  });

  app.get('/paymentQueries/payments', { preHandler: guard }, async (request, reply) => {
    const query = z.looseObject({ transactionReference: z.string().min(1) }).safeParse(request.query);
    if (!query.success)
      return reply
        .status(400)
        .send(shape.problem('queryParamHasInvalidValue', 'Give transactionReference; dates are not played.'));
    const payments = book
      .byReference('worldpay', query.data.transactionReference)
      .filter((payment) => isQueryable(context, payment))
      .map((payment) => shape.queryAnswer(payment, context.publicUrl));
    return { _embedded: { payments }, _links: { self: { href: `${context.publicUrl}${request.url}` } } };
  });

  const load = (id: string | undefined): Payment | undefined => {
    const payment = id === undefined ? undefined : book.payments.get(id);
    return payment?.provider === 'worldpay' ? payment : undefined;
  };

  app.get('/paymentQueries/payments/:id', { preHandler: guard }, async (request, reply) => {
    const payment = load((request.params as { id: string }).id);
    return payment ? shape.queryAnswer(payment, context.publicUrl) : reply.status(404).send(noSuchPayment());
  });

  app.get('/api/payments/:link', { preHandler: guard }, async (request, reply) => {
    const payment = load(shape.fromLinkData((request.params as { link: string }).link));
    if (!payment) return reply.status(404).send(noSuchPayment());
    const { lastEvent, _links, _actions } = {
      _actions: undefined,
      ...shape.queryAnswer(payment, context.publicUrl),
    };
    return { lastEvent, _links, ...(_actions && { _actions }) };
  });

  const action = (
    path: string,
    parts: {
      operation: Operation;
      needs: string;
      partial?: boolean;
      act: (payment: Payment, amount: number, reference: string | undefined) => string | undefined;
      limit?: (payment: Payment) => number;
    },
  ) =>
    app.post(`/api/payments/:link/${path}`, { preHandler: guard }, async (request, reply) => {
      const payment = load(shape.fromLinkData((request.params as { link: string }).link));
      if (!payment) return reply.status(404).send(noSuchPayment());
      const asked = parts.partial ? shape.PartialRequest.safeParse(request.body) : undefined;
      if (asked && !asked.success) return reply.status(400).send(shape.schemaProblem(asked.error));
      const limit = parts.limit?.(payment) ?? 0;
      const amount = asked?.data.value.amount ?? limit;
      const offered = (shape.actionsOf(payment) as string[]).includes(parts.needs);
      if (!offered || amount > limit || (asked && asked.data.value.currency !== payment.currency))
        return reply
          .status(400)
          .send(
            shape.problem('operationNotAllowed', `This payment does not allow ${parts.needs} like that.`),
          );
      return step(payment, parts.operation, { request, reply }, () => {
        const outcome = parts.act(payment, amount, asked?.data.reference);
        if (outcome === undefined)
          return { status: 400, body: shape.problem('operationFailed', `The bank refused ${parts.needs}.`) };
        return {
          status: 202,
          body: { outcome, paymentId: payment.id, ...shape.links(payment, context.publicUrl) },
        };
      });
    });

  const openAmount = (payment: Payment) => payment.authorised - payment.captured - payment.voided;
  const refundable = (payment: Payment) => payment.captured - payment.refunded;
  const named = (reference: string | undefined) => (reference === undefined ? {} : { reference });
  const settle = (payment: Payment, amount: number, reference: string | undefined) =>
    bank.capture(payment, amount, named(reference)) ? 'sentForSettlement' : undefined;
  const refund = (done: string) => (payment: Payment, amount: number, reference: string | undefined) =>
    bank.refund(payment, amount, named(reference)) ? done : undefined;

  action('settlements', { operation: 'capture', needs: 'settlePayment', limit: openAmount, act: settle });
  action('partialSettlements', {
    operation: 'capture',
    needs: 'partiallySettlePayment',
    partial: true,
    limit: openAmount,
    act: settle,
  });
  action('refunds', {
    operation: 'refund',
    needs: 'refundPayment',
    limit: refundable,
    act: refund('sentForRefund'),
  });
  action('partialRefunds', {
    operation: 'refund',
    needs: 'partiallyRefundPayment',
    partial: true,
    limit: refundable,
    act: refund('sentForPartialRefund'),
  });
  action('cancellations', {
    operation: 'void',
    needs: 'cancelPayment',
    act: (payment) => {
      bank.void(payment, {});
      return 'sentForCancellation';
    },
  });

  const threeDS = (path: string, act: (payment: Payment) => void) =>
    app.post(`/api/payments/:link/${path}`, { preHandler: guard }, async (request, reply) => {
      const payment = load(shape.fromLinkData((request.params as { link: string }).link));
      if (!payment) return reply.status(404).send(noSuchPayment());
      return step(payment, 'authorise', { request, reply }, () => {
        act(payment);
        return { status: 201, body: shape.paymentAnswer(payment, context.publicUrl) };
      });
    });

  threeDS('3dsDeviceData', (payment) => {
    if (payment.state === 'device-data') bank.authorise(payment, true);
  });
  threeDS('3dsChallenges', (payment) => {
    if (payment.state !== 'challenged' || !payment.challenge?.answer) return;
    if (payment.challenge.answer === 'approved') bank.authorise(payment, false);
    else bank.refuse(payment, 'challenge-refused');
  });
}
