import { catalogue, dispatch, payment } from '@shop/contracts';
import { createConnection } from 'mongoose';
import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../tests/support/until.ts';
import { startShop, trackingOf } from './shop.ts';

let shop: Awaited<ReturnType<typeof startShop>>;
let admin: Awaited<ReturnType<typeof shop.shopper>>;
beforeAll(async () => {
  shop = await startShop();
  admin = await shop.shopper({ kind: 'member', role: 'admin' });
});
afterEach(() => {
  shop.away.clear();
  shop.parts.ledger.clear();
});
afterAll(() => shop?.stop());

const at = (second: number) => `2026-11-21T10:00:${String(second).padStart(2, '0')}.000Z`;
const story = async (orderId: string): Promise<dispatch.OrderStory> =>
  (await admin.ask(dispatch.getStory, { params: { orderId } })).body;

async function delivered() {
  const someone = await shop.shopper();
  const order = await someone.buys();
  await someone.reaches(order.id, 'captured');
  await shop.parcel(order.id, 'delivered', new Date().toISOString());
  await someone.reaches(order.id, 'delivered');
  return order;
}

describe('the story of an order', () => {
  it('has its states with what caused them, the message, the attempt and the versions', async () => {
    const order = await delivered();
    const told = await story(order.id);
    const own = told.entries.filter(({ part }) => part === 'order');
    expect(own[0]).toMatchObject({ text: 'placed', cause: 'placed by the shopper' });
    expect(own.map(({ state }) => state)).toEqual(
      expect.arrayContaining([
        'placed',
        'reserved',
        'authorised',
        'confirmed',
        'booked',
        'captured',
        'delivered',
      ]),
    );
    const paid = own.find(({ cause }) => cause === payment.paymentAuthorised.name);
    expect(paid).toMatchObject({ text: 'reserved → authorised', attempt: 1, by: { service: 'dispatch' } });
    expect(paid?.messageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(told).toMatchObject({ number: order.number, state: 'delivered', final: true, attempts: 0 });
    expect(told.versions.map(({ service }) => service)).toContain('dispatch');
    expect(told.parts).toEqual([
      { part: 'stock' },
      { part: 'payment' },
      { part: 'shipping' },
      { part: 'dead-letters' },
    ]);
  });

  it('has what the others know, all in the order of time', async () => {
    const { id: orderId } = await delivered();
    shop.parts.reservations.set(orderId, {
      reservation: {
        state: 'committed',
        lines: [{ sku: 'UHJ', quantity: 2 }],
        expiresAt: at(59),
        createdAt: at(1),
        updatedAt: at(7),
      },
      waiting: [{ id: 'm1', type: catalogue.stockCommitted.name, at: at(8) }],
    });
    const eur = (amount: number) => ({ amount, currency: 'EUR' as const });
    shop.parts.payments.set(orderId, {
      payment: {
        orderId,
        gateway: 'worldpay',
        state: 'captured',
        amount: eur(1),
        captured: eur(1),
        refunded: eur(0),
        attempts: [
          {
            reference: `${orderId}:1`,
            operation: 'authorise',
            outcome: 'failed',
            reason: 'not_made',
            startedAt: at(2),
            settledAt: at(3),
          },
          {
            reference: `${orderId}:2`,
            operation: 'authorise',
            outcome: 'succeeded',
            startedAt: at(4),
            settledAt: at(5),
          },
        ],
      },
      waiting: [],
    });
    shop.parts.shipments.set(orderId, {
      shipment: {
        trackingNumber: trackingOf(orderId),
        status: 'collected',
        service: 'standard',
        earliest: '2026-11-24',
        latest: '2026-11-26',
        history: [{ status: 'collected', at: at(6), place: 'Wien' }],
      },
      waiting: [],
    });
    const mail = await until('the receipt is sent', async () =>
      (await story(orderId)).entries.find((one) => one.part === 'mail' && one.text === 'receipt sent'),
    );
    expect(mail).toMatchObject({ state: 'sent', attempt: 1 });
    const told = await story(orderId);
    expect(
      told.entries.filter((one) => one.at < at(30)).map(({ part, text, attempt }) => [part, text, attempt]),
    ).toEqual([
      ['stock', 'asked for 2 × UHJ', undefined],
      ['payment', 'authorise asked of worldpay', 1],
      ['payment', 'authorise failed: not_made', 1],
      ['payment', 'authorise asked of worldpay', 2],
      ['payment', 'authorise succeeded', 2],
      ['shipping', 'collected, Wien', undefined],
      ['stock', 'the reservation is committed', undefined],
      ['message', 'catalogue.stock-committed.v1 waits in the outbox of catalogue', undefined],
    ]);
    expect(told.entries.map((one) => one.at)).toEqual(told.entries.map((one) => one.at).toSorted());
    expect(told.waiting).toMatchObject([{ service: 'catalogue', id: 'm1' }]);
  });

  it('is told though somebody does not answer, and says who', async () => {
    const order = await delivered();
    shop.away.add('payment').add('shipping');
    const told = await story(order.id);
    expect(told.parts).toEqual([
      { part: 'stock' },
      { part: 'payment', problem: 'does not answer: service_unavailable' },
      { part: 'shipping', problem: 'does not answer: service_unavailable' },
      { part: 'dead-letters' },
    ]);
    expect(told.entries.some(({ state }) => state === 'delivered')).toBe(true);
  });

  it('of no order is no story', async () => {
    const answer = await admin.ask(dispatch.getStory, { params: { orderId: uuid() } });
    expect(answer).toMatchObject({ status: 404, body: { code: 'order_not_found' } });
  });
});

describe('stuck orders', () => {
  it('are those that were asked for again and again, and those nobody looked at', async () => {
    const someone = await shop.shopper();
    const [asked, forgotten, fine] = [await someone.buys(), await someone.buys(), await someone.buys()];
    for (const { id } of [asked, forgotten, fine]) await someone.reaches(id, 'captured');
    const connection = await createConnection(shop.env.MONGO_URL).asPromise();
    const orders = connection.collection<{ _id: string }>('orders');
    await orders.updateOne({ _id: asked.id }, { $set: { attempts: 5 } });
    await orders.updateOne({ _id: forgotten.id }, { $unset: { dueAt: 1 } });
    await connection.close();
    const { body } = await admin.ask(dispatch.listStuckOrders);
    const whys = new Map(body.items.map((one: dispatch.StuckOrder) => [one.orderId, one.why]));
    expect(whys.get(asked.id)).toBe('shipping.hand-over sent again 5 times without an answer');
    expect(whys.get(forgotten.id)).toMatch(/^nothing is awaited/);
    expect(whys.has(fine.id)).toBe(false);
    expect(body.total).toBe(body.items.length);
  });
});

describe('the audit of the stock', () => {
  const audit = async () => (await admin.ask(dispatch.auditStock)).body;
  const put = (sku: string, line: Partial<catalogue.LedgerLine> = {}) =>
    shop.parts.ledger.set(sku, { sku, available: 1, sold: 0, stocked: 1, holds: [], ...line });

  it('adds everything up, over several pages, and finds nothing when all is well', async () => {
    const order = await delivered();
    for (let n = 0; n < 430; n++) put(`A-${String(n).padStart(4, '0')}`);
    const someone = await shop.shopper();
    const open = await someone.buys();
    await someone.reaches(open.id, 'captured');
    put('B-1', { available: 3, sold: 2, stocked: 9, holds: [{ orderId: open.id, quantity: 4 }] });
    expect(await audit()).toMatchObject({
      products: 431,
      holds: 1,
      available: 433,
      held: 4,
      sold: 2,
      stocked: 439,
      problems: [],
    });
    expect(order.id).not.toBe(open.id);
  });

  it('finds a hold of an order that has ended, or never was, and a sum that is wrong', async () => {
    const { id } = await delivered();
    const connection = await createConnection(shop.env.MONGO_URL).asPromise();
    await connection
      .collection<{ _id: string }>('orders')
      .updateOne({ _id: id }, { $set: { 'stock.is': 'committed' } });
    await connection.close();
    const nobody = uuid();
    put('C-1', { available: 8, stocked: 10, holds: [{ orderId: id, quantity: 2 }] });
    put('C-2', { available: 8, stocked: 10, holds: [{ orderId: nobody, quantity: 2 }] });
    put('C-3', { available: 8, stocked: 10 });
    expect((await audit()).problems).toMatchObject([
      { sku: 'C-1', what: 'hold_of_final_order', orderId: id },
      { sku: 'C-2', what: 'hold_of_unknown_order', orderId: nobody },
      { sku: 'C-3', what: 'does_not_add_up', text: '8 available + 0 held + 0 sold = 8, but 10 were stocked' },
    ]);
  });

  it('does not cry wolf over a hold that went while it looked', async () => {
    put('D-1', { available: 8, stocked: 10, holds: [{ orderId: uuid(), quantity: 2 }] });
    shop.parts.onLedger = (wanted) => {
      if (wanted.includes('D-1')) put('D-1', { available: 10, stocked: 10 });
    };
    expect((await audit()).problems).toEqual([]);
    shop.parts.onLedger = () => undefined;
  });

  it('says that it cannot be done when the catalogue is away', async () => {
    shop.away.add('catalogue');
    expect(await admin.ask(dispatch.auditStock)).toMatchObject({
      status: 503,
      body: { code: 'service_unavailable' },
    });
  });
});
