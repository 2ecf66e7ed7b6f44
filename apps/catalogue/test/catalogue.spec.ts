import { catalogue, type Input } from '@shop/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { serviceToken } from '../../../tests/support/tokens.ts';
import { until } from '../../../tests/support/until.ts';
import { addProduct, type Catalogue, startCatalogue } from './shop.ts';

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue();
});
const added = (stock: number, more = {}) => addProduct(shop, stock, more);
afterAll(() => shop?.stop());

type Query = Partial<Input<typeof catalogue.listProducts>['query']>;
const list = (query: Query = {}) => send(shop.url, catalogue.listProducts, { query });
const search = (q: string, query: Query = {}) =>
  send(shop.url, catalogue.searchProducts, { query: { q, ...query } });
const get = (sku: string) => send(shop.url, catalogue.getProduct, { params: { sku } });
const stock = async (sku: string) =>
  (await send(shop.url, catalogue.getStock, { params: { sku } }, { token: shop.admin })).body;
const names = ({ body }: { body: catalogue.ProductPage }) => body.items.map(({ name }) => name);

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
