import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testCards } from '../src/cards.ts';
import { type Json, merchant, start } from './support.ts';

const APPROVED = '4242424242424242';
const cardThat = (behaviour: string) =>
  testCards.find((card) => card.behaviour === behaviour)?.number as string;

let psp: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  psp = await start();
});
afterAll(() => psp.remove());

describe('the card fields', () => {
  test('may be framed by the shop alone', async () => {
    const page = await psp.get('/fields/worldpay.html?theme=dark');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain('frame-ancestors http://localhost:8080');
    expect(page.body.text).toContain('data-theme="dark"');
    expect(page.body.text).toContain('autocomplete="cc-number"');
    const other = await psp.get('/fields/stripe.html?origin=https://evil.example');
    expect(other.status).toBe(400);
  });

  test.each([
    [{ number: '4242 4242 4242 4241' }, 'number', 'not a valid card number'],
    [{ number: '4242' }, 'number', 'incomplete'],
    [{ expiry: '01/20' }, 'expiry', 'has expired'],
    [{ expiry: '13/40' }, 'expiry', 'MM/YY'],
    [{ cvc: '12' }, 'cvc', '3 digits'],
    [{ number: '378282246310005', cvc: '123' }, 'cvc', '4 digits'],
  ])('tell the shopper what is wrong with %j', async (wrong, field, message) => {
    const reply = await psp.json('/fields/stripe/token', {
      number: APPROVED,
      expiry: '12/34',
      cvc: '123',
      ...wrong,
    });
    expect(reply.status).toBe(422);
    expect((reply.body.errors as Record<string, string>)[field]).toContain(message);
  });

  test('take a card from their own page only', async () => {
    const card = { number: APPROVED, expiry: '12/34', cvc: '123' };
    const reply = await psp.json('/fields/stripe/token', card, { origin: 'http://localhost:8080' });
    expect(reply.status).toBe(403);
  });

  test('hand out tokens that can be used once and never look like a card number', async () => {
    const sessionHref = await psp.token('worldpay', APPROVED);
    expect(sessionHref).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/sessions\/[A-Za-z]{24}$/);
    expect((await psp.worldpay.pay('', randomUUID(), { sessionHref })).status).toBe(201);
    const again = await psp.worldpay.pay('', randomUUID(), { sessionHref });
    expect([again.status, again.body.errorName]).toEqual([400, 'fieldHasInvalidValue']);
  });

  test('never write the number or the code down', async () => {
    await psp.token('stripe', '5555555555554444');
    const journal = await readFile(join(psp.folder, 'journal.jsonl'), 'utf8');
    expect(journal).toContain('"last4":"4444"');
    for (const { number } of testCards) expect(journal).not.toContain(number);
    expect(journal).not.toContain('cvc');
  });
});

describe('Worldpay', () => {
  test('wants the credentials and the version of its API', async () => {
    expect((await psp.json('/api/payments', {})).status).toBe(401);
    const { authorization } = psp.worldpay.headers;
    expect((await psp.json('/api/payments', {}, { authorization })).status).toBe(406);
    const wrong = await psp.worldpay.post('/api/payments', { transactionReference: 'x' });
    expect([wrong.status, wrong.body.errorName]).toEqual([400, 'bodyDoesNotMatchSchema']);
  });

  test('authorises, settles and refunds in parts, and the ledger has it all', async () => {
    const reference = randomUUID();
    const paid = await psp.worldpay.pay(APPROVED, reference);
    expect([paid.status, paid.body.outcome]).toEqual([201, 'authorized']);
    expect(paid.body.paymentInstrument).toMatchObject({ cardBrand: 'visa', lastFour: '4242' });
    const settled = await psp.worldpay.post(paid.body._actions?.settlePayment?.href as string);
    expect([settled.status, settled.body.outcome]).toEqual([202, 'sentForSettlement']);
    const refund = settled.body._actions?.partiallyRefundPayment?.href as string;
    const part = { reference: 'refund-a', value: { currency: 'GBP', amount: 600 } };
    expect((await psp.worldpay.post(refund, part)).body.outcome).toBe('sentForPartialRefund');
    const tooMuch = { reference: 'refund-b', value: { currency: 'GBP', amount: 2000 } };
    expect((await psp.worldpay.post(refund, tooMuch)).status).toBe(400);
    expect(await psp.ledger(reference)).toMatchObject([
      { state: 'authorised', authorised: 2599, captured: 2599, voided: 0, refunded: 600 },
    ]);
    const { body } = await psp.worldpay.query(reference);
    expect(body._embedded?.payments).toMatchObject([
      { lastEvent: 'refundRequestSubmitted', value: { amount: 2599 } },
    ]);
    expect(body._embedded?.payments[0]?.events).toMatchObject([{ reference: 'refund-a' }, {}, {}]);
  });

  test('cancels what was not settled', async () => {
    const reference = randomUUID();
    const paid = await psp.worldpay.pay(APPROVED, reference);
    const cancel = paid.body._actions?.cancelPayment?.href as string;
    expect((await psp.worldpay.post(cancel)).body.outcome).toBe('sentForCancellation');
    expect((await psp.worldpay.post(cancel)).status).toBe(400);
    expect(await psp.ledger(reference)).toMatchObject([{ state: 'voided', voided: 2599, captured: 0 }]);
  });

  test('refuses with the reason of the bank', async () => {
    const reference = randomUUID();
    const paid = await psp.worldpay.pay(cardThat('insufficient-funds'), reference);
    expect(paid.body).toMatchObject({ outcome: 'refused', refusalCode: '51' });
    expect(await psp.ledger(reference)).toMatchObject([{ state: 'refused', authorised: 0 }]);
  });

  test('charges a reference twice when it is sent twice, unless it is told to refuse it', async () => {
    const own = await start();
    const reference = randomUUID();
    await own.worldpay.pay(APPROVED, reference);
    await own.worldpay.pay(APPROVED, reference);
    expect(await own.ledger(reference)).toHaveLength(2);
    await own.json('/_control/faults', { duplicateReference: 'refuse' });
    const third = await own.worldpay.pay(APPROVED, reference);
    expect([third.status, third.body.errorName]).toEqual([400, 'transactionHasAlreadyBeenProcessed']);
    await own.remove();
  });

  test('asks the shopper by 3-D Secure and goes on when the challenge is completed', async () => {
    const reference = randomUUID();
    const begun = await psp.worldpay.pay(cardThat('challenge'), reference, { threeDS: true });
    expect(begun.body.outcome).toBe('3dsDeviceDataRequired');
    const asked = await psp.worldpay.post(begun.body._actions?.supply3dsDeviceData?.href as string, {});
    expect(asked.body.outcome).toBe('3dsChallenged');
    const complete = asked.body._actions?.complete3dsChallenge?.href as string;
    expect((await psp.worldpay.post(complete)).body.outcome).toBe('3dsChallenged');
    const back = await answer(asked.body.challenge?.url as string, 'approve');
    expect(back).toContain('http://localhost:8080/orders/1?transactionReference=');
    expect(await psp.ledger(reference)).toMatchObject([{ authorised: 0 }]);
    expect((await psp.worldpay.post(complete)).body.outcome).toBe('authorized');
    expect(await psp.ledger(reference)).toMatchObject([{ authorised: 2599 }]);
  });
});

/** Presses a button of the bank's page; returns where the browser is sent. */
async function answer(url: string, button: 'approve' | 'refuse'): Promise<string | null> {
  expect(await (await fetch(url)).text()).toContain('£25.99');
  const response = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ answer: button }),
    redirect: 'manual',
  });
  expect(response.status).toBe(303);
  expect((await fetch(url)).status).toBe(410);
  return response.headers.get('location');
}

describe('Stripe', () => {
  test('authorises, captures and refunds', async () => {
    const reference = randomUUID();
    const made = await psp.stripe.post('/v1/payment_intents', await psp.stripe.intent(APPROVED, reference));
    expect(made.body).toMatchObject({
      status: 'requires_capture',
      amount_capturable: 2599,
      latest_charge: { payment_method_details: { card: { brand: 'visa', last4: '4242' } } },
    });
    const captured = await psp.stripe.post(`/v1/payment_intents/${made.body.id}/capture`, {});
    expect(captured.body).toMatchObject({ status: 'succeeded', amount_received: 2599 });
    const refund = { payment_intent: made.body.id as string, amount: '599' };
    expect((await psp.stripe.post('/v1/refunds', refund)).body).toMatchObject({
      status: 'succeeded',
      amount: 599,
    });
    expect((await psp.stripe.post('/v1/refunds', { ...refund, amount: '2001' })).status).toBe(400);
    const found = await psp.stripe.search(reference);
    expect(found.body.data).toMatchObject([{ id: made.body.id, status: 'succeeded' }]);
    expect(await psp.ledger(reference)).toMatchObject([{ captured: 2599, refunded: 599 }]);
  });

  test('declines with a card error', async () => {
    const form = await psp.stripe.intent(cardThat('insufficient-funds'), randomUUID());
    const made = await psp.stripe.post('/v1/payment_intents', form);
    expect(made.status).toBe(402);
    expect(made.body.error).toMatchObject({
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      payment_intent: { status: 'requires_payment_method' },
    });
  });

  test('answers a repeated key as it did the first time, and charges once', async () => {
    const reference = randomUUID();
    const key = randomUUID();
    const form = await psp.stripe.intent(APPROVED, reference);
    const first = await psp.stripe.post('/v1/payment_intents', form, key);
    const again = await psp.stripe.post('/v1/payment_intents', form, key);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const other = await psp.stripe.post('/v1/payment_intents', { ...form, amount: '1' }, key);
    expect([other.status, other.body.error?.type]).toEqual([400, 'idempotency_error']);
    expect(await psp.ledger(reference)).toHaveLength(1);
  });

  test('refuses the payment when the shopper refuses the challenge', async () => {
    const reference = randomUUID();
    const form = await psp.stripe.intent(cardThat('challenge'), reference);
    const made = await psp.stripe.post('/v1/payment_intents', form);
    expect(made.body.status).toBe('requires_action');
    const back = await answer(made.body.next_action?.redirect_to_url.url as string, 'refuse');
    expect(back).toContain('redirect_status=failed');
    const now = await psp.stripe.get(`/v1/payment_intents/${made.body.id}`);
    expect(now.body).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
  });
});

describe('what goes wrong on the way', () => {
  test.each(['worldpay', 'stripe'] as const)(
    'a %s payment is charged and the connection dropped',
    async (gateway) => {
      const reference = randomUUID();
      await expect(pay(gateway, cardThat('drop-after-charge'), reference)).rejects.toThrow('fetch failed');
      expect(await psp.ledger(reference)).toMatchObject([{ state: 'authorised', authorised: 2599 }]);
    },
  );

  test.each(['worldpay', 'stripe'] as const)(
    'a %s payment is charged and answered with a 500',
    async (gateway) => {
      const reference = randomUUID();
      expect((await pay(gateway, cardThat('error-after-charge'), reference)).status).toBe(500);
      expect(await psp.ledger(reference)).toMatchObject([{ authorised: 2599 }]);
    },
  );

  test('a Stripe 500 is repeated for the same key', async () => {
    const reference = randomUUID();
    const form = await psp.stripe.intent(cardThat('error-after-charge'), reference);
    const key = randomUUID();
    expect((await psp.stripe.post('/v1/payment_intents', form, key)).status).toBe(500);
    expect((await psp.stripe.post('/v1/payment_intents', form, key)).status).toBe(500);
    expect(await psp.ledger(reference)).toHaveLength(1);
  });

  test.each(['worldpay', 'stripe'] as const)(
    'a %s payment times out and nothing is charged',
    async (gateway) => {
      const reference = randomUUID();
      expect((await pay(gateway, cardThat('time-out'), reference)).status).toBe(504);
      expect(await psp.ledger(reference)).toEqual([]);
    },
  );

  test('a capture fails and a refund fails, on cards made for it', async () => {
    const failing = await psp.worldpay.pay(cardThat('capture-fails'), randomUUID());
    const settle = await psp.worldpay.post(failing.body._actions?.settlePayment?.href as string);
    expect([settle.status, settle.body.errorName]).toEqual([400, 'operationFailed']);
    const form = await psp.stripe.intent(cardThat('refund-fails'), randomUUID());
    const { id } = (await psp.stripe.post('/v1/payment_intents', form)).body;
    await psp.stripe.post(`/v1/payment_intents/${id}/capture`, {});
    const refund = await psp.stripe.post('/v1/refunds', { payment_intent: id as string });
    expect(refund.body).toMatchObject({ status: 'failed' });
  });

  test('one fault can be ordered for the next call about a reference', async () => {
    const reference = randomUUID();
    const paid = await psp.worldpay.pay(APPROVED, reference);
    await psp.json('/_control/next', { operation: 'capture', fault: 'dropAfterCharge', reference });
    const settle = paid.body._actions?.settlePayment?.href as string;
    await expect(psp.worldpay.post(settle)).rejects.toThrow('fetch failed');
    expect(await psp.ledger(reference)).toMatchObject([{ captured: 2599 }]);
  });

  test('faults for everybody come in the same order for the same seed', async () => {
    const own = await start();
    const run = async () => {
      await own.json('/_control/faults', { errorAfterCharge: 0.5, seed: 7 });
      const statuses: number[] = [];
      for (let i = 0; i < 12; i += 1) statuses.push((await own.worldpay.pay(APPROVED, randomUUID())).status);
      return statuses;
    };
    const first = await run();
    expect(new Set(first)).toEqual(new Set([201, 500]));
    expect(await run()).toEqual(first);
    expect((await own.json('/_control/faults', { drop: 1 })).status).toBe(400);
    await own.remove();
  });

  test('a new payment can stay unknown to queries for a while, as the real ones do', async () => {
    const own = await start();
    await own.json('/_control/faults', { queryDelaySeconds: 2 });
    const reference = randomUUID();
    await own.worldpay.pay(APPROVED, reference);
    expect((await own.worldpay.query(reference)).body._embedded?.payments).toEqual([]);
    await expect
      .poll(async () => (await own.worldpay.query(reference)).body._embedded?.payments)
      .toHaveLength(1);
    await own.remove();
  });
});

const pay = async (gateway: 'worldpay' | 'stripe', number: string, reference: string) =>
  gateway === 'worldpay'
    ? psp.worldpay.pay(number, reference)
    : psp.stripe.post('/v1/payment_intents', await psp.stripe.intent(number, reference));

describe('webhooks', () => {
  test('are signed, sent until they are taken, and can be sent again', async () => {
    const shop = await merchant([500, 500]);
    const own = await start({ WORLDPAY_WEBHOOK_URL: shop.url, STRIPE_WEBHOOK_URL: shop.url });
    const reference = randomUUID();
    await own.worldpay.pay(APPROVED, reference);
    await expect.poll(() => shop.received).toHaveLength(3);
    const [first, , third] = shop.received;
    expect(third?.body).toBe(first?.body);
    const hmac = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex');
    expect(first?.headers['event-signature']).toBe(
      `1/SHA256/${hmac('development-worldpay', first?.body as string)}`,
    );
    expect(JSON.parse(first?.body as string)).toMatchObject({
      eventDetails: { type: 'authorized', transactionReference: reference, amount: { value: 2599 } },
    });

    await own.stripe.post('/v1/payment_intents', await own.stripe.intent(APPROVED, randomUUID()));
    await expect.poll(() => shop.received).toHaveLength(4);
    const stripe = shop.received[3];
    const [, time, sign] = /^t=(\d+),v1=(\w+)$/.exec(stripe?.headers['stripe-signature'] as string) ?? [];
    expect(sign).toBe(hmac('development-stripe', `${time}.${stripe?.body}`));

    const { body } = await own.json('/_control/webhooks/replay', { reference });
    expect(body.replayed).toBe(1);
    await expect.poll(() => shop.received[4]?.body).toBe(first?.body);
    await own.remove();
    await shop.close();
  });

  test('that nobody took are sent after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'psp-'));
    const shop = await merchant();
    const gone = await start({ PSP_FOLDER: folder, WORLDPAY_WEBHOOK_URL: 'http://127.0.0.1:9/' });
    await gone.worldpay.pay(APPROVED, randomUUID());
    await gone.close();
    const back = await start({ PSP_FOLDER: folder, WORLDPAY_WEBHOOK_URL: shop.url });
    await expect.poll(() => shop.received).toHaveLength(1);
    await back.remove();
    await shop.close();
  });
});

describe('the process', () => {
  const launch = (folder: string) =>
    new Promise<{ child: ChildProcess; base: string }>((resolve, reject) => {
      const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
      const env = { PATH: process.env.PATH, PORT: '0', PSP_FOLDER: folder };
      const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
      child.once('error', reject);
      child.stdout?.on('data', (chunk: Buffer) => {
        const base = /listens on (\S+)/.exec(chunk.toString())?.[1];
        if (base) resolve({ child, base });
      });
    });

  test('killed with kill -9 keeps every payment, token and answer it gave', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'psp-'));
    const killed = await launch(folder);
    const form = await psp.stripe.intent('4242424242424242', randomUUID());
    const tokenOf = async (base: string) => {
      const response = await fetch(`${base}/fields/stripe/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ number: APPROVED, expiry: '12/34', cvc: '123' }),
      });
      return ((await response.json()) as Json).token as string;
    };
    const unused = await tokenOf(killed.base);
    const send = async (base: string, token: string, key: string) => {
      const response = await fetch(`${base}/v1/payment_intents`, {
        method: 'POST',
        headers: { authorization: 'Bearer development', 'idempotency-key': key },
        body: new URLSearchParams({ ...form, payment_method: token }),
      });
      return (await response.json()) as Json;
    };
    const token = await tokenOf(killed.base);
    const first = await send(killed.base, token, 'one');
    const gone = new Promise((resolve) => killed.child.once('exit', resolve));
    killed.child.kill('SIGKILL');
    await gone;

    const back = await launch(folder);
    expect((await send(back.base, token, 'one')).id).toBe(first.id);
    expect((await send(back.base, unused, 'two')).status).toBe('requires_capture');
    const ledger = (await (await fetch(`${back.base}/_ledger`)).json()) as { totals: Json };
    expect(ledger.totals).toMatchObject({ payments: 2, authorised: 5198 });
    const ended = new Promise((resolve) => back.child.once('exit', resolve));
    back.child.kill('SIGTERM');
    expect(await ended).toBe(0);
    await rm(folder, { recursive: true, force: true });
  });
});
