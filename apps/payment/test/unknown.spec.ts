import { createHmac } from 'node:crypto';
import { payment } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../tests/support/until.ts';
import { cardThat, eur, GATEWAYS, startWorld, type World } from './support.ts';

const APPROVED = '4242424242424242';
/** Sixty payments at once go round by round: the last of them is no slower than that. */
const SIXTY_LIMIT_MS = 60_000;
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.calm());
afterAll(() => world?.stop());

const of = (orderId: string) => (event: { orderId: string }) => event.orderId === orderId;

describe.each(GATEWAYS)('when nobody knows what became of a call to %s', (gateway) => {
  it.each(['drop-after-charge', 'error-after-charge'])('it is found out: %s', async (card) => {
    const orderId = await world.pay(gateway, cardThat(card));
    await world.broker.hear(payment.paymentAuthorised, of(orderId));
    expect(world.broker.all(payment.paymentUncertain, of(orderId))).toHaveLength(1);
    expect(await world.ledger(orderId)).toHaveLength(1);
    await world.broker.say(payment.capturePayment, { orderId });
    await world.broker.hear(payment.paymentCaptured, of(orderId));
    expect(await world.ledger(orderId)).toMatchObject([{ captured: 2599 }]);
  });

  it('it counts as unknown, with its age, until it is known', async () => {
    const figures = async () => {
      const text = await (await fetch(`${world.url}/metrics`)).text();
      const value = (name: string) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
      return { count: value('payments_unknown'), seconds: value('payment_unknown_seconds') };
    };
    await until('all others are known', async () => (await figures()).count === 0);
    await world.control('faults', { queryDelaySeconds: 0.8, webhooksPaused: true });
    const orderId = await world.pay(gateway, cardThat('drop-after-charge'));
    const young = await until('it counts as unknown', async () => {
      const now = await figures();
      return now.count === 1 && now;
    });
    await until('its age grows', async () => (await figures()).seconds > young.seconds);
    await world.broker.hear(payment.paymentAuthorised, of(orderId));
    expect(await figures()).toEqual({ count: 0, seconds: 0 });
  });

  it('it is found out although the provider shows it late', async () => {
    await world.control('faults', { queryDelaySeconds: 0.8, webhooksPaused: true });
    const orderId = await world.pay(gateway, cardThat('drop-after-charge'));
    await world.broker.hear(payment.paymentAuthorised, of(orderId));
    expect(await world.ledger(orderId)).toHaveLength(1);
  });

  it('a payment that never arrived is made once more, then declined, and nothing is charged', async () => {
    const orderId = await world.pay(gateway, cardThat('time-out'));
    expect(await world.broker.hear(payment.paymentDeclined, of(orderId))).toMatchObject({
      reason: 'provider_unavailable',
    });
    expect(await world.ledger(orderId)).toEqual([]);
  });

  it('an order that is given up meanwhile has its money let go', async () => {
    await world.control('faults', { webhooksPaused: true, queryDelaySeconds: 0.5 });
    const orderId = await world.pay(gateway, cardThat('drop-after-charge'));
    await world.broker.hear(payment.paymentUncertain, of(orderId));
    await world.broker.say(payment.voidPayment, { orderId });
    await world.broker.hear(payment.paymentVoided, of(orderId));
    expect(await world.ledger(orderId)).toMatchObject([{ state: 'voided', voided: 2599 }]);
    expect(world.broker.all(payment.paymentAuthorised, of(orderId))).toEqual([]);
  });

  it.each(['dropAfterCharge', 'errorAfterCharge', 'stall'])(
    'a capture is found out after %s',
    async (fault) => {
      const orderId = await world.authorised(gateway);
      await world.control('next', { operation: 'capture', fault, reference: `${orderId}:1` });
      await world.broker.say(payment.capturePayment, { orderId });
      await world.broker.hear(payment.paymentCaptured, of(orderId));
      expect(await world.ledger(orderId)).toMatchObject([{ captured: 2599 }]);
    },
  );

  it.each(['dropAfterCharge', 'errorAfterCharge', 'stall'])(
    'a refund is found out after %s',
    async (fault) => {
      const orderId = await world.captured(gateway);
      await world.control('next', { operation: 'refund', fault, reference: `${orderId}:1` });
      await world.broker.say(payment.refundPayment, {
        orderId,
        refundId: uuid(),
        amount: eur(700),
        reason: 'x',
      });
      await world.broker.hear(payment.paymentRefunded, of(orderId));
      expect(await world.ledger(orderId)).toMatchObject([{ captured: 2599, refunded: 700 }]);
    },
  );

  it('a void is found out after the connection was dropped', async () => {
    const orderId = await world.authorised(gateway);
    await world.control('next', { operation: 'void', fault: 'dropAfterCharge', reference: `${orderId}:1` });
    await world.broker.say(payment.voidPayment, { orderId });
    await world.broker.hear(payment.paymentVoided, of(orderId));
    expect(await world.ledger(orderId)).toMatchObject([{ voided: 2599 }]);
  });

  it('a payment made long after it was given up is voided when the provider tells of it', async () => {
    await world.control('faults', { stallSeconds: 4.5 });
    const orderId = uuid();
    await world.control('next', { operation: 'authorise', fault: 'lateCharge', reference: `${orderId}:1` });
    await world.ask(orderId, gateway, await world.token(gateway, APPROVED));
    await world.broker.hear(payment.paymentUncertain, of(orderId));
    await world.broker.say(payment.voidPayment, { orderId });
    await world.broker.hear(payment.paymentVoided, of(orderId));
    expect(await world.ledger(orderId)).toEqual([]);
    await until('the late payment voided', async () => (await world.ledger(orderId))[0]?.voided === 2599);
  });

  it('a service that died in the middle of the call leaves nothing behind', async () => {
    const orderId = await world.authorised(gateway);
    await world.settled(orderId);
    const heard = world.broker.all(payment.paymentAuthorised, of(orderId)).length;
    const dead = { holder: 'dead', until: new Date(Date.now() - 1) };
    await world.payments.updateOne(
      { _id: orderId as never },
      {
        $set: { state: 'started', 'attempts.0.outcome': 'started', lease: dead, dueAt: dead.until },
        $unset: { handle: 1, card: 1 },
      },
    );
    await until(
      'the outcome found',
      () => world.broker.all(payment.paymentAuthorised, of(orderId)).length > heard,
    );
    expect(await world.ledger(orderId)).toHaveLength(1);
  });
});

describe('while a provider cannot be reached', () => {
  it('payments wait, and are made when it is back', async () => {
    const token = await world.token('worldpay', APPROVED);
    await world.stopPsp();
    const orderId = uuid();
    await world.ask(orderId, 'worldpay', token);
    await world.broker.hear(payment.paymentUncertain, of(orderId));
    await world.restartPsp();
    await world.broker.hear(payment.paymentAuthorised, of(orderId));
    expect(await world.ledger(orderId)).toMatchObject([{ reference: `${orderId}:1`, authorised: 2599 }]);
  });
});

describe('with a tenth of all calls dropped, a tenth failing and some hanging', () => {
  it('every payment ends as the provider has it, once', async () => {
    await world.control('faults', {
      seed: 11,
      dropAfterCharge: 0.1,
      errorAfterCharge: 0.1,
      stall: 0.05,
      duplicateWebhook: 0.2,
    });
    const orders = await Promise.all(
      Array.from({ length: 60 }, (_, i) => world.pay(i % 2 ? 'stripe' : 'worldpay', APPROVED, 1000 + i)),
    );
    await Promise.all(
      orders.map(async (orderId) => {
        await world.broker.hear(payment.paymentAuthorised, of(orderId), SIXTY_LIMIT_MS);
        await world.broker.say(payment.capturePayment, { orderId });
        await world.broker.hear(payment.paymentCaptured, of(orderId), SIXTY_LIMIT_MS);
      }),
    );
    for (const [i, orderId] of orders.entries()) {
      const captured = (await world.ledger(orderId)).filter((entry) => entry.captured > 0);
      expect(captured).toMatchObject([{ captured: 1000 + i }]);
    }
  }, 150_000);
});

describe('a webhook', () => {
  const post = (gateway: string, body: string, headers: Record<string, string>) =>
    fetch(`${world.url}/webhooks/${gateway}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
  const sign = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex');
  const worldpayBody = (orderId: string, type: string) =>
    JSON.stringify({ eventId: uuid(), eventDetails: { transactionReference: `${orderId}:1`, type } });
  const stripeBody = JSON.stringify({ id: 'evt_x', type: 'payment_intent.succeeded', data: { object: {} } });

  it('that is not signed by the provider is refused', async () => {
    const body = worldpayBody(uuid(), 'authorized');
    for (const signature of ['', '1/SHA256/00', `2/SHA256/${sign('development-worldpay', body)}`]) {
      const answer = await post('worldpay', body, { 'event-signature': signature });
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        401,
        'webhook_signature_invalid',
      ]);
    }
    const signature = `1/SHA256/${sign('development-worldpay', body)}`;
    expect((await post('worldpay', `${body} `, { 'event-signature': signature })).status).toBe(401);
    expect((await post('worldpay', body, { 'event-signature': signature })).status).toBe(200);
  });

  it('whose signature is older than five minutes is refused', async () => {
    const at = (seconds: number) => {
      const time = Math.floor(Date.now() / 1000) + seconds;
      return { 'stripe-signature': `t=${time},v1=${sign('development-stripe', `${time}.${stripeBody}`)}` };
    };
    expect((await post('stripe', stripeBody, at(0))).status).toBe(200);
    expect((await post('stripe', stripeBody, at(-310))).status).toBe(401);
    expect((await post('stripe', stripeBody, at(310))).status).toBe(401);
  });

  it('is a hint, never a fact: the provider is asked', async () => {
    const orderId = await world.authorised('worldpay');
    const body = worldpayBody(orderId, 'sentForSettlement');
    const signature = { 'event-signature': `1/SHA256/${sign('development-worldpay', body)}` };
    expect((await post('worldpay', body, signature)).status).toBe(200);
    expect((await post('worldpay', body, signature)).status).toBe(200);
    await world.settled(orderId);
    expect(world.broker.all(payment.paymentCaptured, of(orderId))).toEqual([]);
  });

  it('of a provider we do not know is refused', async () => {
    expect((await post('paypal', '{}', {})).status).toBe(400);
  });
});
