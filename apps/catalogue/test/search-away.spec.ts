import { createServer, type Server, type Socket } from 'node:net';
import { catalogue } from '@shop/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { until } from '../../../tests/support/until.ts';
import { type Catalogue, startCatalogue } from './shop.ts';

/** How long a question may take when the search server takes it and never answers. */
const LIMIT_MS = 1_500;

describe('with a search server that is away', () => {
  let shop: Catalogue;
  const held = new Set<Socket>();
  let server: Server;
  beforeAll(async () => {
    // Takes every connection, and says nothing.
    server = createServer((socket) => void held.add(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    shop = await startCatalogue({ SEARCH_URL: `http://127.0.0.1:${port}`, SEARCH_PASSWORD: 'x' });
  });
  afterAll(async () => {
    await shop?.stop();
    for (const socket of held) socket.destroy();
    server?.close();
  });

  const health = async () => (await fetch(`${shop.url}/health`)).json();
  const asShoppersDo = async () => {
    const listed = await send(shop.url, catalogue.listProducts, {
      query: { category: 'garden', inStock: true },
    });
    const found = await send(shop.url, catalogue.searchProducts, { query: { q: 'harvestng jugernaut' } });
    const typed = await send(shop.url, catalogue.suggestProducts, { query: { q: 'chess f' } });
    return [listed.body.items.length > 0, found.body.items[0]?.name, typed.body.items[0]?.name];
  };
  const right = [true, 'Ultimate Harvesting Juggernaut', expect.stringContaining('Chess Friend')];

  it('browses, searches and completes from memory, and tells the operator', async () => {
    await until('the server is asked', async () => held.size > 0);
    const started = performance.now();
    expect(await asShoppersDo()).toEqual(right);
    expect(performance.now() - started).toBeLessThan(3 * LIMIT_MS);
    await expect.poll(health).toMatchObject({
      status: 'degraded',
      ready: true,
      dependencies: expect.arrayContaining([
        expect.objectContaining({
          name: 'search-server',
          status: 'down',
          error: expect.stringContaining('memory'),
        }),
      ]),
    });
    const metrics = await (await fetch(`${shop.url}/metrics`)).text();
    expect(metrics).toMatch(/^search_server_used 0$/m);
    expect(metrics).toMatch(/^search_answers_total\{engine="memory"\} [1-9]/m);
  });

  it('does so too when nothing listens there', async () => {
    for (const socket of held) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await until('nobody listens any more', async () => /ECONNREFUSED/.test(JSON.stringify(await health())));
    expect(await asShoppersDo()).toEqual(right);
    await expect.poll(health).toMatchObject({ status: 'degraded', ready: true });
  });
});
