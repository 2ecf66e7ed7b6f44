import { catalogue, dispatch, payment } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { until } from '../../../tests/support/until.ts';
import { openFeed } from './feed.ts';
import { startShop } from './shop.ts';

let shop: Awaited<ReturnType<typeof startShop>>;
type Someone = Awaited<ReturnType<typeof shop.shopper>>;
let sue: Someone;
let tom: Someone;
beforeAll(async () => {
  shop = await startShop();
  sue = await shop.shopper({ kind: 'member', role: 'support' });
  tom = await shop.shopper({ kind: 'member', role: 'admin' });
});
afterAll(() => shop?.stop());

const of = (orderId: string) => (payload: { orderId: string }) => payload.orderId === orderId;
const now = () => new Date().toISOString();
const dayOf = ({ placedAt }: { placedAt: string }) => placedAt.slice(0, 10);

/** Two robots, arrived. */
async function arrived(amount = 1999) {
  const ada = await shop.shopper();
  const order = await ada.buys('tok_visa_fine', shop.stock('UHJ', amount).sku);
  await ada.reaches(order.id, 'captured');
  await shop.parcel(order.id, 'delivered', now());
  await ada.reaches(order.id, 'delivered');
  return { ada, order, sku: order.lines[0]?.sku ?? '' };
}

const seen = async (orderId: string) => (await sue.ask(dispatch.getAnyOrder, { params: { orderId } })).body;
const audited = async (subject: string) =>
  (await tom.ask(dispatch.listAudit, { query: { subject } })).body.items.map(({ what }) => what);

describe('some of the money', () => {
  it('goes back once for a key, is written about, and leaves the order as it is', async () => {
    const { ada, order } = await arrived();
    const key = uuid();
    const ask = (amount: number) =>
      sue.ask(
        dispatch.refundOrder,
        { params: { orderId: order.id }, body: { reason: 'a dent', amount } },
        key,
      );
    expect(await ask(500)).toMatchObject({ status: 200, body: { state: 'delivered' } });
    expect((await ask(500)).status).toBe(200);
    expect(await ask(501)).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    await until('the refund is done', async () => (await seen(order.id)).refunds[0]?.state === 'done');
    expect(shop.broker.all(payment.refundPayment, of(order.id))).toMatchObject([{ amount: { amount: 500 } }]);
    expect((await ada.order(order.id)).body).toMatchObject({
      state: 'delivered',
      payment: { refunded: { amount: 500 } },
    });
    expect((await shop.mailbox.get(ada.email, /was paid back/)).text).toContain('€5.00');
    await expect.poll(() => audited(order.id)).toEqual(['refund-asked']);
  });

  it('is seen live by who still looks at an order that has ended, until nothing is left', async () => {
    const { ada, order } = await arrived();
    const params = { orderId: order.id };
    const url = `${shop.service.url}/orders/${order.id}/events?afterwards=true`;
    const { told, ended } = await openFeed(url, ada.token);
    const byLink = await openFeed(
      `${shop.service.url}/opened-orders/${order.accessKey}/events?afterwards=true`,
    );
    const refund = (amount: number) =>
      sue.ask(dispatch.refundOrder, { params, body: { reason: 'a dent', amount } }, uuid());
    const { total } = (await ada.order(order.id)).body.totals;
    await refund(500);
    await until('some is seen to be back', () => told.at(-1)?.payment.refunded?.amount === 500);
    await refund(total.amount - 500);
    await ended;
    expect(told[0]).toMatchObject({ state: 'delivered', payment: {} });
    expect(told.at(-1)?.payment.refunded).toEqual(total);
    await byLink.ended;
    expect(byLink.told.at(-1)?.payment.refunded, 'who has the link alone is told as much').toEqual(total);
    const unknown = { params: { accessKey: 'A'.repeat(22) } };
    expect((await send(shop.service.url, dispatch.watchOpenedOrder, unknown)).status).toBe(404);
  });

  it('over the limit waits for somebody else', async () => {
    const { order } = await arrived(40_000);
    const params = { orderId: order.id };
    await sue.ask(dispatch.refundOrder, { params, body: { reason: 'lost' } }, uuid());
    const { body } = await sue.ask(dispatch.listRefunds, { query: { size: 100 } });
    const refund = body.items.find(({ orderId }) => orderId === order.id);
    expect(refund).toMatchObject({ state: 'waiting', whole: true, number: order.number });
    const decide = (who: Someone, approve: boolean) =>
      who.ask(dispatch.decideRefund, {
        params: { ...params, refundId: refund?.id ?? '' },
        body: { approve },
      });
    expect(await decide(sue, true)).toMatchObject({ status: 403, body: { code: 'second_person_needed' } });
    expect(await decide(tom, true)).toMatchObject({ status: 200, body: { decidedBy: { id: tom.id } } });
    await until('all of it is back', async () => (await seen(order.id)).state === 'refunded');
    expect((await seen(order.id)).refunds).toMatchObject([{ state: 'done' }]);
    await expect.poll(() => audited(order.id)).toEqual(['refund-approved', 'refund-asked']);
  });
});

describe('goods', () => {
  it('come back, are sold again, and their money goes back', async () => {
    const { ada, order, sku } = await arrived();
    const lines = [{ sku, quantity: 1 }];
    const body = { lines, reason: 'defective', note: 'It limps.' };
    const asked = await ada.ask(dispatch.requestReturn, { params: { orderId: order.id }, body }, uuid());
    expect(asked).toMatchObject({ status: 201, body: { state: 'requested', amount: { amount: 1999 } } });
    const params = { orderId: order.id, returnId: asked.body.id };
    const listed = await sue.ask(dispatch.listReturns, { query: { size: 100 } });
    expect(listed.body.items.some(({ id, email }) => id === params.returnId && email === ada.email)).toBe(
      true,
    );
    const answer = { approve: true, answer: 'Sorry for that.' };
    expect(await sue.ask(dispatch.decideReturn, { params, body: answer })).toMatchObject({
      body: { state: 'approved' },
    });
    expect((await shop.mailbox.get(ada.email, /You can send it back/)).text).toContain('Sorry for that.');
    await sue.ask(dispatch.receiveReturn, { params, body: { restock: lines } });
    await until('it is paid', async () => (await seen(order.id)).returns[0]?.state === 'refunded');
    expect(await shop.broker.hear(catalogue.returnStock, of(order.id))).toMatchObject({ lines });
    expect(shop.broker.all(payment.refundPayment, of(order.id))).toMatchObject([
      { amount: { amount: 1999 } },
    ]);
    expect((await ada.order(order.id)).body.returnable?.lines).toEqual(lines);
    await expect.poll(() => audited(order.id)).toEqual(['return-received', 'return-approved']);
  });

  it('are followed live until they are paid', async () => {
    const { ada, order, sku } = await arrived();
    const lines = [{ sku, quantity: 1 }];
    const body = { lines, reason: 'unwanted' };
    const asked = await ada.ask(dispatch.requestReturn, { params: { orderId: order.id }, body }, uuid());
    const params = { orderId: order.id, returnId: asked.body.id };
    const { told, ended } = await openFeed(`${shop.service.url}/orders/${order.id}/events`, ada.token);
    await sue.ask(dispatch.decideReturn, { params, body: { approve: true } });
    await until('the answer is seen', () => told.at(-1)?.returns[0]?.state === 'approved');
    await sue.ask(dispatch.receiveReturn, { params, body: { restock: [] } });
    await ended;
    expect(told.at(-1)).toMatchObject({
      returns: [{ state: 'refunded' }],
      payment: { refunded: { amount: 1999 } },
    });
  });

  it('of somebody else cannot be sent back', async () => {
    const { order, sku } = await arrived();
    const eve = await shop.shopper();
    const body = { lines: [{ sku, quantity: 1 }], reason: 'unwanted' };
    const input = { params: { orderId: order.id }, body };
    expect(await eve.ask(dispatch.requestReturn, input, uuid())).toMatchObject({ status: 404 });
  });
});

describe('the link in an e-mail', () => {
  it('shows who the order is for only to who knows the address, and is slow with who guesses', async () => {
    const { ada, order, sku } = await arrived();
    const params = { accessKey: order.accessKey };
    const { url } = shop.service;
    const prove = (email: string) => send(url, dispatch.proveOrder, { params, body: { email } });
    expect(await prove(ada.email.toUpperCase())).toMatchObject({
      status: 200,
      body: { address: order.address },
    });
    const lines = [{ sku, quantity: 1 }];
    const wish = { params, body: { email: ada.email, lines, reason: 'late' } };
    const headers = { 'idempotency-key': uuid() };
    expect(await send(url, dispatch.requestReturnByKey, wish, { headers })).toMatchObject({ status: 201 });
    for (let n = 0; n < 5; n++)
      expect(await prove(`${n}@example.org`)).toMatchObject({ status: 422, body: { code: 'wrong_email' } });
    expect(await prove(ada.email)).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
  });
});

describe('the figures', () => {
  it('tell what the day brought, and how far shoppers got', async () => {
    const { order } = await arrived();
    const { body } = await sue.ask(dispatch.getFigures, { query: { days: 7 } });
    expect(body.days).toHaveLength(7);
    // At midnight the order is yesterday's.
    const ofIt = body.days.slice(-2).find(({ day }) => day === dayOf(order));
    expect(ofIt?.orders).toBeGreaterThan(0);
    expect(ofIt?.revenue.amount).toBeGreaterThan(0);
    const count = (step: string) => body.funnel.find((one) => one.step === step)?.count ?? 0;
    expect(count('quotes')).toBeGreaterThanOrEqual(count('orders'));
    expect(count('orders')).toBeGreaterThanOrEqual(count('delivered'));
    expect(count('delivered')).toBeGreaterThan(0);
  });

  it('find orders by the day they were placed on', async () => {
    const { order } = await arrived();
    const day = dayOf(order);
    const total = async (query: object) =>
      (await sue.ask(dispatch.listAllOrders, { query: { q: order.number, ...query } })).body.total;
    expect(await total({ from: day, to: day })).toBe(1);
    expect(await total({ to: '2020-01-01' })).toBe(0);
  });
});
