import { catalogue, type Input } from '@shop/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { serviceToken } from '../../../tests/support/tokens.ts';
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
    expect(body.items).toContainEqual(
      expect.objectContaining({
        slug: 'artificial-intelligence',
        name: 'Artificial Intelligence',
        products: 3,
      }),
    );
    const robots = body.items.find(({ slug }) => slug === 'robot');
    expect((await list({ category: 'robot' })).body.total).toBe(robots?.products);
  });

  it('tells how many there are of some products, and is silent about what there is not', async () => {
    const { body: product } = await send(shop.url, catalogue.getProduct, { params: { sku: 'UHJ' } });
    const { body } = await send(shop.url, catalogue.listAvailable, {
      query: { sku: ['UHJ', 'NOPE', 'UHJ'] },
    });
    expect(body.items).toEqual([{ sku: 'UHJ', available: product.available }]);
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
    const category = async (q: string) =>
      (await send(shop.url, catalogue.suggestProducts, { query: { q } })).body.categories.map(
        ({ slug }) => slug,
      );
    expect(await category('grip')).toEqual(['grippers']);
    expect(await category('toy rob')).toEqual(['toy-robots']);
    expect(await category('claw')).toEqual(['grippers']);
    expect(await category('the')).toEqual([]);
  });
});
