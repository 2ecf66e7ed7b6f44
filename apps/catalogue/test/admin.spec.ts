import { catalogue, type Input } from '@shop/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { until } from '../../../tests/support/until.ts';
import { addProduct, type Catalogue, startCatalogue } from './shop.ts';

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue();
});
afterAll(() => shop?.stop());

const added = (stock: number, more = {}) => addProduct(shop, stock, more);

type Query = Partial<Input<typeof catalogue.listProducts>['query']>;
const list = (query: Query = {}) => send(shop.url, catalogue.listProducts, { query });
const search = (q: string, query: Query = {}) =>
  send(shop.url, catalogue.searchProducts, { query: { q, ...query } });
const get = (sku: string) => send(shop.url, catalogue.getProduct, { params: { sku } });
const stock = async (sku: string) =>
  (await send(shop.url, catalogue.getStock, { params: { sku } }, { token: shop.admin })).body;
const names = ({ body }: { body: catalogue.ProductPage }) => body.items.map(({ name }) => name);

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
    expect(await get(sku)).toMatchObject({ status: 410, body: { code: 'product_gone' } });
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
    const told = (event: { sku: string; change: number }) => event.sku === sku && event.change === 5;
    expect(await shop.broker.hear(catalogue.stockAdjusted, told)).toMatchObject({
      by: { name: 'Ada' },
      reason: 'counted',
    });
    const all = () => shop.broker.all(catalogue.stockAdjusted, ({ sku: of }) => of === sku);
    await until('each is told', () => all().length === 11);
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
