import { catalogue, type Input, ratings } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { serviceToken } from '../../../tests/support/tokens.ts';
import { until } from '../../../tests/support/until.ts';
import { type Catalogue, startCatalogue } from './shop.ts';

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue();
});
afterAll(() => shop?.stop());

type Query = Partial<Input<typeof catalogue.listProducts>['query']>;
const list = (query: Query = {}) => send(shop.url, catalogue.listProducts, { query });
const search = (q: string, query: Query = {}) =>
  send(shop.url, catalogue.searchProducts, { query: { q, ...query } });
const get = (sku: string) => send(shop.url, catalogue.getProduct, { params: { sku } });
const stock = async (sku: string) =>
  (await send(shop.url, catalogue.getStock, { params: { sku } }, { token: shop.admin })).body;
const names = ({ body }: { body: catalogue.ProductPage }) => body.items.map(({ name }) => name);

/** A new product of the admin's. */
async function added(stockToBegin: number, more: object = {}): Promise<string> {
  const sku = `NEW-${uuid().slice(24)}`;
  const body = {
    sku,
    name: 'Patient Kettle',
    description: 'Waits until you are ready.',
    price: { amount: 4_990, currency: 'EUR' },
    categories: ['household'],
    attributes: { Colour: 'Copper' },
    weightGrams: 900,
    stock: stockToBegin,
    ...more,
  };
  const answer = await send(shop.url, catalogue.createProduct, { body }, { token: shop.admin });
  expect(answer).toMatchObject({ status: 201, body: { sku, available: stockToBegin } });
  return sku;
}

describe('browsing', () => {
  it('shows a product with its price, stock and picture', async () => {
    const { status, body } = await get('STAN-1');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: 'Stan',
      price: { amount: 6_700, currency: 'EUR' },
      categories: ['robot', 'artificial-intelligence'],
      image: '/robots/STAN-1.svg',
      rating: { average: 0, count: 0 },
    });
    expect(await get('NOPE')).toMatchObject({ status: 404, body: { code: 'product_not_found' } });
  });

  it('goes through all products page by page, each once', async () => {
    const first = await list({ size: 50 });
    const seen = new Set(first.body.items.map(({ sku }) => sku));
    for (let page = 2; seen.size < first.body.total; page++) {
      const next = await list({ size: 50, page });
      expect(next.body.items.length).toBeGreaterThan(0);
      for (const { sku } of next.body.items) seen.add(sku);
    }
    expect(seen.size).toBe(first.body.total);
    expect((await list({ page: 500 })).body).toMatchObject({ items: [], total: first.body.total });
  });

  it('sorts by price, name and age', async () => {
    const prices = (await list({ sort: '-price', size: 100 })).body.items.map(({ price }) => price.amount);
    expect(prices).toEqual([...prices].sort((a, b) => b - a));
    const ages = (await list({ sort: 'newest', size: 100 })).body.items.map(({ createdAt }) => createdAt);
    expect(ages).toEqual([...ages].sort().reverse());
  });

  it('narrows by category, facets, price and stock, and counts what another choice would bring', async () => {
    const query: Query = {
      category: 'garden',
      attribute: ['Mobility:Wheels', 'Mobility:Legs'],
      inStock: true,
      size: 100,
    };
    const { body } = await list(query);
    expect(body.total).toBeGreaterThan(0);
    for (const item of body.items) {
      expect(item.categories).toContain('garden');
      expect(['Wheels', 'Legs']).toContain(item.attributes['Mobility']);
      expect(item.available).toBeGreaterThan(0);
    }
    const tracks = body.facets
      .find(({ name }) => name === 'Mobility')
      ?.values.find(({ value }) => value === 'Tracks');
    const instead = await list({ ...query, attribute: ['Mobility:Tracks'] });
    expect(tracks?.count).toBe(instead.body.total);
    const dear = await list({ minPrice: 100_000, maxPrice: 200_000, size: 100 });
    expect(dear.body.items.every(({ price }) => price.amount >= 100_000 && price.amount <= 200_000)).toBe(
      true,
    );
    expect(await list({ category: 'submarines' })).toMatchObject({
      status: 404,
      body: { code: 'category_not_found' },
    });
  });

  it('names the categories with how many products each has', async () => {
    const { body } = await send(shop.url, catalogue.listCategories);
    expect(body.items).toContainEqual({
      slug: 'artificial-intelligence',
      name: 'Artificial Intelligence',
      products: 3,
    });
    const robots = body.items.find(({ slug }) => slug === 'robot');
    expect((await list({ category: 'robot' })).body.total).toBe(robots?.products);
  });

  it('joins products for services, and for nobody else', async () => {
    const query = { sku: ['UHJ', 'NOPE', 'RED', 'UHJ'] };
    const token = await serviceToken('cart', 'catalogue');
    const { body } = await send(shop.url, catalogue.findProducts, { query }, { token });
    expect(body.items.map(({ sku }) => sku)).toEqual(['UHJ', 'RED']);
    expect(await send(shop.url, catalogue.findProducts, { query }, { token: shop.admin })).toMatchObject({
      status: 403,
    });
    expect(await send(shop.url, catalogue.findProducts, { query })).toMatchObject({ status: 401 });
  });
});

describe('searching', () => {
  it('finds by name, by the beginning of a word and with typing errors', async () => {
    for (const words of ['harvesting juggernaut', 'harv jugg', 'harvestng jugernaut', 'HARVESTING', 'uhj']) {
      expect(names(await search(words))[0], words).toBe('Ultimate Harvesting Juggernaut');
    }
  });

  it('puts a name before a description, and takes facets too', async () => {
    const grippers = await search('gripper', { size: 100 });
    const first = grippers.body.items.findIndex(({ name }) => !name.includes('Gripper'));
    expect(
      grippers.body.items
        .slice(first === -1 ? Number.POSITIVE_INFINITY : first)
        .some(({ name }) => name.includes('Gripper')),
    ).toBe(false);
    const colour = grippers.body.facets.find(({ name }) => name === 'Colour')?.values[0];
    const narrowed = await search('gripper', { attribute: [`Colour:${colour?.value}`] });
    expect(narrowed.body.total).toBe(colour?.count);
  });

  it('suggests something else when nothing matches, and completes while one types', async () => {
    const nothing = await search('qqqqqqqqzz');
    expect(nothing.body).toMatchObject({ items: [], total: 0 });
    expect(nothing.body.suggestions.length).toBeGreaterThan(0);
    const typed = await send(shop.url, catalogue.suggestProducts, { query: { q: 'chess f' } });
    expect(typed.body.items[0]).toMatchObject({
      name: expect.stringContaining('Chess Friend'),
      price: { currency: 'EUR' },
    });
  });
});

describe('what an admin does', () => {
  it('shows in the shop at once, and is announced', async () => {
    const sku = await added(3);
    expect(names(await search('patient kettle'))).toContain('Patient Kettle');
    await shop.broker.hear(catalogue.productAdded, (event) => event.sku === sku);
    const params = { sku };
    const token = shop.admin;
    const changed = await send(
      shop.url,
      catalogue.updateProduct,
      { params, body: { name: 'Eager Samovar' } },
      { token },
    );
    expect(changed.body).toMatchObject({
      name: 'Eager Samovar',
      attributes: { Colour: 'Copper' },
      available: 3,
    });
    expect((await search('samovar')).body.items[0]?.sku).toBe(sku);
    expect(await send(shop.url, catalogue.deleteProduct, { params }, { token })).toMatchObject({
      body: { ok: true },
    });
    expect((await get(sku)).status).toBe(404);
    expect((await search('samovar')).body.items.map((item) => item.sku)).not.toContain(sku);
    await shop.broker.hear(catalogue.productChanged, (event) => event.sku === sku && event.removed);
  });

  it('can bring back what was taken off, and cannot add a SKU twice', async () => {
    const sku = await added(3);
    const body = {
      sku,
      name: 'Again',
      description: 'x',
      price: { amount: 1, currency: 'EUR' },
      categories: ['tools'],
      weightGrams: 1,
      stock: 7,
    };
    const create = () => send(shop.url, catalogue.createProduct, { body }, { token: shop.admin });
    expect(await create()).toMatchObject({ status: 409, body: { code: 'sku_taken' } });
    await send(shop.url, catalogue.deleteProduct, { params: { sku } }, { token: shop.admin });
    expect(await create()).toMatchObject({ status: 201, body: { name: 'Again', available: 7 } });
    expect(await stock(sku)).toMatchObject({ available: 7, stocked: 7 });
  });

  it('corrects the stock, never below zero, however many do so at once', async () => {
    const sku = await added(10);
    const take = (change: number) =>
      send(
        shop.url,
        catalogue.adjustStock,
        { params: { sku }, body: { change, reason: 'counted' } },
        { token: shop.admin },
      );
    const answers = await Promise.all(Array.from({ length: 12 }, () => take(-1)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    expect(answers.find(({ status }) => status !== 200)).toMatchObject({
      status: 409,
      body: { code: 'stock_below_zero' },
    });
    await until('the index sells it out', async () =>
      (await search('patient kettle', { inStock: true, size: 100 })).body.items.every(
        (item) => item.sku !== sku,
      ),
    );
    expect((await take(5)).body).toMatchObject({ available: 5, stocked: 5 });
    await until('the index has it again', async () =>
      (await search('patient kettle', { inStock: true, size: 100 })).body.items.some(
        (item) => item.sku === sku,
      ),
    );
  });

  it('is for admins only, and for products that exist', async () => {
    const params = { sku: 'UHJ' };
    const member = await shop.issuer.token({ kind: 'member' });
    const body = { change: 1, reason: 'x' };
    for (const [token, status] of [
      [undefined, 401],
      [member, 403],
    ] as const) {
      const options = token === undefined ? {} : { token };
      expect((await send(shop.url, catalogue.deleteProduct, { params }, options)).status).toBe(status);
      expect((await send(shop.url, catalogue.adjustStock, { params, body }, options)).status).toBe(status);
      expect((await send(shop.url, catalogue.getStock, { params }, options)).status).toBe(status);
      expect(
        (await send(shop.url, catalogue.updateProduct, { params, body: { name: 'Mine' } }, options)).status,
      ).toBe(status);
    }
    const nowhere = await send(
      shop.url,
      catalogue.adjustStock,
      { params: { sku: 'NOPE' }, body },
      { token: shop.admin },
    );
    expect(nowhere).toMatchObject({ status: 404, body: { code: 'product_not_found' } });
  });
});

describe('bad input', () => {
  it.each([
    ['an unknown field', '/products?colour=red'],
    ['page zero', '/products?page=0'],
    ['a page that is no number', '/products?page=two'],
    ['a page that is too big', '/products?size=1000'],
    ['an attribute without a value', '/products?attribute=Colour'],
    ['an unknown sort', '/products?sort=best'],
    ['an empty search', '/search?q=%20'],
    ['a search that is too long', `/search?q=${'a'.repeat(121)}`],
    ['an operator for a SKU', '/products/%7B%22$gt%22%3A%22%22%7D'],
  ])('%s is refused with 400', async (_, path) => {
    const answer = await fetch(shop.url + path);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid_request', issues: [{}] });
  });

  it('names that mean something to JavaScript or MongoDB are just names', async () => {
    for (const name of ['constructor', '__proto__', '$where', 'a.b']) {
      expect((await list({ attribute: [`${name}:x`] })).body).toMatchObject({ items: [], total: 0 });
    }
    const attributes = { 'Max. load': '5 kg', $price: 'low', constructor: 'us' };
    expect((await get(await added(1, { attributes }))).body.attributes).toEqual(attributes);
  });

  it.each([
    ['a price below zero', { price: { amount: -1, currency: 'EUR' } }],
    ['a price in cents and a half', { price: { amount: 1.5, currency: 'EUR' } }],
    ['a currency we do not take', { price: { amount: 1, currency: 'GBP' } }],
    ['no category', { categories: [] }],
    ['a field nobody knows', { available: 5 }],
    ['too long a name', { name: 'a'.repeat(121) }],
  ])('%s changes nothing', async (_, body) => {
    const before = (await get('UHJ')).body;
    const answer = await send(
      shop.url,
      catalogue.updateProduct,
      { params: { sku: 'UHJ' }, body },
      { token: shop.admin },
    );
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect((await get('UHJ')).body).toEqual(before);
  });
});

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
    await until('it sorts by it', async () => (await list({ sort: 'rating' })).body.items[0]?.sku === sku);
  });
});

describe('stock for orders', () => {
  const soon = (ms = 60_000) => new Date(Date.now() + ms).toISOString();
  const reserve = (orderId: string, lines: catalogue.StockLine[], expiresAt = soon(), times = 1) =>
    shop.broker.say(catalogue.reserveStock, { orderId, lines, expiresAt }, times);
  const of = (orderId: string) => (event: { orderId: string }) => event.orderId === orderId;

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
    await reserve(orderId, [{ sku, quantity: 1 }], soon(700));
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
    const health = await fetch(`${shop.url}/health`).then((answer) => answer.json());
    expect(
      health.dependencies.map(({ name, status }: { name: string; status: string }) => [name, status]),
    ).toEqual([
      ['mongodb', 'up'],
      ['rabbitmq', 'up'],
      ['search-index', 'up'],
    ]);
    const metrics = await fetch(`${shop.url}/metrics`).then((answer) => answer.text());
    for (const name of ['stock_holds', 'stock_refused_total', 'stock_expired_total', 'products']) {
      expect(Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(metrics)?.[1]), name).toBeGreaterThan(0);
    }
  });

  it('heals an index that missed a message', async () => {
    const sku = await added(2);
    const { Mongo } = await import('../src/mongo.store.ts');
    const products = shop.app.get(Mongo).database().collection<{ _id: string }>('products');
    await products.updateOne({ _id: sku }, { $set: { name: 'Silent Bellows', updatedAt: new Date() } });
    await until('the name is found', async () => names(await search('bellows')).includes('Silent Bellows'));
  });
});
