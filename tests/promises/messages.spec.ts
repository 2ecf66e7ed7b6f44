import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stores, startStores } from '../../tools/stack/src/stores/stores.ts';
import { testFolder } from '../setup/stores.ts';
import { until } from '../support/until.ts';
import { ledgerOf } from './fixtures/entry.ts';
import { listening } from './support/behind.ts';
import { buildLibraries, type Kind, openPair, type Pair } from './support/ledger.ts';
import { figure, percentile, scale, secondsSince } from './support/scale.ts';

const kinds: readonly Kind[] = ['mongodb', 'mysql'];
const folder = testFolder('messages');
let stores: Stores;
let pairs: Pair[] = [];

/** A pair for each kind of outbox, with as many entries each. */
async function open(total: number): Promise<Pair[]> {
  const url = stores.amqpUrl;
  await Promise.all(pairs.map((pair) => pair.close()));
  pairs = await Promise.all(kinds.map((kind) => openPair(kind, url, total, folder)));
  return pairs;
}
/** Ledgers first: an event that nobody has ever asked for goes to nobody. */
async function startAll(till: Parameters<Pair['start']>[1] = {}): Promise<void> {
  for (const pair of pairs) pair.start('ledger');
  await listening(stores.amqpUrl, kinds.map(ledgerOf));
  for (const pair of pairs) pair.start('till', till);
}
const sum = async (number: (pair: Pair) => Promise<number>): Promise<number> =>
  (await Promise.all(pairs.map(number))).reduce((all, one) => all + one, 0);
const counted = (): Promise<number> => sum(async ({ store }) => (await store.counted()).length);

/** Each entry of each pair was counted once; tells the lags. */
async function everyEntryOnce(total: number): Promise<number[]> {
  const lags: number[] = [];
  for (const { store } of pairs) {
    const entries = await store.counted();
    expect(entries.map(({ n }) => n).sort((a, b) => a - b)).toEqual(
      Array.from({ length: total }, (_, n) => n),
    );
    lags.push(...entries.map(({ lag }) => lag));
  }
  return lags;
}

beforeAll(async () => {
  await buildLibraries();
  stores = await startStores({ folder, which: ['rabbitmq'], from: 'private' });
});
afterAll(async () => {
  await Promise.all(pairs.map((pair) => pair.close()));
  await stores?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

describe('messages', () => {
  it('R6: none is lost and each has its effect once, while broker, sender and receiver are killed', async () => {
    const total = scale(1_500, 25_000);
    const kills = scale(2, 10);
    await open(total);
    await startAll();
    const began = Date.now();
    for (let kill = 1; kill <= kills; kill += 1) {
      // Killed in the middle of the work, of which there is as much before each kill.
      const due = (kill * 2 * total) / (kills + 1);
      await until(`${due} entries`, async () => (await counted()) >= due, 120_000);
      await stores.kill('rabbitmq');
      for (const pair of pairs) {
        const role = kill % 2 === 0 ? 'till' : 'ledger';
        expect(await pair.kill(role), `the ${role} ended by itself`).toBeUndefined();
        pair.start(role);
      }
      await stores.servers.rabbitmq?.start();
    }
    await until('every entry', async () => (await counted()) >= 2 * total, 180_000);
    await until('empty outboxes', async () => (await sum(({ store }) => store.waiting())) === 0);
    await everyEntryOnce(total);
    const again = await sum(({ store }) => store.duplicates());
    const share = ((again / (2 * total)) * 100).toFixed(2);
    figure(
      'R6',
      `${2 * total} events, ${kills} kills of the broker, ${kills} of senders and receivers, 0 lost, ${2 * total} effects, ${again} duplicates passed over (${share} %), ${secondsSince(began)}`,
    );
  });

  it('R7: wait in no outbox for long, and a backlog drains', async () => {
    const total = scale(500, 6_000);
    await open(total);
    await startAll({ RATE: '100' });
    await until('every entry', async () => (await counted()) >= 2 * total, 120_000);
    const lags = await everyEntryOnce(total);
    const at = (p: number): string => `p${p * 100} ${percentile(lags, p)} ms`;
    figure(
      'R7',
      `stored to handled at 200 events/s, ${2 * total} events: ${[0.5, 0.95, 0.99, 1].map(at).join(', ')}`,
    );
  });

  it('R7: a backlog drains', async () => {
    const total = scale(500, 5_000);
    await open(total);
    await startAll({ HOLD: '1' });
    await until('a backlog', async () => (await sum(({ store }) => store.made())) === 2 * total, 120_000);
    expect(await sum(({ store }) => store.waiting())).toBe(2 * total);
    for (const pair of pairs) await pair.kill('till');
    const began = Date.now();
    for (const pair of pairs) pair.start('till');
    await until('empty outboxes', async () => (await sum(({ store }) => store.waiting())) === 0, 120_000);
    const drained = secondsSince(began);
    await until('every entry', async () => (await counted()) >= 2 * total, 120_000);
    await everyEntryOnce(total);
    figure(
      'R7',
      `a backlog of ${2 * total} drained in ${drained}, the start of the relaying process included`,
    );
  });
});
