import { catalogue, dispatch, payment, user } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { until } from '../../../tests/support/until.ts';
import { startShop } from './shop.ts';

let shop: Awaited<ReturnType<typeof startShop>>;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.stop());

const of = (orderId: string) => (payload: { orderId: string }) => payload.orderId === orderId;

const metrics = async () => (await fetch(`${shop.service.url}/metrics`)).text();

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
    const [ada, admin] = [await shop.shopper(), await shop.shopper({ kind: 'member', role: 'admin' })];
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
    const [ada, admin] = [await shop.shopper(), await shop.shopper({ kind: 'member', role: 'admin' })];
    const placed = await ada.buys();
    await ada.reaches(placed.id, 'captured');
    await shop.parcel(placed.id, 'delivered', '2026-11-24T08:00:00.000Z');
    await ada.reaches(placed.id, 'delivered');
    const input = { params: { orderId: placed.id }, body: { reason: 'it was broken' } };
    const key = uuid();
    const refund = (by = key) => admin.ask(dispatch.refundOrder, input, by);
    expect(await refund()).toMatchObject({ status: 200, body: { state: 'refunding', reason: 'shop' } });
    await ada.reaches(placed.id, 'refunded');
    expect(shop.broker.all(payment.refundPayment, of(placed.id))).toHaveLength(1);
    expect(shop.broker.all(catalogue.releaseStock, of(placed.id))).toHaveLength(0);
    // An answer that was lost is asked for with the same key.
    expect(await refund()).toMatchObject({ status: 200, body: { state: 'refunded' } });
    expect(shop.broker.all(payment.refundPayment, of(placed.id))).toHaveLength(1);
    expect(await refund(uuid())).toMatchObject({ status: 409, body: { code: 'order_not_refundable' } });
    const { body } = await admin.ask(dispatch.getAnyOrder, { params: { orderId: placed.id } });
    expect(body.history.some(({ cause }) => cause.endsWith('it was broken'))).toBe(true);
  });
});

describe('a deleted account', () => {
  it('leaves its orders behind without its name, once they have ended', async () => {
    const [ada, admin] = [
      await shop.shopper({ kind: 'member' }),
      await shop.shopper({ kind: 'member', role: 'admin' }),
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

describe('operators', () => {
  it('see how orders do', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys();
    await ada.reaches(placed.id, 'captured');
    for (const figure of [
      /orders_by_state\{state="captured"\} [1-9]/,
      /order_confirm_seconds_count [1-9]/,
      /mails_sent_total\{kind="receipt"\} [1-9]/,
      /orders_stuck \d/,
      /order_transitions_total\{state="confirmed"\} [1-9]/,
    ])
      await expect.poll(metrics).toMatch(figure);
  });

  it('find dispatch well, also at its old address', async () => {
    for (const path of ['/health', '/_health']) {
      const health = async () => (await fetch(shop.service.url + path)).json();
      await expect.poll(health).toMatchObject({ status: 'ok', service: 'dispatch' });
    }
  });
});
