import { isDeepStrictEqual } from 'node:util';
import { ServiceTokens } from '@shop/auth';
import { catalogue, dispatch, payment, shipping } from '@shop/contracts';
import { SignJWT } from 'jose';
import { createConnection } from 'mongoose';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { SERVICE_SECRET } from '../../../tests/support/tokens.ts';
import { until } from '../../../tests/support/until.ts';
import { startShop } from './shop.ts';

let shop: Awaited<ReturnType<typeof startShop>>;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.stop());

const of = (orderId: string) => (payload: { orderId: string }) => payload.orderId === orderId;
const markOf = (from: 'verifier' | 'cart', to: 'dispatch' | 'cart', secret = SERVICE_SECRET) =>
  new ServiceTokens(from, secret).mint(to);
const metrics = async () => (await fetch(`${shop.service.url}/metrics`)).text();
const figure = (text: string, name: string, labels: string): number =>
  Number(new RegExp(`^${name}\\{[^}]*${labels}[^}]*\\} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
const outcomes = (text: string): number[] =>
  ['placed', 'delivered'].map((outcome) => figure(text, 'synthetic_orders_total', `outcome="${outcome}"`));

async function guest() {
  const someone = await shop.shopper();
  const { sku } = shop.stock('UHJ');
  someone.puts(sku, 2);
  const marked = (mark?: string): Record<string, string> =>
    mark === undefined ? {} : { [dispatch.SYNTHETIC_HEADER]: mark };
  const quote = (mark?: string) =>
    send(
      shop.service.url,
      dispatch.createQuote,
      { body: { cityId: 7, service: 'standard' } },
      { token: someone.token, headers: marked(mark) },
    );
  const place = (quoteToken: string, mark?: string, key: string = uuid()) =>
    send(
      shop.service.url,
      dispatch.placeOrder,
      { body: someone.bodyFor(quoteToken) },
      { token: someone.token, headers: { 'idempotency-key': key, ...marked(mark) } },
    );
  return { ...someone, quote, place };
}

async function syntheticOrder() {
  const verifier = await guest();
  const quoted = await verifier.quote(await markOf('verifier', 'dispatch'));
  const { body } = await verifier.place(quoted.body.token, await markOf('verifier', 'dispatch'));
  return { verifier, quoted: quoted.body, order: body };
}

describe('a synthetic order', () => {
  it('says what it is, on the quote, on the order, and on every command it sends', async () => {
    const { verifier, quoted, order } = await syntheticOrder();
    expect([quoted.synthetic, order.synthetic]).toEqual([true, true]);
    await verifier.reaches(order.id, 'captured');
    await shop.parcel(order.id, 'delivered', '2026-11-22T10:00:00.000Z');
    await shop.broker.hear(catalogue.commitStock, of(order.id));
    const seen = (await verifier.reaches(order.id, 'delivered')) as dispatch.Order;
    expect(seen).toMatchObject({ synthetic: true, final: true });
    const commands = [
      catalogue.reserveStock,
      payment.authorisePayment,
      catalogue.secureStock,
      shipping.bookShipment,
      payment.capturePayment,
      shipping.handOver,
      catalogue.commitStock,
    ].flatMap((command) => shop.broker.all(command, of(order.id)) as { synthetic?: boolean }[]);
    expect(commands).toHaveLength(7);
    expect(commands.filter(({ synthetic }) => synthetic !== true)).toEqual([]);
  });

  it('also marks the commands that undo it', async () => {
    const { verifier, order } = await syntheticOrder();
    await verifier.reaches(order.id, 'captured');
    const input = { params: { orderId: order.id }, body: { reason: 'a trial' } };
    const admin = await shop.shopper({ kind: 'member', role: 'admin' });
    const { body } = await admin.ask(dispatch.refundOrder, input, uuid());
    expect(body.synthetic).toBe(true);
    for (const command of [shipping.cancelShipment, catalogue.releaseStock, payment.refundPayment])
      expect(await shop.broker.hear(command, of(order.id))).toMatchObject({ synthetic: true });
    await verifier.reaches(order.id, 'refunded');
    expect(shop.broker.all(dispatch.orderRefunded, of(order.id))).toEqual([]);
  });

  it('is in no list, writes to nobody, and is announced to the cart alone', async () => {
    const { verifier, order } = await syntheticOrder();
    await verifier.reaches(order.id, 'captured');
    await shop.parcel(order.id, 'delivered', '2026-11-22T10:00:00.000Z');
    await verifier.reaches(order.id, 'delivered');
    expect(await shop.broker.hear(dispatch.orderConfirmed, of(order.id))).toMatchObject({ synthetic: true });
    const told = [dispatch.orderPlaced, dispatch.orderDispatched, dispatch.orderDelivered].flatMap((event) =>
      shop.broker.all(event as typeof dispatch.orderPlaced, of(order.id)),
    );
    expect(told).toEqual([]);
    expect((await verifier.ask(dispatch.listOrders)).body).toMatchObject({ items: [], total: 0 });
    const admin = await shop.shopper({ kind: 'member', role: 'admin' });
    for (const query of [
      { q: verifier.email },
      { q: order.number },
      { state: 'delivered', q: verifier.email },
    ])
      expect((await admin.ask(dispatch.listAllOrders, { query })).body).toMatchObject({
        items: [],
        total: 0,
      });
    expect((await admin.ask(dispatch.getAnyOrder, { params: { orderId: order.id } })).body.id).toBe(order.id);

    // A real order placed later has had its receipt: the one of the trial would have come before.
    const bob = await shop.shopper();
    await bob.buys();
    await until('the receipt', () => shop.mailbox.mails.some(({ to }) => to === bob.email));
    expect(shop.mailbox.mails.filter(({ to }) => to === verifier.email)).toEqual([]);
  });

  it('is forgotten after a week, and no other is', async () => {
    const connection = await createConnection(shop.env.MONGO_URL).asPromise();
    const indexes = await connection.collection('orders').indexes();
    await connection.close();
    expect(indexes.filter((one) => one.expireAfterSeconds !== undefined)).toMatchObject([
      { key: { placedAt: 1 }, expireAfterSeconds: 604_800, partialFilterExpression: { synthetic: true } },
    ]);
  });

  it('is counted apart: no figure of real orders moves', async () => {
    const before = await metrics();
    const { verifier, order } = await syntheticOrder();
    await verifier.reaches(order.id, 'captured');
    await shop.parcel(order.id, 'delivered', '2026-11-22T10:00:00.000Z');
    await verifier.reaches(order.id, 'delivered');
    const [placed = 0, delivered = 0] = outcomes(before);
    let after = '';
    // Counted once the change is written, which is when the shopper sees it.
    await until('both are counted', async () => {
      after = await metrics();
      return isDeepStrictEqual(outcomes(after), [placed + 1, delivered + 1]);
    });
    for (const name of ['order_transitions_total', 'orders_by_state'])
      expect(figure(after, name, 'state="delivered"')).toBe(figure(before, name, 'state="delivered"'));
    expect(/^order_confirm_seconds_count.*/m.exec(after)?.[0]).toBe(
      /^order_confirm_seconds_count.*/m.exec(before)?.[0],
    );
  });
});

describe('a mark that is not the verifier’s', () => {
  const expired = () => {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', typ: 'service+jwt' })
      .setIssuer('verifier')
      .setAudience('dispatch')
      .setIssuedAt(now - 600)
      .setExpirationTime(now - 60)
      .sign(new TextEncoder().encode(SERVICE_SECRET));
  };
  const wrong: [string, () => Promise<string>][] = [
    ['words', async () => 'yes please'],
    ['nothing', async () => ''],
    ['a token of another secret', () => markOf('verifier', 'dispatch', SERVICE_SECRET.toUpperCase())],
    ['a token for another service', () => markOf('verifier', 'cart')],
    ['a token of another service', () => markOf('cart', 'dispatch')],
    ['a token that has run out', expired],
  ];

  it.each(wrong)('is refused with neither a quote nor an order: %s', async (_, make) => {
    const someone = await guest();
    const mark = await make();
    const refused = { status: 403, body: { code: 'synthetic_refused' } };
    expect(await someone.quote(mark)).toMatchObject(refused);
    const { body } = await someone.quote();
    expect(await someone.place(body.token, mark)).toMatchObject(refused);
    expect((await someone.ask(dispatch.listOrders)).body.total).toBe(0);
  });

  it('cannot get lost on the way: a marked quote makes no real order, a real one no synthetic', async () => {
    const someone = await guest();
    const mark = await markOf('verifier', 'dispatch');
    const [marked, real] = [await someone.quote(mark), await someone.quote()];
    const refused = { status: 403, body: { code: 'synthetic_refused' } };
    expect(await someone.place(marked.body.token)).toMatchObject(refused);
    expect(await someone.place(real.body.token, mark)).toMatchObject(refused);
    const key = uuid();
    const placed = await someone.place(real.body.token, undefined, key);
    expect(placed.status).toBe(201);
    expect(placed.body).not.toHaveProperty('synthetic');
    expect(await someone.place(real.body.token, mark, key)).toMatchObject({
      body: { code: 'idempotency_key_reused' },
    });
    expect(await shop.broker.hear(catalogue.reserveStock, of(placed.body.id))).not.toHaveProperty(
      'synthetic',
    );
  });
});
