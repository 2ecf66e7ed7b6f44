import { catalogue, type Input } from '@shop/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { addProduct, type Catalogue, startCatalogue } from './shop.ts';

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue();
});
afterAll(() => shop?.stop());

const get = (sku: string) => send(shop.url, catalogue.getProduct, { params: { sku } });
const update = (sku: string, body: Input<typeof catalogue.updateProduct>['body']) =>
  send(shop.url, catalogue.updateProduct, { params: { sku }, body }, { token: shop.admin });
const skus = async (sku: string) => (await get(sku)).body.family?.members.map((member) => member.sku);

describe('products that come in several versions', () => {
  it('show each other, with what they differ in, their price and whether they can be had', async () => {
    const { body } = await get('TIDY-WHITE-WHEELS');
    expect(body.family).toMatchObject({ slug: 'tidy-home-helper', options: ['Colour', 'Mobility'] });
    expect(body.family?.members).toHaveLength(5);
    expect(body.family?.members).toContainEqual({
      sku: 'TIDY-WHITE-LEGS',
      name: 'Tidy Home Helper, white, legs',
      options: { Colour: 'White', Mobility: 'Legs' },
      price: { amount: 89_000, currency: 'EUR' },
      image: '/robots/TIDY-WHITE-LEGS.svg',
      available: 0,
    });
  });

  it('come and go with what a merchant says of them', async () => {
    const family = { slug: `kettle-${Date.now()}`, options: ['Colour'] };
    const copper = await addProduct(shop, 3, { family });
    expect(await skus(copper)).toEqual([copper]);
    const white = await addProduct(shop, 3, { attributes: { Colour: 'White' }, family });
    const both = [copper, white].sort();
    expect(await skus(copper)).toEqual(both);
    await update(white, { family: null });
    expect(await skus(copper)).toEqual([copper]);
    expect((await get(white)).body.family).toBeNull();
    await update(white, { family });
    expect(await skus(white)).toEqual(both);
    await send(shop.url, catalogue.deleteProduct, { params: { sku: white } }, { token: shop.admin });
    expect(await skus(copper)).toEqual([copper]);
  });

  it('have every attribute that they are told apart by', async () => {
    const refused = { status: 422, body: { code: 'family_unfit' } };
    const sku = await addProduct(shop, 3, { family: { slug: 'lone', options: ['Colour'] } });
    expect(await update(sku, { family: { slug: 'lone', options: ['Size'] } })).toMatchObject(refused);
    expect(await update(sku, { attributes: { Size: 'L' } })).toMatchObject(refused);
    expect(
      await update(sku, { attributes: { Size: 'L' }, family: { slug: 'lone', options: ['Size'] } }),
    ).toMatchObject({ status: 200 });
  });

  it('are drawn in several views while nobody has uploaded a picture', async () => {
    const { images, image } = (await get('UHJ')).body;
    expect(images.map(({ src, drawn }) => [src, drawn])).toEqual([
      ['/robots/UHJ.svg', true],
      ['/robots/UHJ.close.svg', true],
      ['/robots/UHJ.box.svg', true],
    ]);
    expect(image).toBe(images[0]?.src);
  });
});
