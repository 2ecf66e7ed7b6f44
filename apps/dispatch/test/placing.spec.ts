import { catalogue, dispatch, payment } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { until } from '../../../tests/support/until.ts';
import { QuoteTokens } from '../src/quote/quote-tokens.ts';
import { address, QUOTE_SECRET, startShop } from './shop.ts';

let shop: Awaited<ReturnType<typeof startShop>>;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.stop());

const of = (orderId: string) => (payload: { orderId: string }) => payload.orderId === orderId;
const eur = (amount: number) => ({ amount, currency: 'EUR' });

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
    expect(JSON.stringify(opened.body)).not.toMatch(/Ada Byron|Ring 1|example\.org/);
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
