import { catalogue, type Input } from '@shop/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { addProduct, type Catalogue, startCatalogue } from './shop.ts';

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue();
});
afterAll(() => shop?.stop());

const all = async () => (await send(shop.url, catalogue.listCategories)).body.items;
const create = (body: Input<typeof catalogue.createCategory>['body'] | object) =>
  send(shop.url, catalogue.createCategory, { body }, { token: shop.admin });
const update = (slug: string, body: Input<typeof catalogue.updateCategory>['body']) =>
  send(shop.url, catalogue.updateCategory, { params: { slug }, body }, { token: shop.admin });
const remove = (slug: string) =>
  send(shop.url, catalogue.deleteCategory, { params: { slug } }, { token: shop.admin });
const list = (category: string) => send(shop.url, catalogue.listProducts, { query: { category } });

describe('categories', () => {
  it('stand in the order of the menu, the parts of one under it', async () => {
    const items = await all();
    expect(items.slice(0, 3).map(({ slug }) => slug)).toEqual(['robot', 'companion', 'household']);
    expect(items.find(({ slug }) => slug === 'companion')).toMatchObject({ parent: 'robot', products: 14 });
  });

  it('are made, filled, renamed and deleted; a shopper sees it at once', async () => {
    const made = await create({
      slug: 'kitchen',
      name: 'Kitchen',
      description: 'For cooks.',
      parent: 'robot',
    });
    expect(made).toMatchObject({ status: 201, body: { slug: 'kitchen', products: 0, position: 100 } });
    await shop.broker.hear(catalogue.categoryChanged, (event) => event.slug === 'kitchen');
    expect((await list('kitchen')).body).toMatchObject({ items: [], total: 0 });
    const sku = await addProduct(shop, 1, { categories: ['kitchen'] });
    expect((await update('kitchen', { name: 'Kitchen & Bar', position: 5 })).body).toMatchObject({
      products: 1,
    });
    expect((await all())[0]).toMatchObject({ name: 'Kitchen & Bar' });
    expect((await list('kitchen')).body.categories).toContainEqual({
      slug: 'kitchen',
      name: 'Kitchen & Bar',
      names: {},
      count: 1,
    });
    expect(await remove('kitchen')).toMatchObject({
      status: 409,
      body: { code: 'category_not_empty', facts: { products: 1 } },
    });
    await send(shop.url, catalogue.deleteProduct, { params: { sku } }, { token: shop.admin });
    expect((await remove('kitchen')).status).toBe(200);
    expect((await all()).map(({ slug }) => slug)).not.toContain('kitchen');
    expect((await list('kitchen')).status).toBe(404);
    expect((await create({ slug: 'kitchen', name: 'Kitchen' })).body).toMatchObject({ description: '' });
  });

  it('may be called something else in German, until nobody wants it', async () => {
    const named = async (slug: string) => (await all()).find((one) => one.slug === slug)?.names;
    expect(await named('toy-robots')).toEqual({ de: 'Spielzeugroboter' });
    expect((await update('toy-robots', { names: { de: 'Spielroboter' } })).body).toMatchObject({
      name: 'Toy Robots',
      names: { de: 'Spielroboter' },
    });
    expect((await list('toy-robots')).body.categories).toContainEqual(
      expect.objectContaining({ slug: 'toy-robots', name: 'Toy Robots', names: { de: 'Spielroboter' } }),
    );
    const described = async () => (await all()).find((one) => one.slug === 'toy-robots')?.descriptions;
    expect((await described())?.de).toMatch(/^Für Kinder/);
    await update('toy-robots', { descriptions: { de: 'Für die Kleinen.' } });
    expect(await described()).toEqual({ de: 'Für die Kleinen.' });
    const query = { q: 'Spielrob' };
    expect((await send(shop.url, catalogue.suggestProducts, { query })).body.categories).toMatchObject([
      { slug: 'toy-robots', names: { de: 'Spielroboter' } },
    ]);
    expect((await update('toy-robots', { names: {} })).body).toMatchObject({ names: {} });
    expect((await update('toy-robots', { names: { fr: 'Jouets' } as object })).status).toBe(400);
  });

  it('are of two levels, and none is within itself', async () => {
    const unfit = { status: 422, body: { code: 'category_parent_unfit' } };
    expect(await update('tools', { parent: 'tools' })).toMatchObject(unfit);
    expect(await update('tools', { parent: 'companion' })).toMatchObject(unfit);
    expect(await update('robot', { parent: 'tools' })).toMatchObject(unfit);
    expect(await create({ slug: 'below', name: 'Below', parent: 'nowhere' })).toMatchObject(unfit);
    expect(await remove('robot')).toMatchObject({ status: 409, body: { code: 'category_not_empty' } });
    expect((await update('tools', { parent: 'parts' })).body).toMatchObject({ parent: 'parts' });
  });

  it('cannot be made twice, and products go into those there are', async () => {
    expect(await create({ slug: 'garden', name: 'Garden' })).toMatchObject({
      status: 409,
      body: { code: 'category_taken' },
    });
    expect(await create({ slug: 'Not a slug', name: 'x' })).toMatchObject({ status: 400 });
    const missing = { status: 404, body: { code: 'category_not_found', facts: { category: 'submarines' } } };
    expect(await update('submarines', { name: 'x' })).toMatchObject(missing);
    const [sku, body] = [await addProduct(shop, 1), { categories: ['garden', 'submarines'] }];
    expect(
      await send(shop.url, catalogue.updateProduct, { params: { sku }, body }, { token: shop.admin }),
    ).toMatchObject(missing);
  });
});
