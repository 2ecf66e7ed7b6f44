import { payment } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { eur, startWorld, type World } from './support.ts';

let world: World;
let admin: string;
beforeAll(async () => {
  world = await startWorld();
  admin = await world.issuer.token({ kind: 'member', role: 'admin' });
});
afterAll(() => world?.stop());

const of = (orderId: string) => (event: { orderId: string }) => event.orderId === orderId;
const show = async (orderId: string) =>
  (await send(world.url, payment.getPayment, { params: { orderId } }, { token: admin })).body;
const calls = async () =>
  (await (await fetch(`${world.url}/metrics`)).text())
    .split('\n')
    .filter((line) => line.startsWith('payment_gateway_calls_total'))
    .sort();
const trial = () => ({ orderId: uuid(), synthetic: true as const });
const authorise = (order: { orderId: string; synthetic?: true }) =>
  world.broker.say(payment.authorisePayment, {
    ...order,
    ownerId: uuid(),
    amount: eur(2599),
    gateway: 'stripe',
    token: 'tok_of_nobody',
    returnUrl: 'http://localhost:8080/orders/trial',
  });

describe('the payment of a synthetic order', () => {
  it('is authorised, captured and refunded while no provider can be reached, and counts as no call to one', async () => {
    const before = await calls();
    await world.stopPsp();
    try {
      const order = trial();
      const { orderId } = order;
      await authorise(order);
      expect(await world.broker.hear(payment.paymentAuthorised, of(orderId))).toEqual({
        orderId,
        amount: eur(2599),
        gateway: 'synthetic',
        card: { brand: 'synthetic', last4: '0000' },
      });
      await world.broker.say(payment.capturePayment, order);
      expect(await world.broker.hear(payment.paymentCaptured, of(orderId))).toMatchObject({
        amount: eur(2599),
      });
      await world.broker.say(payment.refundPayment, { ...order, refundId: uuid(), reason: 'a trial' });
      await world.broker.hear(payment.paymentRefunded, of(orderId));
      expect(await show(orderId)).toMatchObject({ gateway: 'synthetic', state: 'refunded' });
      expect(await world.payments.findOne({ _id: orderId as never })).toMatchObject({ synthetic: true });
    } finally {
      await world.restartPsp();
    }
    expect(await calls()).toEqual(before);
  });

  it('is voided, also before it was asked for, and leaves the providers’ books alone', async () => {
    const [late, open] = [trial(), trial()];
    await world.broker.say(payment.voidPayment, late);
    await world.broker.hear(payment.paymentVoided, of(late.orderId));
    expect(await world.payments.findOne({ _id: late.orderId as never })).toMatchObject({ synthetic: true });
    await authorise(late);
    await world.broker.hear(payment.paymentDeclined, of(late.orderId));
    await authorise(open);
    await world.broker.hear(payment.paymentAuthorised, of(open.orderId));
    await world.broker.say(payment.voidPayment, open);
    await world.broker.hear(payment.paymentVoided, of(open.orderId));
    for (const { orderId } of [late, open]) expect(await world.ledger(orderId)).toEqual([]);
  });

  it('is forgotten after a week, and no other is', async () => {
    const expiring = (await world.payments.indexes()).filter((one) => one.expireAfterSeconds !== undefined);
    expect(expiring).toMatchObject([
      { key: { createdAt: 1 }, expireAfterSeconds: 604_800, partialFilterExpression: { synthetic: true } },
    ]);
  });

  it('is gone on with when its process died between two writes', async () => {
    const order = trial();
    await authorise(order);
    await world.broker.hear(payment.paymentAuthorised, of(order.orderId));
    await world.settled(order.orderId);
    const attempt = {
      reference: `${order.orderId}:2`,
      operation: 'capture',
      amount: 2599,
      outcome: 'started',
      startedAt: new Date(),
      tries: 0,
    };
    await world.payments.updateOne(
      { _id: order.orderId as never },
      { $set: { captureAsked: true, dueAt: new Date() }, $push: { attempts: attempt as never } },
    );
    await world.broker.hear(payment.paymentCaptured, of(order.orderId));
  });
});

describe('a real payment', () => {
  it('cannot become a synthetic one: the mark of a later command changes nothing', async () => {
    const orderId = await world.authorised('stripe');
    await world.broker.say(payment.capturePayment, { orderId, synthetic: true });
    await world.broker.hear(payment.paymentCaptured, of(orderId));
    expect(await world.ledger(orderId)).toMatchObject([{ provider: 'stripe', captured: 2599 }]);
    expect(await show(orderId)).toMatchObject({ gateway: 'stripe' });
  });

  it('has no gateway called synthetic to choose', async () => {
    expect(payment.authorisePayment.payload.shape.gateway.safeParse('synthetic').success).toBe(false);
    const { body } = await send(world.url, payment.listGateways);
    expect(body.items.map(({ id }) => id).sort()).toEqual(['stripe', 'worldpay']);
    const notice = await send(world.url, payment.receiveWebhook, {
      params: { gateway: 'synthetic' },
      body: {},
    });
    expect(notice).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});
