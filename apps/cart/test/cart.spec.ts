import { type AnyRoute, cart, catalogue, dispatch, Problem, user } from '@shop/contracts';
import { type RunningService, run } from '@shop/service';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBroker } from '../../../tests/support/broker.ts';
import { fake, startFake } from '../../../tests/support/fake-service.ts';
import { send } from '../../../tests/support/http.ts';
import { redisUrl } from '../../../tests/support/stores.ts';
import { SERVICE_SECRET, serviceToken, startTokenIssuer } from '../../../tests/support/tokens.ts';
import { until } from '../../../tests/support/until.ts';
import { CartModule } from '../src/cart.module.ts';
import { Env } from '../src/env.ts';

const product = (sku: string, amount: number, available: number): catalogue.Product => ({
  sku,
  name: `Robot ${sku}`,
  description: 'A robot.',
  price: { amount, currency: 'EUR' },
  categories: ['robot'],
  attributes: {},
  weightGrams: 1200,
  image: `/robots/${sku}.svg`,
  available,
  rating: { average: 0, count: 0 },
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
});
const products = [product('UHJ', 5000, 60), product('RED', 70_000, 5), product('CNA', 100_000, 0)];

let service: RunningService;
let issuer: Awaited<ReturnType<typeof startTokenIssuer>>;
let catalogueService: Awaited<ReturnType<typeof startFake>>;
let broker: Awaited<ReturnType<typeof startBroker>>;
let catalogueIsAway = false;

beforeAll(async () => {
  issuer = await startTokenIssuer();
  catalogueService = await startFake(
    fake(catalogue.findProducts, ({ query }) => {
      if (catalogueIsAway) throw new Problem('service_unavailable');
      return { items: products.filter(({ sku }) => query.sku.includes(sku)) };
    }),
  );
  broker = await startBroker();
  const env = Env.parse({
    PORT: 0,
    LOG_LEVEL: 'silent',
    SERVICE_SECRET,
    REDIS_URL: redisUrl(),
    AMQP_URL: broker.url,
    USER_URL: issuer.url,
    CATALOGUE_URL: catalogueService.url,
  });
  service = await run('cart', CartModule.with(env), env);
});
afterAll(async () => {
  await service?.stop();
  await broker?.stop();
  catalogueService?.stop();
  issuer?.stop();
});

/** A shopper with a cart of his own. */
async function shopper(claims: { id?: string; kind?: 'guest' | 'member' } = {}) {
  const id = claims.id ?? uuid();
  const token = await issuer.token({ kind: 'guest', ...claims, id });
  return {
    id,
    show: () => send(service.url, cart.getCart, {}, { token }),
    add: (sku: string, quantity: unknown) =>
      send(service.url, cart.addLine, { body: { sku, quantity } }, { token }),
    set: (sku: string, quantity: unknown) =>
      send(service.url, cart.setLine, { params: { sku }, body: { quantity } }, { token }),
    remove: (sku: string) => send(service.url, cart.removeLine, { params: { sku } }, { token }),
    clear: () => send(service.url, cart.clearCart, {}, { token }),
    ask: <R extends AnyRoute>(route: R, input = {}) => send(service.url, route, input, { token }),
  };
}

describe('a cart', () => {
  it('shows what was put in, at the price and stock of today', async () => {
    const me = await shopper();
    expect((await me.show()).body).toMatchObject({ lines: [], quantity: 0, subtotal: { amount: 0 } });
    await me.add('UHJ', 2);
    const { status, body } = await me.add('RED', 1);
    expect(status).toBe(200);
    expect(body).toMatchObject({ quantity: 3, subtotal: { amount: 80_000, currency: 'EUR' }, priced: true });
    expect(body.lines[0]).toMatchObject({ sku: 'UHJ', name: 'Robot UHJ', lineTotal: { amount: 10_000 } });
  });

  it('can be changed, emptied line by line and all at once', async () => {
    const me = await shopper();
    await me.add('UHJ', 2);
    await me.add('RED', 1);
    expect((await me.set('UHJ', 7)).body.quantity).toBe(8);
    expect((await me.set('UHJ', 0)).body.lines.map(({ sku }) => sku)).toEqual(['RED']);
    expect((await me.remove('UHJ')).body.code).toBe('line_not_found');
    expect((await me.clear()).body.lines).toEqual([]);
  });

  it('belongs to one shopper alone', async () => {
    const [me, other] = [await shopper(), await shopper()];
    await me.add('UHJ', 2);
    expect((await other.show()).body.lines).toEqual([]);
    expect((await send(service.url, cart.getCart)).status).toBe(401);
  });

  it('says what is wrong with a line, and stays as it was', async () => {
    const me = await shopper();
    await me.add('RED', 1);
    expect(await me.add('NO-SUCH', 1)).toMatchObject({ status: 404, body: { code: 'product_not_found' } });
    expect(await me.add('CNA', 1)).toMatchObject({ status: 409, body: { code: 'out_of_stock' } });
    expect(await me.add('RED', 5)).toMatchObject({
      status: 409,
      body: { code: 'not_enough_stock', facts: { available: 5 } },
    });
    for (const quantity of [0, -1, 1.5, 100, '2', null]) {
      expect(await me.add('RED', quantity)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    }
    expect((await me.show()).body).toMatchObject({ quantity: 1, version: 1 });
  });

  it('counts every one of fifty clicks at once', async () => {
    const me = await shopper();
    const clicks = await Promise.all(Array.from({ length: 50 }, () => me.add('UHJ', 1)));
    expect(clicks.map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect((await me.show()).body).toMatchObject({ quantity: 50, version: 50 });
  });

  it('marks lines that cannot be bought any more', async () => {
    const me = await shopper();
    await me.add('RED', 3);
    (products[1] as catalogue.Product).available = 2;
    expect((await me.show()).body.lines[0]).toMatchObject({ problem: 'not_enough_stock', available: 2 });
    (products[1] as catalogue.Product).available = 5;
  });

  it('keeps for later what is not wanted now: shown with today’s price, not counted, and put back at will', async () => {
    const me = await shopper();
    await me.add('UHJ', 2);
    await me.add('RED', 1);
    const { body } = await me.ask(cart.saveLine, { params: { sku: 'UHJ' } });
    expect(body).toMatchObject({
      quantity: 1,
      subtotal: { amount: 70_000 },
      lines: [{ sku: 'RED' }],
      saved: [{ sku: 'UHJ', quantity: 2, unitPrice: { amount: 5000 } }],
    });
    const stored = { params: { ownerId: me.id } };
    const seen = await send(service.url, cart.readCart, stored, {
      token: await serviceToken('dispatch', 'cart'),
    });
    expect(seen.body).toEqual({ version: 3, lines: [{ sku: 'RED', quantity: 1 }] });
    const back = await me.ask(cart.takeUpLine, { params: { sku: 'UHJ' } });
    expect(back.body).toMatchObject({ quantity: 3, saved: [] });
    await me.ask(cart.saveLine, { params: { sku: 'RED' } });
    expect((await me.ask(cart.dropSavedLine, { params: { sku: 'RED' } })).body.saved).toEqual([]);
    expect(await me.ask(cart.takeUpLine, { params: { sku: 'RED' } })).toMatchObject({
      status: 404,
      body: { code: 'line_not_found' },
    });
  });

  it('holds one promotion code, in capitals, and tells dispatch of it', async () => {
    const me = await shopper();
    await me.ask(cart.setPromotion, { body: { code: 'Spring-26' } });
    expect((await me.show()).body).toMatchObject({ promotion: 'SPRING-26', version: 1 });
    await me.ask(cart.setPromotion, { body: { code: 'welcome' } });
    const stored = { params: { ownerId: me.id } };
    const token = await serviceToken('dispatch', 'cart');
    expect((await send(service.url, cart.readCart, stored, { token })).body.promotion).toBe('WELCOME');
    for (const code of ['', 'AB', 'MIT LEERZEICHEN', 'A'.repeat(33), 7, null]) {
      expect((await me.ask(cart.setPromotion, { body: { code } })).status).toBe(400);
    }
    expect((await me.ask(cart.removePromotion)).body).not.toHaveProperty('promotion');
  });

  it('is still there when the catalogue is not, without prices, and takes nothing it cannot check', async () => {
    const me = await shopper();
    await me.add('UHJ', 2);
    catalogueIsAway = true;
    try {
      expect((await me.show()).body).toMatchObject({ priced: false, quantity: 2, lines: [{ sku: 'UHJ' }] });
      const refused = await me.add('UHJ', 1);
      expect(refused).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
      expect(refused.headers.get('retry-after')).not.toBeNull();
    } finally {
      catalogueIsAway = false;
    }
    await until('the cart is priced again', async () => (await me.show()).body.priced);
    expect((await me.show()).body.quantity).toBe(2);
  });
});

describe('at login', () => {
  it('the guest cart joins the member cart, and joining it again changes nothing', async () => {
    const [guest, member] = [await shopper(), await shopper({ kind: 'member' })];
    await guest.add('UHJ', 3);
    await guest.add('RED', 1);
    await guest.ask(cart.setPromotion, { body: { code: 'SPRING' } });
    await member.add('UHJ', 2);
    const token = await serviceToken('web', 'cart');
    const input = { params: { ownerId: member.id }, body: { guestId: guest.id } };
    expect(await send(service.url, cart.mergeCarts, input, { token })).toMatchObject({
      status: 200,
      body: { added: 1 },
    });
    await send(service.url, cart.mergeCarts, input, { token });
    const { lines } = (await member.show()).body;
    expect(lines.map(({ sku, quantity }) => [sku, quantity])).toEqual([
      ['UHJ', 3],
      ['RED', 1],
    ]);
    expect((await member.show()).body.promotion).toBe('SPRING');
    expect((await guest.show()).body.lines).toEqual([]);
  });
});

describe('after an order', () => {
  const order = (ownerId: string, cartVersion: number) => ({
    orderId: uuid(),
    number: 'X',
    ownerId,
    lines: [{ sku: 'UHJ', quantity: 2 }],
    cartVersion,
    total: { amount: 10_000, currency: 'EUR' as const },
  });

  it('the cart it came from is empty', async () => {
    const me = await shopper();
    await me.add('UHJ', 2);
    await broker.say(dispatch.orderConfirmed, order(me.id, 1), 2);
    await until('the cart is empty', async () => (await me.show()).body.lines.length === 0);
  });

  it('what was put in since stays', async () => {
    const me = await shopper();
    await me.add('UHJ', 2);
    await me.add('RED', 1);
    await broker.say(dispatch.orderConfirmed, order(me.id, 1));
    await until('the ordered line is gone', async () => {
      const { lines } = (await me.show()).body;
      return lines.length === 1 && lines[0]?.sku === 'RED';
    });
  });

  it('a deleted account has no cart', async () => {
    const me = await shopper({ kind: 'member' });
    await me.add('UHJ', 2);
    await broker.say(user.deleted, { accountId: me.id });
    await until('the cart is gone', async () => (await me.show()).body.version === 0);
  });
});

describe('to an operator', () => {
  it('names its stores in /health', async () => {
    const health = await fetch(`${service.url}/health`).then((answer) => answer.json());
    expect(health).toMatchObject({ status: 'ok', service: 'cart' });
    expect(health.dependencies.map(({ name }: { name: string }) => name)).toEqual(['rabbitmq', 'redis']);
  });
});
