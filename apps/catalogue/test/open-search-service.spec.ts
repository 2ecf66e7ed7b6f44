import { catalogue } from '@shop/contracts';
import { MongoLease } from '@shop/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { unique } from '../../../tests/support/stores.ts';
import { until } from '../../../tests/support/until.ts';
import { type Link, openLink } from '../../../tools/chaos/src/proxy.ts';
import { Mongo } from '../src/mongo.store.ts';
import { ProductStore } from '../src/product.store.ts';
import { OpenSearchIndex } from '../src/search/open-search.index.ts';
import { definition, MAPPING_VERSION } from '../src/search/open-search.schema.ts';
import { OpenSearchStore } from '../src/search/open-search.store.ts';
import { Refill } from '../src/search/refill.service.ts';
import { fillingLease } from '../src/search/search.providers.ts';
import { addProduct, type Catalogue, startCatalogue } from './shop.ts';

const url = process.env['SEARCH_TEST_URL'];

/** The catalogue, with a real OpenSearch behind a line that can be cut. */
describe.skipIf(url === undefined)('a catalogue that searches on OpenSearch', () => {
  const alias = unique('shop').replace('_', '-');
  let link: Link;
  let shop: Catalogue;
  let direct: OpenSearchStore;
  beforeAll(async () => {
    const { hostname: host, port } = new URL(url ?? '');
    link = await openLink();
    link.leadTo({ host, port: Number(port) });
    direct = new OpenSearchStore({ url: url ?? '', user: 'nobody', alias });
    shop = await startCatalogue({ SEARCH_URL: `http://127.0.0.1:${link.port}`, SEARCH_INDEX: alias });
    await until('the server is used', serverAnswers);
  });
  afterAll(async () => {
    await shop?.stop();
    await direct?.dropAllBut('');
    await direct?.close();
    await link?.close();
  });

  const health = async () => (await (await fetch(`${shop.url}/health`)).json()) as { status: string };
  const serverAnswers = async () => (await health()).status === 'ok';
  const answers = async (engine: string) => {
    const metrics = await (await fetch(`${shop.url}/metrics`)).text();
    return Number(
      new RegExp(`^search_answers_total\\{engine="${engine}"\\} (\\d+)`, 'm').exec(metrics)?.[1] ?? 0,
    );
  };
  const search = (q: string) => send(shop.url, catalogue.searchProducts, { query: { q } });
  const skusFor = async (q: string) => (await search(q)).body.items.map(({ sku }) => sku);
  const onServer = async (words: string) =>
    (await new OpenSearchIndex(direct).find({ words, attributes: new Map(), sort: 'name', page: 1, size: 9 }))
      ?.skus;

  it('asks it, and shows a change at once to whoever made it', async () => {
    const before = await answers('server');
    expect((await search('harvestng jugernaut')).body.items[0]?.name).toBe('Ultimate Harvesting Juggernaut');
    const sku = await addProduct(shop, 3, { name: 'Quixotic Teapot' });
    expect(await skusFor('quixotic')).toEqual([sku]);
    await send(shop.url, catalogue.deleteProduct, { params: { sku } }, { token: shop.admin });
    expect(await skusFor('quixotic')).toEqual([]);
    expect(await answers('server')).toBeGreaterThanOrEqual(before + 3);
  });

  it.each(['reset', 'black-hole'] as const)(
    'searches in memory while the line is cut (%s), and tells the server afterwards what it missed',
    async (kind) => {
      const gone = await addProduct(shop, 3, { name: `Perishable ${kind}` });
      link.fault({ kind, delayMs: 0 });
      const started = performance.now();
      for (let i = 0; i < 10; i++) expect((await search('juggernaut')).status).toBe(200);
      const tookMs = Math.round(performance.now() - started);
      const sku = await addProduct(shop, 3, { name: `Latecomer ${kind}` });
      await send(shop.url, catalogue.deleteProduct, { params: { sku: gone } }, { token: shop.admin });
      expect(await skusFor(`latecomer ${kind}`)).toEqual([sku]);
      expect(await health()).toMatchObject({ status: 'degraded', ready: true });
      link.calm();
      const back = performance.now();
      await until('the server is used', serverAnswers);
      console.info(
        `${kind}: 10 searches in ${tookMs} ms while it was away, used again ${Math.round(performance.now() - back)} ms after`,
      );
      expect(await onServer(`latecomer ${kind}`)).toEqual([sku]);
      expect(await onServer(`perishable ${kind}`)).not.toContain(gone);
    },
  );

  it('is filled anew while it is searched, by one at a time, and nothing is missed', async () => {
    const mongo = new Mongo({ url: shop.env.MONGO_URL, allowStandIn: true });
    await mongo.open();
    const refill = () =>
      new Refill({
        store: direct,
        products: new ProductStore(mongo),
        lease: () => fillingLease(mongo, alias),
      });
    const before = await direct.live();
    const memoryBefore = await answers('memory');
    let asked = 0;
    let filling = true;
    const shoppers = (async () => {
      for (; filling; asked++) expect((await search('juggernaut')).body.total).toBeGreaterThan(0);
    })();
    const fillings = Promise.allSettled([refill().anew(), refill().anew()]);
    const sku = await addProduct(shop, 3, { name: 'Meanwhile Lamp' });
    const outcomes = await fillings;
    await until('shoppers have searched', async () => asked > 20);
    filling = false;
    await shoppers;
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const after = await direct.live();
    expect(after?.version).toBe(MAPPING_VERSION);
    expect(after?.name).not.toBe(before?.name);
    expect(await direct.names()).toEqual([after?.name]);
    expect(await onServer('meanwhile lamp')).toEqual([sku]);
    expect(await answers('memory')).toBe(memoryBefore);
    await mongo.connection.close();
  });

  it('is filled anew when its mapping is of an older version, and left alone when it is of a newer one', async () => {
    const { hostname, port } = new URL(url ?? '');
    const made = async (version: number) => {
      const name = `${alias}-of-${version}`;
      const body = {
        ...definition,
        mappings: { ...definition.mappings, _meta: { version } },
        aliases: { [name]: {} },
      };
      await fetch(`http://${hostname}:${port}/${name}-v${version}-x`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return name;
    };
    const older = await made(MAPPING_VERSION - 1);
    const newer = await made(MAPPING_VERSION + 1);
    const replica = (name: string) =>
      startCatalogue({ SEARCH_URL: url ?? '', SEARCH_INDEX: name, MONGO_URL: shop.env.MONGO_URL });
    const [up, back] = [await replica(older), await replica(newer)];
    const said = async (one: Catalogue) => JSON.stringify(await (await fetch(`${one.url}/health`)).json());
    await until('the older index is made anew', async () => /"status":"ok"/.test(await said(up)));
    await until('the newer index is seen', async () => /made by a newer release/.test(await said(back)));
    expect((await send(back.url, catalogue.searchProducts, { query: { q: 'uhj' } })).body.total).toBe(1);
    for (const name of [older, newer]) {
      const store = new OpenSearchStore({ url: url ?? '', user: 'nobody', alias: name });
      expect((await store.live())?.version).toBe(name === older ? MAPPING_VERSION : MAPPING_VERSION + 1);
      expect(await store.names()).toHaveLength(1);
      await store.dropAllBut('');
      await store.close();
    }
    await Promise.all([up.stop(), back.stop()]);
  });

  it('does not let old news undo newer', async () => {
    const entry = { sku: 'OLD-1', updatedAt: 2_000, removed: true };
    await direct.write([entry], { seen: true });
    await direct.write([{ ...entry, updatedAt: 1_000, removed: false, name: 'Old News' }], { seen: true });
    expect(await onServer('old news')).not.toContain('OLD-1');
  });

  it('gives the work up when another replica has taken it over', async () => {
    const leases = {
      updateOne: async () => Promise.reject(Object.assign(new Error('taken'), { code: 11_000 })),
    };
    const refill = new Refill({
      store: direct,
      products: { async *indexable() {} },
      lease: () => new MongoLease(leases, 'x'),
    });
    await expect(refill.anew()).rejects.toThrow('another replica');
  });
});
