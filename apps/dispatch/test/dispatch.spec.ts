import { getConnectionToken } from '@nestjs/mongoose';
import { catalogue, dispatch, payment, shipping, user } from '@shop/contracts';
import type { Connection } from 'mongoose';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { until } from '../../../tests/support/until.ts';
import { QuoteTokens } from '../src/quote/quote-tokens.ts';
import { startMailbox } from './mailbox.ts';
import { address, QUOTE_SECRET, startShop, trackingOf } from './shop.ts';

let shop: Awaited<ReturnType<typeof startShop>>;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.stop());

const of = (orderId: string) => (payload: { orderId: string }) => payload.orderId === orderId;
const eur = (amount: number) => ({ amount, currency: 'EUR' });

/** Changes a stored order behind the service's back: puts its clock forward. */
async function clockForward(orderId: string, fields: Record<string, Date>) {
  const connection = shop.service.app.get<Connection>(getConnectionToken());
  await connection.collection('orders').updateOne({ _id: orderId } as never, { $set: fields });
}
const past = () => new Date(Date.now() - 1_000);

describe('a quote', () => {
  it('prices what is in the cart: lines, delivery, total and the tax in it', async () => {
    const ada = await shop.shopper();
    const [robot, arm] = [shop.stock('UHJ', 1999), shop.stock('ARM', 250)];
    ada.puts(robot.sku, 2);
    ada.puts(arm.sku, 3);
    const { status, body } = await ada.quote();
    expect(status).toBe(201);
    expect(body.lines).toMatchObject([
      { sku: robot.sku, name: robot.name, quantity: 2, unitPrice: eur(1999), lineTotal: eur(3998) },
      { sku: arm.sku, quantity: 3, lineTotal: eur(750) },
    ]);
    expect(body.totals).toEqual({ subtotal: eur(4748), shipping: eur(499), tax: eur(874), total: eur(5247) });
    expect(body.destination).toEqual({ cityId: 7, city: 'Wien', country: 'AT' });
    const minutes = (new Date(body.expiresAt).getTime() - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(14);
    expect(minutes).toBeLessThanOrEqual(15);
  });

  it('cannot be had for an empty cart', async () => {
    const ada = await shop.shopper();
    expect(await ada.quote()).toMatchObject({ status: 409, body: { code: 'cart_empty' } });
  });

  it('says what is sold out, or how many are left', async () => {
    const ada = await shop.shopper();
    const sold = shop.stock('UHJ', 1999, 0);
    ada.puts(sold.sku);
    const items = [{ sku: sold.sku, name: sold.name, wanted: 1, available: 0 }];
    expect(await ada.quote()).toMatchObject({
      status: 409,
      body: { code: 'out_of_stock', facts: { items } },
    });
    const bob = await shop.shopper();
    const few = shop.stock('UHJ', 1999, 3);
    bob.puts(few.sku, 4);
    expect(await bob.quote()).toMatchObject({
      status: 409,
      body: { code: 'not_enough_stock', facts: { items: [{ sku: few.sku, wanted: 4, available: 3 }] } },
    });
    const eve = await shop.shopper();
    eve.puts('NEVER-WAS');
    expect(await eve.quote()).toMatchObject({ status: 409, body: { code: 'out_of_stock' } });
  });

  it('cannot be had for a city or a service we do not know', async () => {
    const ada = await shop.shopper();
    ada.puts(shop.stock('UHJ').sku);
    const ask = (cityId: unknown, service: string) =>
      ada.ask(dispatch.createQuote, { body: { cityId, service } });
    expect(await ask(8, 'standard')).toMatchObject({ status: 404, body: { code: 'city_not_found' } });
    expect(await ask(7, 'express')).toMatchObject({
      status: 422,
      body: { code: 'shipping_unavailable', facts: { offered: ['standard'] } },
    });
    expect(await ask(7, 'drone')).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(await ask('7', 'standard')).toMatchObject({ status: 400 });
  });

  it.each(['cart', 'catalogue', 'shipping'])(
    'waits for better times while the %s service is away',
    async (name) => {
      const ada = await shop.shopper();
      ada.puts(shop.stock('UHJ').sku);
      shop.away.add(name);
      const answer = await ada.quote().finally(() => shop.away.delete(name));
      expect(answer).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
      expect(answer.headers.get('retry-after')).not.toBeNull();
      // The breaker of that peer closes again by itself.
      await until('the next quote', async () => (await ada.quote()).status === 201);
    },
  );
});

describe('placing an order', () => {
  it('answers with the order, its number and the key that opens it', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys();
    expect(placed).toMatchObject({
      state: 'placed',
      final: false,
      cancellable: true,
      email: ada.email,
      address,
    });
    expect(placed.number).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]$/);
    const opened = await send(shop.service.url, dispatch.openOrder, {
      params: { accessKey: placed.accessKey },
    });
    expect(opened).toMatchObject({ status: 200, body: { id: placed.id, number: placed.number } });
    expect(opened.body).not.toHaveProperty('accessKey');
    const wrong = { params: { accessKey: 'A'.repeat(22) } };
    expect(await send(shop.service.url, dispatch.openOrder, wrong)).toMatchObject({ status: 404 });
  });

  it('answers the same again for the same key and body, whatever has happened since', async () => {
    const ada = await shop.shopper();
    ada.puts(shop.stock('UHJ').sku);
    const body = ada.bodyFor((await ada.quote()).body.token);
    const key = uuid();
    const first = await ada.place(body, key);
    await ada.reaches(first.body.id, 'captured');
    const again = await ada.place({ ...body, address: { ...address } }, key);
    expect(again.status).toBe(201);
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(first.body));
    const other = await ada.place({ ...body, email: 'other@example.org' }, key);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    expect((await ada.ask(dispatch.listOrders)).body.total).toBe(1);
  });

  it('makes one order of a pay button pressed ten times at once', async () => {
    const ada = await shop.shopper();
    ada.puts(shop.stock('UHJ').sku);
    const body = ada.bodyFor((await ada.quote()).body.token);
    const key = uuid();
    const answers = await Promise.all(Array.from({ length: 10 }, () => ada.place(body, key)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(answers.every((answer) => answer.status === 201)).toBe(true);
    const orderId = answers[0]?.body.id ?? '';
    await ada.reaches(orderId, 'captured');
    expect(shop.broker.all(catalogue.reserveStock, of(orderId))).toHaveLength(1);
    expect(shop.broker.all(payment.authorisePayment, of(orderId))).toHaveLength(1);
    expect((await ada.ask(dispatch.listOrders)).body.total).toBe(1);
  });

  it('makes one order of one quote, also with another key', async () => {
    const ada = await shop.shopper();
    ada.puts(shop.stock('UHJ').sku);
    const body = ada.bodyFor((await ada.quote()).body.token);
    const answers = await Promise.all(Array.from({ length: 5 }, () => ada.place(body)));
    const [made, ...others] = answers.toSorted((a, b) => a.status - b.status);
    expect(made?.status).toBe(201);
    for (const other of others) {
      expect(other).toMatchObject({
        status: 422,
        body: { code: 'quote_invalid', facts: { orderId: made?.body.id } },
      });
    }
  });

  it('refuses a quote that was changed, made up, or is somebody else’s', async () => {
    const [ada, eve] = [await shop.shopper(), await shop.shopper()];
    ada.puts(shop.stock('UHJ').sku);
    const { token } = (await ada.quote()).body;
    const [header = '', claims = '', signature = ''] = token.split('.');
    const cheaper = JSON.parse(Buffer.from(claims, 'base64url').toString());
    cheaper.lines[0][2] = 1;
    const forged = `${header}.${Buffer.from(JSON.stringify(cheaper)).toString('base64url')}.${signature}`;
    const unsigned = `${Buffer.from('{"alg":"none","typ":"quote+jwt"}').toString('base64url')}.${claims}.`;
    for (const bad of [forged, unsigned, 'x'.repeat(40), `${header}.${claims}.${'A'.repeat(43)}`]) {
      expect(await ada.place(ada.bodyFor(bad))).toMatchObject({
        status: 422,
        body: { code: 'quote_invalid' },
      });
    }
    expect(await eve.place(eve.bodyFor(token))).toMatchObject({
      status: 422,
      body: { code: 'quote_invalid' },
    });
    expect((await ada.ask(dispatch.listOrders)).body.total).toBe(0);
  });

  it('refuses a quote that has run out', async () => {
    const ada = await shop.shopper();
    const robot = shop.stock('UHJ');
    ada.puts(robot.sku);
    const { delivery, destination } = (await ada.quote()).body;
    const offer = {
      id: uuid(),
      lines: [{ sku: robot.sku, quantity: 1, unitPrice: 1999, name: robot.name }],
      delivery,
      destination,
      weightGrams: 1200,
      cartVersion: 1,
    };
    const tokens = new QuoteTokens(QUOTE_SECRET);
    const old = await tokens.sign(offer, ada.id, new Date(Date.now() - 16 * 60_000));
    expect(await ada.place(ada.bodyFor(old))).toMatchObject({ status: 422, body: { code: 'quote_expired' } });
  });

  it('refuses an address in another city than was priced', async () => {
    const ada = await shop.shopper();
    ada.puts(shop.stock('UHJ').sku);
    const body = ada.bodyFor((await ada.quote()).body.token);
    for (const elsewhere of [{ cityId: 9 }, { country: 'DE' }, { city: 'Graz' }]) {
      const answer = await ada.place({ ...body, address: { ...address, ...elsewhere } });
      expect(answer).toMatchObject({ status: 422, body: { code: 'destination_mismatch' } });
    }
  });

  it('says what has changed when prices or stock are no longer as quoted', async () => {
    const ada = await shop.shopper();
    const [dearer, fewer, gone] = [shop.stock('UHJ', 1000), shop.stock('ARM', 200), shop.stock('LEG', 300)];
    for (const { sku } of [dearer, fewer, gone]) ada.puts(sku, 4);
    const body = ada.bodyFor((await ada.quote()).body.token);
    shop.products.set(dearer.sku, { ...dearer, price: { amount: 1100, currency: 'EUR' } });
    shop.products.set(fewer.sku, { ...fewer, available: 3 });
    shop.products.delete(gone.sku);
    expect(await ada.place(body)).toMatchObject({
      status: 409,
      body: {
        code: 'price_changed',
        facts: {
          changes: [
            { sku: dearer.sku, name: dearer.name, what: 'price', was: 1000, now: 1100 },
            { sku: fewer.sku, name: fewer.name, what: 'stock', was: 4, now: 3 },
            { sku: gone.sku, name: gone.name, what: 'gone', was: 4, now: 0 },
          ],
        },
      },
    });
    expect((await ada.ask(dispatch.listOrders)).body.total).toBe(0);
  });

  it('refuses what is no order', async () => {
    const ada = await shop.shopper();
    ada.puts(shop.stock('UHJ').sku);
    const body = ada.bodyFor((await ada.quote()).body.token);
    const bad: [object, string][] = [
      [{ ...body, total: 1 }, 'body'],
      [{ ...body, email: 'nobody' }, 'body.email'],
      [{ ...body, payment: { gateway: 'worldpay', token: '4242 4242 4242 4242 x' } }, 'body.payment.token'],
      [{ ...body, address: { ...address, street: 'x'.repeat(121) } }, 'body.address.street'],
    ];
    for (const [wrong, path] of bad) {
      const answer = await ada.place(wrong);
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', issues: [{ path }] } });
    }
    expect(await ada.ask(dispatch.placeOrder, { body })).toMatchObject({
      status: 400,
      body: { code: 'idempotency_key_missing' },
    });
    expect(await send(shop.service.url, dispatch.placeOrder, { body })).toMatchObject({ status: 401 });
  });
});

describe('an order on its way', () => {
  it('goes from placed to delivered, and everybody hears what they need to', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys();
    await ada.reaches(placed.id, 'captured');
    await shop.parcel(placed.id, 'collected', '2026-11-22T08:00:00.000Z', 3);
    await ada.reaches(placed.id, 'dispatched');
    await shop.parcel(placed.id, 'delivered', '2026-11-24T08:00:00.000Z');
    const done = await ada.reaches(placed.id, 'delivered');
    expect(done).toMatchObject({
      final: true,
      cancellable: false,
      payment: { card: { brand: 'visa', last4: '4242' }, uncertain: false },
      shipment: { trackingNumber: trackingOf(placed.id), status: 'delivered' },
    });
    const states = done.timeline.map(({ state }) => state);
    expect([...new Set(states)]).toEqual([
      'placed',
      'reserved',
      'authorised',
      'confirmed',
      'booked',
      'captured',
      'dispatched',
      'delivered',
    ]);
    const { lines, number } = done;
    const bought = [{ sku: lines[0]?.sku, quantity: 2 }];
    expect(await shop.broker.hear(dispatch.orderConfirmed, of(placed.id))).toEqual({
      orderId: placed.id,
      number,
      ownerId: ada.id,
      lines: bought,
      cartVersion: 1,
      total: done.totals.total,
    });
    expect(await shop.broker.hear(dispatch.orderDispatched, of(placed.id))).toMatchObject({
      trackingNumber: trackingOf(placed.id),
    });
    expect(await shop.broker.hear(dispatch.orderDelivered, of(placed.id))).toMatchObject({ lines: bought });
    const commands = shop.broker.heard.filter(
      ({ type, payload }) => !/\.v\d+$/.test(type) && (payload as { orderId: string }).orderId === placed.id,
    );
    expect(commands.map(({ type }) => type)).toEqual([
      'catalogue.reserve-stock',
      'payment.authorise',
      'catalogue.secure-stock',
      'shipping.book-shipment',
      'payment.capture',
      'shipping.hand-over',
      'catalogue.commit-stock',
    ]);
  });

  it('takes every message once, however often it comes', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys('tok_stop_authorise');
    await ada.reaches(placed.id, 'reserved');
    const approval = { orderId: placed.id, amount: placed.totals.total, gateway: 'worldpay' as const };
    await Promise.all(
      Array.from({ length: 5 }, () => shop.broker.say(payment.paymentAuthorised, approval, 3)),
    );
    await ada.reaches(placed.id, 'captured');
    for (const command of [catalogue.secureStock, payment.capturePayment]) {
      expect(shop.broker.all(command, of(placed.id))).toHaveLength(1);
    }
  });

  it('shows the bank’s question, and goes on when it was answered', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys('tok_challenges');
    const asked = await until('the question', async () => {
      const { body } = await ada.order(placed.id);
      return body.payment.challengeUrl !== undefined && body;
    });
    expect(asked).toMatchObject({ state: 'reserved', payment: { challengeUrl: 'http://bank.example/ask' } });
    const approval = { orderId: placed.id, amount: placed.totals.total, gateway: 'worldpay' as const };
    await shop.broker.say(payment.paymentAuthorised, approval);
    const paid = await ada.reaches(placed.id, 'captured');
    expect(paid.payment).not.toHaveProperty('challengeUrl');
  });

  it('says so while the provider’s answer is not known', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys('tok_stop_authorise');
    await ada.reaches(placed.id, 'reserved');
    await shop.broker.say(payment.paymentUncertain, { orderId: placed.id });
    const uncertain = () => ada.order(placed.id).then(({ body }) => body.payment.uncertain);
    await until('the doubt', uncertain);
    await shop.broker.say(payment.paymentDeclined, { orderId: placed.id, reason: 'no' });
    expect(await ada.reaches(placed.id, 'cancelled')).toMatchObject({ payment: { uncertain: false } });
  });

  it('can be watched live until it ends', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys('tok_stop_authorise');
    const answer = await fetch(`${shop.service.url}/orders/${placed.id}/events`, {
      headers: { authorization: `Bearer ${ada.token}`, accept: 'text/event-stream' },
      signal: AbortSignal.timeout(20_000),
    });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    setTimeout(
      () => void shop.broker.say(payment.paymentDeclined, { orderId: placed.id, reason: 'no' }),
      100,
    );
    const seen = [...(await answer.text()).matchAll(/^data: (\{.*\})$/gm)].map(([, json = '']) =>
      JSON.parse(json),
    );
    const states = seen.map(({ state }) => state);
    expect(states.at(-1)).toBe('cancelled');
    expect(states).toContain('reserved');
    expect(states).toContain('cancelling');
    for (const order of seen) expect(() => dispatch.Order.parse(order)).not.toThrow();
  });

  it('ends the feed of an order that has ended at once', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys('tok_declines');
    await ada.reaches(placed.id, 'cancelled');
    const answer = await fetch(`${shop.service.url}/orders/${placed.id}/events`, {
      headers: { authorization: `Bearer ${ada.token}` },
      signal: AbortSignal.timeout(5_000),
    });
    expect((await answer.text()).match(/^data: \{/gm)).toHaveLength(1);
  });
});

describe('an order that comes to nothing', () => {
  it.each([
    ['something had just sold out', 'tok_fine_card', 'SOLD', 'out_of_stock', []],
    ['the card is declined', 'tok_declines', 'UHJ', 'payment_declined', ['catalogue.release-stock']],
    [
      'the carrier refuses',
      'tok_refuse_book',
      'UHJ',
      'shipping_refused',
      ['catalogue.release-stock', 'payment.void'],
    ],
    [
      'the money cannot be had',
      'tok_capture_fails',
      'UHJ',
      'capture_failed',
      ['catalogue.release-stock', 'payment.void', 'shipping.cancel-shipment'],
    ],
  ])('is cancelled when %s, with just the undoing that is due', async (_, token, prefix, reason, undoing) => {
    const ada = await shop.shopper();
    const placed = await ada.buys(token, shop.stock(prefix).sku);
    const order = await ada.reaches(placed.id, 'cancelled');
    expect(order).toMatchObject({ final: true, reason, cancellable: false });
    expect(await shop.broker.hear(dispatch.orderCancelled, of(placed.id))).toMatchObject({ reason });
    const undone = [
      catalogue.releaseStock,
      payment.voidPayment,
      shipping.cancelShipment,
      payment.refundPayment,
    ]
      .filter((command) => shop.broker.all<typeof command>(command, of(placed.id)).length > 0)
      .map(({ name }) => name);
    expect(undone).toEqual(undoing);
    expect(shop.broker.all(dispatch.orderConfirmed, of(placed.id))).toHaveLength(
      ['shipping_refused', 'capture_failed'].includes(reason) ? 1 : 0,
    );
  });

  it.each([
    ['placed', 'tok_fine_card', 'STOP', 'cancelled'],
    ['reserved', 'tok_stop_authorise', 'UHJ', 'cancelled'],
    ['authorised', 'tok_stop_secure', 'UHJ', 'cancelled'],
    ['confirmed', 'tok_stop_book', 'UHJ', 'cancelled'],
    ['captured', 'tok_fine_card', 'UHJ', 'refunded'],
  ] as const)('can be cancelled while %s', async (state, token, prefix, end) => {
    const ada = await shop.shopper();
    const placed = await ada.buys(token, shop.stock(prefix).sku);
    await ada.reaches(placed.id, state);
    const cancelled = await ada.ask(dispatch.cancelOrder, { params: { orderId: placed.id } });
    expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelling', reason: 'shopper' } });
    expect((await ada.ask(dispatch.cancelOrder, { params: { orderId: placed.id } })).status).toBe(200);
    const order = await ada.reaches(placed.id, end);
    expect(order).toMatchObject({ final: true, reason: 'shopper' });
    expect(shop.broker.all(catalogue.releaseStock, of(placed.id))).toHaveLength(1);
    if (end === 'refunded') await shop.broker.hear(dispatch.orderRefunded, of(placed.id));
  });

  it('waits for a capture that is under way before it gives the money back', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys('tok_stop_capture');
    await ada.reaches(placed.id, 'booked');
    await ada.ask(dispatch.cancelOrder, { params: { orderId: placed.id } });
    await shop.broker.hear(shipping.cancelShipment, of(placed.id));
    await shop.broker.say(payment.paymentCaptured, { orderId: placed.id, amount: placed.totals.total });
    const order = await ada.reaches(placed.id, 'refunded');
    expect(order.payment.refunded).toBeDefined();
    expect(shop.broker.all(payment.voidPayment, of(placed.id))).toHaveLength(0);
    expect(shop.broker.all(payment.refundPayment, of(placed.id))).toHaveLength(1);
  });

  it('voids an approval that comes after the cancellation', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys('tok_stop_authorise');
    await ada.reaches(placed.id, 'reserved');
    await ada.ask(dispatch.cancelOrder, { params: { orderId: placed.id } });
    await ada.reaches(placed.id, 'cancelled');
    const approval = { orderId: placed.id, amount: placed.totals.total, gateway: 'worldpay' as const };
    await shop.broker.say(payment.paymentAuthorised, approval);
    await until('the second void', () => shop.broker.all(payment.voidPayment, of(placed.id)).length === 2);
    expect((await ada.order(placed.id)).body.state).toBe('cancelled');
  });

  it('cannot be cancelled once the carrier has it', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys();
    await ada.reaches(placed.id, 'captured');
    await shop.parcel(placed.id, 'collected', '2026-11-22T08:00:00.000Z');
    await ada.reaches(placed.id, 'dispatched');
    const answer = await ada.ask(dispatch.cancelOrder, { params: { orderId: placed.id } });
    expect(answer).toMatchObject({ status: 409, body: { code: 'order_not_cancellable' } });
  });

  it('asks again when nobody answers', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys('tok_fine_card', shop.stock('STOP').sku);
    await shop.broker.hear(catalogue.reserveStock, of(placed.id));
    await clockForward(placed.id, { dueAt: past() });
    await until('the second try', () => shop.broker.all(catalogue.reserveStock, of(placed.id)).length === 2);
  });

  it('is cancelled when nobody answers the bank in time', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys('tok_challenges');
    await until('the question', async () => (await ada.order(placed.id)).body.payment.challengeUrl);
    await clockForward(placed.id, { dueAt: past(), 'payment.until': past() });
    expect(await ada.reaches(placed.id, 'cancelled')).toMatchObject({ reason: 'payment_expired' });
    expect(shop.broker.all(payment.voidPayment, of(placed.id))).toHaveLength(1);
  });
});

describe('orders are private', () => {
  it('to their owner: for others they do not exist', async () => {
    const [ada, eve] = [await shop.shopper(), await shop.shopper()];
    const placed = await ada.buys('tok_stop_authorise');
    const input = { params: { orderId: placed.id } };
    for (const route of [dispatch.getOrder, dispatch.watchOrder, dispatch.cancelOrder]) {
      expect(await eve.ask(route, input)).toMatchObject({ status: 404, body: { code: 'order_not_found' } });
      expect(await send(shop.service.url, route, input)).toMatchObject({ status: 401 });
    }
    expect((await eve.ask(dispatch.listOrders)).body.items).toEqual([]);
    for (const route of [dispatch.getAnyOrder, dispatch.listAllOrders]) {
      expect((await ada.ask(route, input)).status).toBeGreaterThanOrEqual(401);
    }
    expect((await ada.order(placed.id)).body.reason).toBeUndefined();
  });

  it('and listed newest first, page by page', async () => {
    const ada = await shop.shopper();
    const first = await ada.buys();
    const second = await ada.buys();
    const page = (number: number) => ada.ask(dispatch.listOrders, { query: { page: number, size: 1 } });
    expect((await page(1)).body).toMatchObject({ items: [{ id: second.id }], page: 1, size: 1, total: 2 });
    expect((await page(2)).body).toMatchObject({ items: [{ id: first.id }] });
  });
});

describe('the shop’s people', () => {
  it('find an order by number, e-mail address and state, and see its history', async () => {
    const [ada, admin] = [await shop.shopper(), await shop.shopper({ kind: 'member', admin: true })];
    const placed = await ada.buys('tok_declines');
    await ada.reaches(placed.id, 'cancelled');
    const found = async (query: object) => (await admin.ask(dispatch.listAllOrders, { query })).body;
    expect(await found({ q: placed.number.toLowerCase().replaceAll('-', '') })).toMatchObject({
      items: [{ id: placed.id, email: ada.email }],
      total: 1,
    });
    expect(await found({ q: ada.email.toUpperCase(), state: 'cancelled' })).toMatchObject({ total: 1 });
    expect(await found({ q: ada.email, state: 'delivered' })).toMatchObject({ items: [], total: 0 });
    const { body } = await admin.ask(dispatch.getAnyOrder, { params: { orderId: placed.id } });
    expect(body.ownerId).toBe(ada.id);
    expect(body.history).toMatchObject([
      { from: 'placed', to: 'placed', cause: 'placed by the shopper' },
      { from: 'placed', to: 'reserved', cause: 'catalogue.stock-reserved.v1' },
      { from: 'reserved', to: 'cancelling', cause: 'payment.payment-declined.v1' },
      { from: 'cancelling', to: 'cancelled', cause: 'catalogue.stock-released.v1' },
    ]);
    expect(body.history[1]?.messageId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('give the money back, also when the parcel has arrived; and only once', async () => {
    const [ada, admin] = [await shop.shopper(), await shop.shopper({ kind: 'member', admin: true })];
    const placed = await ada.buys();
    await ada.reaches(placed.id, 'captured');
    await shop.parcel(placed.id, 'delivered', '2026-11-24T08:00:00.000Z');
    await ada.reaches(placed.id, 'delivered');
    const refund = () =>
      admin.ask(dispatch.refundOrder, { params: { orderId: placed.id }, body: { reason: 'it was broken' } });
    expect(await refund()).toMatchObject({ status: 200, body: { state: 'refunding', reason: 'shop' } });
    await ada.reaches(placed.id, 'refunded');
    expect(shop.broker.all(payment.refundPayment, of(placed.id))).toHaveLength(1);
    expect(shop.broker.all(catalogue.releaseStock, of(placed.id))).toHaveLength(0);
    expect(await refund()).toMatchObject({ status: 409, body: { code: 'order_not_refundable' } });
    const { body } = await admin.ask(dispatch.getAnyOrder, { params: { orderId: placed.id } });
    expect(body.history.some(({ cause }) => cause.endsWith('it was broken'))).toBe(true);
  });
});

describe('a deleted account', () => {
  it('leaves its orders behind without its name, once they have ended', async () => {
    const [ada, admin] = [
      await shop.shopper({ kind: 'member' }),
      await shop.shopper({ kind: 'member', admin: true }),
    ];
    const ended = await ada.buys('tok_declines');
    const open = await ada.buys('tok_stop_book');
    await ada.reaches(ended.id, 'cancelled');
    await ada.reaches(open.id, 'confirmed');
    await shop.mailbox.get(ada.email, /confirmed/);
    await shop.broker.say(user.deleted, { accountId: ada.id });
    const text = async (orderId: string) =>
      JSON.stringify((await admin.ask(dispatch.getAnyOrder, { params: { orderId } })).body);
    const nameless = async (orderId: string) => !/Ada Byron|Ring 1/.test(await text(orderId));
    await until('the ended order is nameless', () => nameless(ended.id));
    expect(await text(ended.id)).not.toContain(ada.email);
    expect(await text(ended.id)).toContain('"total"');
    expect(await nameless(open.id)).toBe(false);
    await ada.ask(dispatch.cancelOrder, { params: { orderId: open.id } });
    await ada.reaches(open.id, 'cancelled');
    expect(await nameless(open.id)).toBe(true);
  });
});

describe('e-mail', () => {
  it('brings a receipt with a link that opens the order, and later the tracking number', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys();
    const receipt = await shop.mailbox.get(ada.email, /is confirmed/);
    expect(receipt.subject).toContain(placed.number);
    const [, orderId, accessKey = ''] =
      /shop\.example\/orders\/([\w-]+)\?key=([\w-]{22})/.exec(receipt.text) ?? [];
    expect(orderId).toBe(placed.id);
    expect(await send(shop.service.url, dispatch.openOrder, { params: { accessKey } })).toMatchObject({
      status: 200,
      body: { id: placed.id },
    });
    expect(receipt.text).toContain('€44.97');
    expect(receipt.html).toContain('Robot UHJ');
    expect(receipt.html).toContain('&lt;&amp; sons&gt;');
    await ada.reaches(placed.id, 'captured');
    await shop.parcel(placed.id, 'collected', '2026-11-22T08:00:00.000Z', 2);
    const notice = await shop.mailbox.get(ada.email, /on its way/);
    expect(notice.text).toContain(trackingOf(placed.id));
    expect(shop.mailbox.to(ada.email)).toHaveLength(2);
  });

  it('tells of a cancellation and of a refund', async () => {
    const [ada, bob] = [await shop.shopper(), await shop.shopper()];
    await ada.buys('tok_declines');
    const cancelled = await shop.mailbox.get(ada.email, /was cancelled/);
    expect(cancelled.text).toContain('The payment was declined.');
    const bought = await bob.buys();
    await bob.reaches(bought.id, 'captured');
    await bob.ask(dispatch.cancelOrder, { params: { orderId: bought.id } });
    await shop.mailbox.get(bob.email, /paid back/);
    expect(shop.mailbox.to(bob.email).map(({ subject }) => subject.replace(/ .*/, ''))).toHaveLength(2);
  });

  it('tells every subscriber of a new product, once, with a way out', async () => {
    shop.subscribers.length = 0;
    for (let i = 0; i < 120; i++) {
      shop.subscribers.push({
        email: `reader-${i}-${uuid().slice(-6)}@example.org`,
        unsubscribeToken: `token-${i}-${'x'.repeat(20)}`,
      });
    }
    const { sku } = shop.stock('NEW');
    const news = { sku, name: 'Brand New Robot', price: { amount: 123_400, currency: 'EUR' as const } };
    await shop.broker.say(catalogue.productAdded, news);
    await shop.broker.say(catalogue.productAdded, news);
    const received = () => shop.mailbox.mails.filter(({ subject }) => subject.includes('Brand New Robot'));
    await until('120 mails', () => received().length >= 120);
    const last = shop.subscribers.at(-1);
    const mail = await shop.mailbox.get(last?.email ?? '', /Brand New/);
    expect(mail.text).toContain(`http://shop.example/newsletter/unsubscribe?token=${last?.unsubscribeToken}`);
    expect(mail.headers).toContain('List-Unsubscribe');
    expect(mail.text).toContain('€1,234.00');
    expect(new Set(received().map(({ to }) => to)).size).toBe(120);
    expect(received()).toHaveLength(120);
  });

  it('holds nothing up while the mail server is away, and comes when it is back', async () => {
    const ada = await shop.shopper();
    const { port } = shop.mailbox;
    await shop.mailbox.stop();
    const placed = await ada.buys();
    await ada.reaches(placed.id, 'captured');
    const health = await fetch(`${shop.service.url}/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: 'degraded' });
    const back = await startMailbox(port);
    Object.assign(shop.mailbox, back);
    await back.get(ada.email, /is confirmed/);
  });

  it('goes on with the next when an address is refused', async () => {
    const ada = await shop.shopper();
    ada.puts(shop.stock('UHJ').sku);
    const body = {
      ...ada.bodyFor((await ada.quote()).body.token),
      email: `x-${ada.email.replace('example.org', 'refuse.example')}`,
    };
    await ada.place(body);
    await until('the failure is counted', async () =>
      /mails_failed_total\{kind="receipt",final="true"[^}]*\} [1-9]/.test(await metrics()),
    );
    await ada.buys();
    await shop.mailbox.get(ada.email, /is confirmed/);
  });
});

const metrics = async () => (await fetch(`${shop.service.url}/metrics`)).text();

describe('operators', () => {
  it('see how orders do', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys();
    await ada.reaches(placed.id, 'captured');
    const text = await metrics();
    expect(text).toMatch(/orders_by_state\{state="captured"\} [1-9]/);
    expect(text).toMatch(/order_confirm_seconds_count [1-9]/);
    expect(text).toMatch(/mails_sent_total\{kind="receipt"\} [1-9]/);
    expect(text).toMatch(/orders_stuck \d/);
    expect(text).toMatch(/order_transitions_total\{state="confirmed"\} [1-9]/);
  });

  it('find dispatch well, also at its old address', async () => {
    for (const path of ['/health', '/_health']) {
      const answer = await fetch(shop.service.url + path);
      expect(await answer.json()).toMatchObject({ status: 'ok', service: 'dispatch' });
    }
  });
});
