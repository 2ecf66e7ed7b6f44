import { ServiceTokens } from '@shop/auth';
import { type AnyRoute, type CallInput, catalogue, ratings } from '@shop/contracts';
import { run } from '@shop/service';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { SERVICE_SECRET } from '../../../tests/support/tokens.ts';
import { until } from '../../../tests/support/until.ts';
import { CatalogueModule } from '../src/catalogue.module.ts';
import { Mongo } from '../src/mongo.store.ts';
import { addProduct, type Catalogue, startCatalogue } from './shop.ts';

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue();
});
afterAll(() => shop?.stop());

const added = (stock: number, more = {}) => addProduct(shop, stock, more);
const get = (sku: string) => send(shop.url, catalogue.getProduct, { params: { sku } });
const stock = async (sku: string) =>
  (await send(shop.url, catalogue.getStock, { params: { sku } }, { token: shop.admin })).body;
const asDispatch = async <R extends AnyRoute>(route: R, input: CallInput<R>) => {
  const token = await new ServiceTokens('dispatch', SERVICE_SECRET).mint('catalogue');
  return (await send(shop.url, route, input, { token })).body;
};
const found = async (url: string, q: string) =>
  (await send(url, catalogue.searchProducts, { query: { q } })).body.items.map(({ sku }) => sku);

describe('ratings', () => {
  it('keeps the newest average, in whatever order they come', async () => {
    const sku = await added(1);
    const say = (version: number, sum: number, count: number) =>
      shop.broker.say(ratings.averageChanged, { sku, version, sum, count });
    await say(2, 9, 2);
    await say(1, 1, 1);
    await until('the average shows', async () => (await get(sku)).body.rating.count === 2);
    await say(3, 13, 3);
    await until('the newer one shows', async () => (await get(sku)).body.rating.average === 4.33);
    await until(
      'it sorts by it',
      async () =>
        (await send(shop.url, catalogue.listProducts, { query: { sort: 'rating' } })).body.items[0]?.sku ===
        sku,
    );
  });
});

describe('stock for orders', () => {
  const soon = (ms = 60_000) => new Date(Date.now() + ms).toISOString();
  const reserve = (orderId: string, lines: catalogue.StockLine[], expiresAt = soon(), times = 1) =>
    shop.broker.say(catalogue.reserveStock, { orderId, lines, expiresAt }, times);
  const of = (orderId: string) => (event: { orderId: string }) => event.orderId === orderId;

  it('is sold again when it comes back, once however often that is told', async () => {
    const sku = await added(3);
    const [orderId, returnId] = [uuid(), uuid()];
    await reserve(orderId, [{ sku, quantity: 3 }]);
    await shop.broker.hear(catalogue.stockReserved, of(orderId));
    await shop.broker.say(catalogue.secureStock, { orderId });
    await shop.broker.hear(catalogue.stockSecured, of(orderId));
    await shop.broker.say(catalogue.commitStock, { orderId });
    await shop.broker.hear(catalogue.stockCommitted, of(orderId));
    const lines = [{ sku, quantity: 2 }];
    await shop.broker.say(catalogue.returnStock, { orderId, returnId, lines }, 2);
    await until('both are answered', () => shop.broker.all(catalogue.stockReturned, of(orderId)).length >= 2);
    expect(await stock(sku)).toMatchObject({ available: 2, held: 0, sold: 1, stocked: 3 });
    const low = await send(
      shop.url,
      catalogue.listLowStock,
      { query: { limit: 100 } },
      { token: shop.admin },
    );
    expect(low.body.items).toContainEqual(expect.objectContaining({ sku, available: 2 }));
  });

  it('that comes back before its sale is heard of is on the shelf once that has come', async () => {
    const sku = await added(1);
    const [orderId, returnId] = [uuid(), uuid()];
    const lines = [{ sku, quantity: 1 }];
    await reserve(orderId, lines);
    await shop.broker.hear(catalogue.stockReserved, of(orderId));
    await shop.broker.say(catalogue.secureStock, { orderId });
    await shop.broker.hear(catalogue.stockSecured, of(orderId));
    await shop.broker.say(catalogue.returnStock, { orderId, returnId, lines });
    await shop.broker.say(catalogue.commitStock, { orderId });
    await shop.broker.hear(catalogue.stockReturned, of(orderId));
    expect(await stock(sku)).toMatchObject({ available: 1, held: 0, sold: 0, stocked: 1 });
  });

  it('goes from held to secured to sold, each step answered', async () => {
    const sku = await added(5);
    const orderId = uuid();
    const expiresAt = soon();
    await reserve(orderId, [{ sku, quantity: 2 }], expiresAt);
    await shop.broker.hear(catalogue.stockReserved, of(orderId));
    expect(await stock(sku)).toMatchObject({
      available: 3,
      held: 2,
      sold: 0,
      stocked: 5,
      holds: [{ orderId, quantity: 2, expiresAt }],
    });
    await shop.broker.say(catalogue.secureStock, { orderId });
    await shop.broker.hear(catalogue.stockSecured, of(orderId));
    expect(await stock(sku)).toMatchObject({ holds: [{ expiresAt: null }] });
    await shop.broker.say(catalogue.commitStock, { orderId }, 3);
    await shop.broker.hear(catalogue.stockCommitted, of(orderId));
    expect(await stock(sku)).toMatchObject({ available: 3, held: 0, sold: 2, stocked: 5 });
    expect((await get(sku)).body.available).toBe(3);
    const { reservation } = await asDispatch(catalogue.reservationOfOrder, { params: { orderId } });
    expect(reservation).toMatchObject({ state: 'committed', lines: [{ sku, quantity: 2 }] });
    const nobody = await asDispatch(catalogue.reservationOfOrder, { params: { orderId: uuid() } });
    expect(nobody).toEqual({ reservation: null, waiting: [] });
  });

  it('shows its books to the service that checks them: page by page, or of some products', async () => {
    const skus = [await added(1), await added(2), await added(3)].toSorted();
    const orderId = uuid();
    await reserve(orderId, [{ sku: skus[1] ?? '', quantity: 1 }]);
    await shop.broker.hear(catalogue.stockReserved, of(orderId));
    const { items } = await asDispatch(catalogue.stockLedger, { query: { sku: skus } });
    expect(items.map(({ sku }) => sku)).toEqual(skus);
    expect(items.map(({ holds }) => holds)).toEqual([[], [{ orderId, quantity: 1 }], []]);
    const all: string[] = [];
    for (;;) {
      const query = { limit: 50, ...(all.length === 0 ? {} : { after: all.at(-1) ?? '' }) };
      const page = await asDispatch(catalogue.stockLedger, { query });
      all.push(...page.items.map(({ sku }) => sku));
      if (page.items.length < 50) break;
    }
    expect(all).toEqual([...new Set(all)].toSorted());
    expect(all).toEqual(expect.arrayContaining(skus));
  });

  it('gives the last 50 to 50 of 200 who ask at once, every message sent twice', async () => {
    const sku = await added(50);
    const orders = Array.from({ length: 200 }, () => uuid());
    await Promise.all(orders.map((orderId) => reserve(orderId, [{ sku, quantity: 1 }], soon(), 2)));
    const mine = new Set(orders);
    const answered = () => {
      const reserved = new Set(
        shop.broker
          .all(catalogue.stockReserved, ({ orderId }) => mine.has(orderId))
          .map(({ orderId }) => orderId),
      );
      const refused = new Set(
        shop.broker
          .all(catalogue.stockRefused, ({ orderId }) => mine.has(orderId))
          .map(({ orderId }) => orderId),
      );
      return { reserved, refused };
    };
    await until('all are answered', () => answered().reserved.size + answered().refused.size === 200, 40_000);
    expect(answered().reserved.size).toBe(50);
    expect(await stock(sku)).toMatchObject({ available: 0, held: 50, stocked: 50 });
    await shop.broker.hear(catalogue.productChanged, (event) => event.sku === sku);
  });

  it('refuses the whole order when one product is short, and says which', async () => {
    const [plenty, none] = [await added(5), await added(0)];
    const orderId = uuid();
    await reserve(orderId, [
      { sku: plenty, quantity: 1 },
      { sku: none, quantity: 2 },
      { sku: 'NOPE', quantity: 1 },
    ]);
    const refused = await shop.broker.hear(catalogue.stockRefused, of(orderId));
    expect(refused.shortages).toEqual(expect.arrayContaining([{ sku: none, available: 0 }]));
    expect(await stock(plenty)).toMatchObject({ available: 5, held: 0 });
  });

  it('gives back what was held too long', async () => {
    const sku = await added(1);
    const orderId = uuid();
    await reserve(orderId, [{ sku, quantity: 1 }], soon(3_000));
    await shop.broker.hear(catalogue.stockReserved, of(orderId));
    await shop.broker.hear(catalogue.stockReleased, of(orderId));
    await until('it can be ordered again', async () => (await stock(sku)).available === 1);
  });

  it('releases what is held, and refuses a reservation that comes after its release', async () => {
    const sku = await added(1);
    const [held, late] = [uuid(), uuid()];
    await reserve(held, [{ sku, quantity: 1 }]);
    await shop.broker.hear(catalogue.stockReserved, of(held));
    await shop.broker.say(catalogue.releaseStock, { orderId: held }, 2);
    await shop.broker.hear(catalogue.stockReleased, of(held));
    expect(await stock(sku)).toMatchObject({ available: 1, held: 0 });
    await shop.broker.say(catalogue.releaseStock, { orderId: late });
    await shop.broker.hear(catalogue.stockReleased, of(late));
    await reserve(late, [{ sku, quantity: 1 }]);
    await shop.broker.hear(catalogue.stockRefused, of(late));
    expect(await stock(sku)).toMatchObject({ available: 1, held: 0 });
  });
});

describe('what an operator reads', () => {
  it('is well, and counts what happens to the stock', async () => {
    const standings = async () => {
      const { dependencies } = (await (await fetch(`${shop.url}/health`)).json()) as {
        dependencies: { name: string; status: string }[];
      };
      return dependencies.map(({ name, status }) => [name, status]);
    };
    await expect.poll(standings).toEqual([
      ['mongodb', 'up'],
      ['rabbitmq', 'up'],
      ['search-index', 'up'],
    ]);
    const metrics = async () => (await fetch(`${shop.url}/metrics`)).text();
    for (const name of ['stock_holds', 'stock_refused_total', 'stock_expired_total', 'products'])
      await expect.poll(metrics).toMatch(new RegExp(`^${name} [1-9]\\d*$`, 'm'));
  });

  it('heals an index that missed a message', async () => {
    const sku = await added(2);
    const products = shop.app.get(Mongo).database().collection<{ _id: string }>('products');
    await products.updateOne({ _id: sku }, { $set: { name: 'Silent Bellows', updatedAt: new Date() } });
    await until('the name is found', async () => (await found(shop.url, 'bellows')).includes(sku));
  });

  it('tells every replica of a change, not only the one that made it', async () => {
    const env = { ...shop.env, CATCH_UP_INTERVAL_MS: 3_600_000 };
    const replica = await run('catalogue', CatalogueModule.with(env), env);
    try {
      const sku = await added(1, { name: 'Distant Thunder' });
      await until(
        'the other replica finds it',
        async () => (await found(replica.url, 'distant thunder'))[0] === sku,
      );
    } finally {
      await replica.stop();
    }
  });

  it('starts without its database, says so, and answers 503', async () => {
    const env = { ...shop.env, MONGO_URL: 'mongodb://127.0.0.1:9/nowhere' };
    const lonely = await run('catalogue', CatalogueModule.with(env), env);
    try {
      for (const path of ['/products', '/products/UHJ', '/health']) {
        const answer = await fetch(lonely.url + path);
        expect([path, answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([
          path,
          503,
          true,
        ]);
      }
      expect((await fetch(`${lonely.url}/health/live`)).status).toBe(200);
    } finally {
      await lonely.stop();
    }
  });
});
