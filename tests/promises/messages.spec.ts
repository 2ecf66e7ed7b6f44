import { rmSync } from 'node:fs';
import { type DeadLetter, DeadLetters } from '@shop/messaging';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stores, startStores } from '../../tools/stack/src/stores/stores.ts';
import { testFolder } from '../setup/stores.ts';
import { until } from '../support/until.ts';
import { ENTRIES_A_DOCUMENT, entryMade, entryRemade, ledgerOf } from './fixtures/entry.ts';
import type { Counted } from './fixtures/stores.ts';
import { type Behind, behind, listening } from './support/behind.ts';
import { buildLibraries, type Kind, openPair, type Pair } from './support/ledger.ts';
import { mongoIs } from './support/mongo.ts';
import { figure, isLong, percentile, scale, secondsSince } from './support/scale.ts';

const kinds: readonly Kind[] = ['mongodb', 'mysql'];
/** A multiple of four, as there are four sorts. */
const POISON_EACH = 52;
const folder = testFolder('messages');
let stores: Stores;
let mongo: string;
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

/** Each entry of each pair was counted once; tells them all. */
async function everyEntryOnce(total: number): Promise<Counted[]> {
  const all: Counted[] = [];
  for (const { store } of pairs) {
    const entries = await store.counted();
    expect(entries.map(({ n }) => n).sort((a, b) => a - b)).toEqual(
      Array.from({ length: total }, (_, n) => n),
    );
    all.push(...entries);
  }
  return all;
}

beforeAll(async () => {
  await buildLibraries();
  mongo = await mongoIs();
  stores = await startStores({ folder, which: ['rabbitmq'], from: 'private' });
});
afterAll(async () => {
  await Promise.all(pairs.map((pair) => pair.close()));
  await stores?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

describe('messages', () => {
  it('R6: none is lost and each has its effect once, while broker, sender and receiver are killed', async () => {
    const total = scale(1_000, 25_000);
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
      `${2 * total} events, ${kills} kills of the broker, ${kills} of senders and receivers, 0 lost, ${2 * total} effects, ${again} duplicates passed over (${share} %), ${secondsSince(began)}; ${mongo}`,
    );
  });

  it('R7: a backlog drains, and after it none waits for long', async () => {
    const backlog = scale(300, 5_000);
    const total = backlog + scale(200, 6_000);
    await open(total);
    await startAll({ TOTAL: String(backlog), HOLD: '1' });
    await until('a backlog', async () => (await sum(({ store }) => store.made())) === 2 * backlog, 120_000);
    expect(await sum(({ store }) => store.waiting())).toBe(2 * backlog);
    const restart = async (more: Parameters<Pair['start']>[1]): Promise<void> => {
      for (const pair of pairs) {
        expect(await pair.kill('till')).toBeUndefined();
        pair.start('till', more);
      }
    };
    await restart({ TOTAL: String(backlog) });
    const began = Date.now();
    await until('empty outboxes', async () => (await sum(({ store }) => store.waiting())) === 0, 120_000);
    const drained = secondsSince(began);
    await until('the backlog', async () => (await counted()) >= 2 * backlog, 120_000);
    await restart({ RATE: '100' });
    await until('every entry', async () => (await counted()) >= 2 * total, 120_000);
    const lags = (await everyEntryOnce(total)).filter(({ n }) => n >= backlog).map(({ lag }) => lag);
    const at = (p: number): string => `p${p * 100} ${percentile(lags, p)} ms`;
    figure(
      'R7',
      `a backlog of ${2 * backlog} drained in ${drained}, the start of the relaying process included; stored to handled at 200 events/s, ${lags.length} events: ${[0.5, 0.95, 0.99, 1].map(at).join(', ')}; ${mongo}`,
    );
  });

  it('R9: a hundred that nobody can handle hold nothing up, and are replayed once somebody can', async () => {
    const total = scale(200, 5_000);
    const poisons = POISON_EACH * kinds.length;
    // Two rates of a second each would say nothing.
    const alone = isLong ? await rateOf(total, 0) : undefined;
    const among = await rateOf(total, POISON_EACH);
    const deadLetters = new DeadLetters(stores.amqpUrl);
    const dead = async (): Promise<DeadLetter[]> => {
      const all: DeadLetter[] = [];
      for (const kind of kinds) all.push(...(await deadLetters.list(ledgerOf(kind), { limit: 1_000 })).items);
      return all;
    };
    await until('all poison', async () => (await dead()).length === poisons);
    const buried = await dead();
    const reasons = (reason: string): number => buried.filter((letter) => letter.reason === reason).length;
    expect({
      malformed: reasons('malformed'),
      invalid: reasons('invalid'),
      unhandled: reasons('unhandled'),
    }).toEqual({
      malformed: poisons / 2,
      invalid: poisons / 4,
      unhandled: poisons / 4,
    });
    expect(buried.every(({ error }) => error !== undefined && error !== '')).toBe(true);
    await everyEntryOnce(total);
    for (const pair of pairs) {
      expect(await pair.kill('ledger')).toBeUndefined();
      pair.start('ledger', { MENDED: '1' });
    }
    await listening(stores.amqpUrl, kinds.map(ledgerOf));
    const replayed: DeadLetter[] = [];
    for (const kind of kinds) replayed.push(...(await deadLetters.replay(ledgerOf(kind), 'all')));
    expect(replayed).toHaveLength(poisons);
    await until('what is understood now', async () => (await counted()) === 2 * total + poisons / 2);
    await until('the rest', async () => (await dead()).length === poisons / 2);
    expect((await dead()).every(({ reason }) => reason === 'malformed')).toBe(true);
    await everyEntryOnce(total + POISON_EACH / 2);
    const compared =
      alone === undefined
        ? `${among} a second`
        : `${alone} a second alone, ${among} among them (${(100 - (among / alone) * 100).toFixed(1)} % less)`;
    figure(
      'R9',
      `${poisons} of ${poisons} in the dead-letter queues with their reason, ${2 * total} others handled; ${compared}; ${poisons} replayed, ${poisons / 2} handled once mended, ${poisons / 2} that nobody can read came back; ${mongo}`,
    );
  });
});

/** How many entries a second the ledgers handle from full queues, with poison among them. */
async function rateOf(total: number, poison: number): Promise<number> {
  await open(total + POISON_EACH);
  for (const pair of pairs) pair.start('ledger');
  await listening(stores.amqpUrl, kinds.map(ledgerOf));
  for (const pair of pairs) {
    await pair.kill('ledger');
    pair.start('till', { TOTAL: String(total) });
  }
  await Promise.all(
    pairs.map(async (pair) => {
      for (let n = 0; n < poison; n += 1) {
        await until(
          'a share of entries',
          async () => (await pair.store.made()) >= (n / poison) * total,
          120_000,
        );
        await behind(stores.amqpUrl, (broker) => spoil(broker, pair.kind, total, n));
      }
      await until('full queues', async () => (await pair.store.made()) === total, 120_000);
      await until('empty outboxes', async () => (await pair.store.waiting()) === 0, 120_000);
    }),
  );
  for (const pair of pairs) pair.start('ledger');
  await until('every entry', async () => (await counted()) >= 2 * total, 120_000);
  const times = (await Promise.all(pairs.map(({ store }) => store.counted()))).flat().map(({ on }) => on);
  return Math.round(
    (times.length * 1_000) /
      (times.reduce((a, b) => Math.max(a, b)) - times.reduce((a, b) => Math.min(a, b))),
  );
}

/** Two that nobody can read, one that a mended ledger can, one whose name only a mended one knows; and again. */
async function spoil(broker: Behind, kind: Kind, total: number, n: number): Promise<void> {
  const known = entryMade(kind).name;
  const entry = total + Math.floor(n / 4) * 2 + (n % 2);
  const account = Math.floor(entry / ENTRIES_A_DOCUMENT);
  const type = n % 4 === 3 ? entryRemade(kind).name : known;
  const payload = { account, n: n % 4 === 2 ? String(entry) : entry };
  const message = { id: uuid(), type, at: new Date().toISOString(), payload };
  const texts = ['{"id":', JSON.stringify({ payload }), JSON.stringify(message), JSON.stringify(message)];
  await broker.publish('', ledgerOf(kind), Buffer.from(texts[n % 4] ?? ''), {
    messageId: message.id,
    type,
    persistent: true,
    contentType: 'application/json',
  });
}
