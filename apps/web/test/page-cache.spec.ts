import { setTimeout as wait } from 'node:timers/promises';
import { catalogue, ratings } from '@shop/contracts';
import { log } from '@shop/service/plain';
import type { CacheEntry } from 'next/cache.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBroker } from '../../../tests/support/broker.ts';
import { redisUrl, unique } from '../../../tests/support/stores.ts';
import { until } from '../../../tests/support/until.ts';
import { listenForChanges } from '../src/gateway/cache/news.ts';
import { PageCache } from '../src/gateway/cache/page-cache.store.ts';
import { NOT_KEPT, tags } from '../src/gateway/cache/tags.ts';

log.level = 'silent';
const opened: PageCache[] = [];
function replica(url = redisUrl()): PageCache {
  const cache = new PageCache();
  cache.connect(url);
  opened.push(cache);
  return cache;
}

const streamOf = (...chunks: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
const entry = (text: string, about: string[], timestamp = Date.now()): Promise<CacheEntry> =>
  Promise.resolve({ value: streamOf(text), tags: about, timestamp, stale: 0, revalidate: 60, expire: 900 });
const read = async (cache: PageCache, key: string): Promise<string | undefined> => {
  await cache.refreshTags();
  const found = await cache.get(key);
  return found === undefined ? undefined : new Response(found.value).text();
};
/** Waits until it is there, for a replica that gives a slow Redis a rest. */
const has = (cache: PageCache, key: string, text: string) =>
  until(`${text} is there`, async () => (await read(cache, key)) === text);
/** Stores until it is there: a connection takes a moment. */
const keep = (cache: PageCache, key: string, text: string, about: string[] = []) =>
  until('kept', async () => {
    await cache.set(key, entry(text, about));
    return (await read(cache, key)) === text;
  });

afterAll(() => {
  for (const cache of opened) cache.close();
});

describe('what pages are made of', () => {
  it('is there for every replica, as often as it is asked for', async () => {
    const [one, other] = [replica(), replica()];
    const key = unique('key');
    await keep(one, key, 'a robot, grün');
    await has(other, key, 'a robot, grün');
    await has(other, key, 'a robot, grün');
  });

  it('is not there any more for any replica once it has changed, also what was asked for just then', async () => {
    const [one, other] = [replica(), replica()];
    const [changed, untouched] = [unique('key'), unique('key')];
    const tag = tags.product(unique('SKU'));
    await keep(one, changed, 'old', [tags.products, tag]);
    await keep(one, untouched, 'same', [unique('tag')]);
    await has(other, changed, 'old');
    const justThen = Date.now();
    await until('the change is known', () => one.mark([tag]).then(() => true));
    await has(other, untouched, 'same');
    expect(await read(other, changed)).toBeUndefined();
    await has(one, untouched, 'same');
    expect(await read(one, changed)).toBeUndefined();
    await one.set(changed, entry('old still', [tag], justThen));
    await has(other, untouched, 'same');
    expect(await read(other, changed)).toBeUndefined();
    await keep(one, changed, 'new', [tag]);
    await has(other, changed, 'new');
  });

  it('is not kept when it was a failure, too long, or broke off', async () => {
    const cache = replica();
    await keep(cache, unique('key'), 'connected');
    const key = unique('key');
    await cache.set(key, entry('away', [NOT_KEPT]));
    await cache.set(key, entry('x'.repeat(100_000), []));
    const broken = new ReadableStream<Uint8Array>({
      start: (controller) => controller.error(new Error('gone')),
    });
    await expect(
      cache.set(
        key,
        entry('', []).then((all) => ({ ...all, value: broken })),
      ),
    ).rejects.toThrow('gone');
    expect(await read(cache, key)).toBeUndefined();
  });

  it('is asked for anew while Redis is away, and nobody waits long for that', async () => {
    const cache = replica('redis://127.0.0.1:1');
    const started = performance.now();
    await cache.set('key', entry('lost', []));
    expect(await read(cache, 'key')).toBeUndefined();
    await cache.updateTags(['any']);
    // Redis may take half a minute to be found again.
    expect(performance.now() - started).toBeLessThan(8_000);
    await expect(cache.mark(['any'])).rejects.toMatchObject({ code: 'service_unavailable' });
  });
});

describe('news of the shop', () => {
  let broker: Awaited<ReturnType<typeof startBroker>>;
  beforeAll(async () => {
    broker = await startBroker();
  });
  afterAll(() => broker.stop());

  it('reaches the cache once for all replicas, again when the cache was away', async () => {
    const marked: string[][] = [];
    let refuse = 2;
    const cache = {
      mark: async (changed: string[]) => {
        if (refuse-- > 0) throw new Error('away');
        marked.push(changed);
      },
    };
    const retries = { delaysMs: [20], attempts: 5, unavailableAttempts: 5, unhandledAttempts: 5 };
    const listeners = [1, 2].map(() => listenForChanges(cache, { url: broker.url, retries }));
    await until('listening', () => listeners.every(({ alive }) => alive));
    await broker.say(catalogue.productChanged, { sku: 'BOT', removed: false });
    await broker.say(ratings.averageChanged, { sku: 'BOT', count: 1, sum: 5, version: 1 });
    await until('heard', () => marked.length >= 2);
    await wait(100);
    expect(marked.sort()).toEqual([['product:BOT', 'products'], ['reviews:BOT']]);
    await Promise.all(listeners.map((one) => one.close()));
  });
});
