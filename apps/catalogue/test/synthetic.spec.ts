import { catalogue } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { addProduct, type Catalogue, startCatalogue } from './shop.ts';

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue();
});
afterAll(() => shop?.stop());

const of = (orderId: string) => (event: { orderId: string }) => event.orderId === orderId;
const soon = (ms = 60_000) => new Date(Date.now() + ms).toISOString();
const stockOf = async (sku: string) =>
  (await send(shop.url, catalogue.getStock, { params: { sku } }, { token: shop.admin })).body;
const trial = () => ({ orderId: uuid(), synthetic: true as const });
const metrics = async () => (await fetch(`${shop.url}/metrics`)).text();
const refusals = (text: string) => /^stock_refused_total.*$/m.exec(text)?.[0];

describe('the stock of a synthetic order', () => {
  it('is reserved, secured and committed in words alone: nothing moves at any step', async () => {
    const sku = await addProduct(shop, 5);
    const before = await stockOf(sku);
    const changes = () => shop.broker.all(catalogue.productChanged, (event) => event.sku === sku).length;
    await shop.broker.hear(catalogue.productChanged, (event) => event.sku === sku);
    const told = changes();
    const order = trial();
    await shop.broker.say(catalogue.reserveStock, {
      ...order,
      lines: [{ sku, quantity: 5 }],
      expiresAt: soon(),
    });
    await shop.broker.hear(catalogue.stockReserved, of(order.orderId));
    expect(await stockOf(sku)).toEqual(before);
    await shop.broker.say(catalogue.secureStock, order);
    await shop.broker.hear(catalogue.stockSecured, of(order.orderId));
    expect(await stockOf(sku)).toEqual(before);
    await shop.broker.say(catalogue.commitStock, order);
    await shop.broker.hear(catalogue.stockCommitted, of(order.orderId));
    expect(await stockOf(sku)).toEqual(before);
    expect(changes()).toBe(told);
  });

  it('is refused as that of any order is: unknown product, too few left; and is no lost sale', async () => {
    const [sku, missing] = [await addProduct(shop, 2), `NEVER-${uuid().slice(24)}`];
    const before = refusals(await metrics());
    for (const [line, available] of [
      [{ sku, quantity: 3 }, 2],
      [{ sku: missing, quantity: 1 }, 0],
    ] as const) {
      const order = trial();
      await shop.broker.say(catalogue.reserveStock, { ...order, lines: [line], expiresAt: soon() });
      expect(await shop.broker.hear(catalogue.stockRefused, of(order.orderId))).toMatchObject({
        shortages: [{ sku: line.sku, available }],
      });
    }
    expect(await stockOf(sku)).toMatchObject({ available: 2, held: 0, sold: 0, stocked: 2 });
    expect(refusals(await metrics())).toBe(before);
  });

  it('keeps nothing from those who buy, and is still secured after they did', async () => {
    const sku = await addProduct(shop, 1);
    const order = trial();
    const lines = [{ sku, quantity: 1 }];
    await shop.broker.say(catalogue.reserveStock, { ...order, lines, expiresAt: soon() });
    await shop.broker.hear(catalogue.stockReserved, of(order.orderId));
    const real = uuid();
    await shop.broker.say(catalogue.reserveStock, { orderId: real, lines, expiresAt: soon() });
    await shop.broker.hear(catalogue.stockReserved, of(real));
    await shop.broker.say(catalogue.secureStock, order);
    await shop.broker.hear(catalogue.stockSecured, of(order.orderId));
    expect(await stockOf(sku)).toMatchObject({ available: 0, held: 1, holds: [{ orderId: real }] });
  });

  it('gives nothing back when it is released, before or after it was asked for, or runs out', async () => {
    const sku = await addProduct(shop, 4);
    const before = await stockOf(sku);
    const lines = [{ sku, quantity: 2 }];
    const [late, kept, slow] = [trial(), trial(), trial()];
    await shop.broker.say(catalogue.releaseStock, late);
    await shop.broker.hear(catalogue.stockReleased, of(late.orderId));
    await shop.broker.say(catalogue.reserveStock, { ...late, lines, expiresAt: soon() });
    await shop.broker.hear(catalogue.stockRefused, of(late.orderId));
    await shop.broker.say(catalogue.reserveStock, { ...kept, lines, expiresAt: soon() });
    await shop.broker.hear(catalogue.stockReserved, of(kept.orderId));
    await shop.broker.say(catalogue.releaseStock, kept);
    await shop.broker.hear(catalogue.stockReleased, of(kept.orderId));
    await shop.broker.say(catalogue.reserveStock, { ...slow, lines, expiresAt: soon(3_000) });
    await shop.broker.hear(catalogue.stockReleased, of(slow.orderId));
    expect(await stockOf(sku)).toEqual(before);
  });
});
