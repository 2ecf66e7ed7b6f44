import { catalogue, type Input } from '@shop/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { addProduct, type Catalogue, startCatalogue } from './shop.ts';

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue();
});
afterAll(() => shop?.stop());

const called = async (name: string) =>
  (await send(shop.url, catalogue.listAttributes)).body.items.find((one) => one.name === name);
const say = (body: Input<typeof catalogue.nameAttribute>['body'] | object) =>
  send(shop.url, catalogue.nameAttribute, { body }, { token: shop.admin });

describe('attributes', () => {
  it('of the demonstration products have German words, and are filtered by the original', async () => {
    const colour = await called('Colour');
    expect(colour).toMatchObject({ names: { de: 'Farbe' } });
    const copper = colour?.values.find(({ value }) => value === 'Copper');
    expect(copper).toMatchObject({ names: { de: 'Kupfer' } });
    const found = async (attribute: string) =>
      (await send(shop.url, catalogue.listProducts, { query: { attribute: [attribute] } })).body.total;
    expect(await found('Colour:Copper')).toBe(copper?.products);
    expect(await found('Farbe:Kupfer')).toBe(0);
  });

  it('are put into words by a merchant, value by value, and everybody hears of it', async () => {
    await addProduct(shop, 1, { attributes: { 'Max. load': '5 kg', $price: 'low' } });
    expect(await called('Max. load')).toEqual({
      name: 'Max. load',
      names: {},
      products: 1,
      values: [{ value: '5 kg', names: {}, products: 1 }],
    });
    const words = {
      name: 'Max. load',
      names: { de: 'Traglast' },
      values: [
        { value: '5 kg', names: { de: 'Kilo' } },
        { value: '5 kg', names: { de: 'fünf Kilo' } },
        { value: '9.5 kg', names: {} },
      ],
    };
    expect((await say(words)).status).toBe(200);
    await shop.broker.hear(catalogue.attributeNamed, ({ name }) => name === 'Max. load');
    expect(await called('Max. load')).toMatchObject({
      names: { de: 'Traglast' },
      values: [{ value: '5 kg', names: { de: 'fünf Kilo' } }],
    });
    expect((await say({ name: 'Max. load' })).status).toBe(200);
    expect(await called('Max. load')).toMatchObject({ names: {}, values: [{ names: {} }] });
  });

  it('have no word in a language that the shop has not, and none that is too long', async () => {
    for (const body of [
      { name: 'Colour', names: { fr: 'Couleur' } },
      { name: 'Colour', names: { de: 'x'.repeat(61) } },
    ])
      expect((await say(body)).status).toBe(400);
    expect(await called('Colour')).toMatchObject({ names: { de: 'Farbe' } });
  });
});
