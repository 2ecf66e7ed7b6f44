import { ServiceTokens } from '@shop/auth';
import { payment } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { SERVICE_SECRET } from '../../../tests/support/tokens.ts';
import { cardThat, eur, GATEWAYS, startWorld, type World } from './support.ts';

const APPROVED = '4242424242424242';
let world: World;
let admin: string;
beforeAll(async () => {
  world = await startWorld();
  admin = await world.issuer.token({ kind: 'member', role: 'admin' });
});
afterAll(() => world?.stop());

const of = (orderId: string) => (event: { orderId: string }) => event.orderId === orderId;
const told = async (orderId: string) => {
  const token = await new ServiceTokens('dispatch', SERVICE_SECRET).mint('payment');
  return (await send(world.url, payment.paymentOfOrder, { params: { orderId } }, { token })).body;
};
const show = async (orderId: string) =>
  (await send(world.url, payment.getPayment, { params: { orderId } }, { token: admin })).body;

describe.each(GATEWAYS)('a payment by %s', (gateway) => {
  it('is authorised, captured and refunded in parts', async () => {
    const orderId = await world.pay(gateway, APPROVED);
    expect(await world.broker.hear(payment.paymentAuthorised, of(orderId))).toEqual({
      orderId,
      gateway,
      amount: eur(2599),
      card: { brand: 'visa', last4: '4242' },
    });
    await world.broker.say(payment.capturePayment, { orderId });
    expect(await world.broker.hear(payment.paymentCaptured, of(orderId))).toMatchObject({
      amount: eur(2599),
    });
    const refundId = uuid();
    await world.broker.say(payment.refundPayment, { orderId, refundId, amount: eur(600), reason: 'broken' });
    expect(await world.broker.hear(payment.paymentRefunded, of(orderId))).toEqual({
      orderId,
      refundId,
      amount: eur(600),
      refundedTotal: eur(600),
    });
    const rest = uuid();
    await world.broker.say(payment.refundPayment, { orderId, refundId: rest, reason: 'returned' });
    await world.broker.hear(payment.paymentRefunded, (e) => e.refundId === rest);
    expect(await show(orderId)).toMatchObject({
      state: 'refunded',
      captured: eur(2599),
      refunded: eur(2599),
    });
    expect(await world.ledger(orderId)).toMatchObject([{ captured: 2599, refunded: 2599 }]);
    const { payment: seen } = await told(orderId);
    expect(seen).toEqual(await show(orderId));
    expect(await told(uuid())).toEqual({ payment: null, waiting: [] });
  });

  it.each([
    ['insufficient-funds', 'insufficient_funds'],
    ['expired', 'expired_card'],
    ['decline', 'card_declined'],
  ])('is declined with a card that will give %s', async (card, reason) => {
    const orderId = await world.pay(gateway, cardThat(card));
    expect(await world.broker.hear(payment.paymentDeclined, of(orderId))).toEqual({ orderId, reason });
    expect(await show(orderId)).toMatchObject({
      state: 'declined',
      attempts: [{ outcome: 'failed', reason }],
    });
  });

  it('is made once, however often it is asked for', async () => {
    const orderId = uuid();
    const token = await world.token(gateway, APPROVED);
    await Promise.all([1, 2, 3].map(() => world.ask(orderId, gateway, token, 2599, 3)));
    await world.broker.hear(payment.paymentAuthorised, of(orderId));
    await world.broker.say(payment.capturePayment, { orderId }, 5);
    await world.broker.hear(payment.paymentCaptured, of(orderId));
    const refundId = uuid();
    await world.broker.say(payment.refundPayment, { orderId, refundId, amount: eur(100), reason: 'x' }, 5);
    await world.broker.hear(payment.paymentRefunded, of(orderId));
    await world.settled(orderId);
    expect(await world.ledger(orderId)).toMatchObject([{ authorised: 2599, captured: 2599, refunded: 100 }]);
  });

  it('is voided, and cannot be captured after that', async () => {
    const orderId = await world.authorised(gateway);
    await world.broker.say(payment.voidPayment, { orderId });
    await world.broker.hear(payment.paymentVoided, of(orderId));
    await world.broker.say(payment.capturePayment, { orderId });
    expect(await world.broker.hear(payment.captureFailed, of(orderId))).toMatchObject({ reason: 'voided' });
    expect(await world.ledger(orderId)).toMatchObject([{ state: 'voided', captured: 0, voided: 2599 }]);
  });

  it('that was voided before it was asked for is never made', async () => {
    const orderId = uuid();
    await world.broker.say(payment.voidPayment, { orderId });
    await world.broker.hear(payment.paymentVoided, of(orderId));
    await world.ask(orderId, gateway, await world.token(gateway, APPROVED));
    await world.broker.hear(payment.paymentDeclined, of(orderId));
    expect(await world.ledger(orderId)).toEqual([]);
  });

  it('says when a capture or a refund fails', async () => {
    const orderId = await world.authorised(gateway, cardThat('capture-fails'));
    await world.broker.say(payment.capturePayment, { orderId });
    await world.broker.hear(payment.captureFailed, of(orderId));
    const sold = await world.captured(gateway, cardThat('refund-fails'));
    const refundId = uuid();
    await world.broker.say(payment.refundPayment, { orderId: sold, refundId, reason: 'x' });
    expect(await world.broker.hear(payment.refundFailed, of(sold))).toMatchObject({ refundId });
    expect(await world.ledger(sold)).toMatchObject([{ captured: 2599, refunded: 0 }]);
  });

  it('does not give back more than was taken', async () => {
    const orderId = await world.captured(gateway);
    const refundId = uuid();
    await world.broker.say(payment.refundPayment, { orderId, refundId, amount: eur(2600), reason: 'x' });
    expect(await world.broker.hear(payment.refundFailed, of(orderId))).toMatchObject({
      reason: 'more_than_captured',
    });
  });
});

describe.each(GATEWAYS)('when the bank asks the shopper of %s', (gateway) => {
  const challenge = async () => {
    const orderId = await world.pay(gateway, cardThat('challenge'));
    const { challengeUrl } = await world.broker.hear(payment.paymentChallenged, of(orderId));
    const press = (answer: 'approve' | 'refuse') =>
      fetch(challengeUrl, { method: 'POST', body: new URLSearchParams({ answer }), redirect: 'manual' });
    return { orderId, press };
  };

  it('the payment goes on when the shopper approves', async () => {
    const { orderId, press } = await challenge();
    const back = await press('approve');
    expect(back.headers.get('location')).toContain(`http://localhost:8080/orders/${orderId}`);
    await world.broker.hear(payment.paymentAuthorised, of(orderId));
    expect(await world.ledger(orderId)).toMatchObject([{ authorised: 2599 }]);
  });

  it('the payment is declined when the shopper refuses', async () => {
    const { orderId, press } = await challenge();
    await press('refuse');
    expect(await world.broker.hear(payment.paymentDeclined, of(orderId))).toMatchObject({
      reason: 'authentication_failed',
    });
  });

  it('nothing is charged when the order is given up meanwhile, whatever the shopper answers', async () => {
    const { orderId, press } = await challenge();
    await world.broker.say(payment.voidPayment, { orderId });
    await world.broker.hear(payment.paymentVoided, of(orderId));
    await press('approve');
    await world.settled(orderId);
    const [held] = await world.ledger(orderId);
    expect((held?.authorised ?? 0) - (held?.voided ?? 0)).toBe(0);
    expect(world.broker.all(payment.paymentAuthorised, of(orderId))).toEqual([]);
  });

  it('the payment is declined when the shopper never answers', async () => {
    const { orderId } = await challenge();
    expect(await world.broker.hear(payment.paymentDeclined, of(orderId))).toMatchObject({
      reason: 'challenge_expired',
    });
  });
});

describe('what an operator sees', () => {
  it('is every attempt, for admins alone', async () => {
    const orderId = await world.captured('stripe');
    expect((await show(orderId)).attempts).toMatchObject([
      { reference: `${orderId}:1`, operation: 'authorise', outcome: 'succeeded' },
      { reference: `${orderId}:2`, operation: 'capture', outcome: 'succeeded' },
    ]);
    const guest = await world.issuer.token();
    const asGuest = await send(world.url, payment.getPayment, { params: { orderId } }, { token: guest });
    expect(asGuest.status).toBeGreaterThanOrEqual(401);
    const none = await send(world.url, payment.getPayment, { params: { orderId: uuid() } }, { token: admin });
    expect([none.status, none.body.code]).toEqual([404, 'payment_not_found']);
  });

  it('is which providers there are, and their card fields', async () => {
    const { body } = await send(world.url, payment.listGateways);
    expect(body.items.map(({ id }) => id)).toEqual(['worldpay', 'stripe']);
    for (const { fieldsUrl } of body.items) expect((await fetch(fieldsUrl)).status).toBe(200);
  });
});

describe('a card', () => {
  it('leaves nothing but brand and last four behind', async () => {
    const orderId = await world.captured('worldpay', '5555555555554444');
    await world.settled(orderId);
    const kept = JSON.stringify(await world.payments.findOne({ _id: orderId as never }));
    expect(kept).toContain('"last4":"4444"');
    expect(kept).not.toMatch(/\d{13,19}/);
    expect(kept).not.toContain('sessions/');
  });
});
