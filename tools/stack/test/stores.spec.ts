import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'amqplib';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startedAt } from '../src/ledger.ts';
import type { StoreName } from '../src/stores/store.ts';
import { type Stores, startStores } from '../src/stores/stores.ts';

const folder = mkdtempSync(join(tmpdir(), 'shopstack-stores-'));
let stores: Stores;

beforeAll(async () => {
  stores = await startStores({ folder, from: 'private' });
});
afterAll(async () => {
  await stores.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

const pidsOf = (name: StoreName): number[] => stores.servers[name]?.pids() ?? [];

/** Kills the store as a power cut would and starts it again, at the same address. */
async function crash(name: StoreName): Promise<void> {
  const [before] = pidsOf(name);
  await stores.restart(name);
  expect(pidsOf(name)[0]).not.toBe(before);
}

/** Takes one message from a queue. */
async function take(queue: string): Promise<string | undefined> {
  const connection = await connect(stores.amqpUrl);
  connection.on('error', () => undefined);
  const channel = await connection.createChannel();
  channel.on('error', () => undefined);
  const message = await channel.get(queue, { noAck: true });
  await connection.close();
  return message === false ? undefined : message.content.toString();
}

describe('private stores keep what they have acknowledged when they are killed', () => {
  it('MariaDB keeps a committed row', async () => {
    const value = randomUUID();
    const write = await createConnection(stores.mysqlUrl);
    await write.query('CREATE DATABASE IF NOT EXISTS kept');
    await write.query('CREATE TABLE IF NOT EXISTS kept.value (value CHAR(36))');
    await write.query('INSERT INTO kept.value VALUES (?)', [value]);
    write.on('error', () => undefined);
    await crash('mysql');
    const read = await createConnection(stores.mysqlUrl);
    const [rows] = await read.query('SELECT value FROM kept.value');
    await read.end();
    expect(rows).toEqual([{ value }]);
  });

  it('Redis keeps a key', async () => {
    const value = randomUUID();
    const write = new Redis(stores.redisUrl, { retryStrategy: () => null });
    write.on('error', () => undefined);
    await write.set('kept', value);
    await crash('redis');
    const read = new Redis(stores.redisUrl);
    expect(await read.get('kept')).toBe(value);
    expect(await read.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    read.disconnect();
  });

  it('RabbitMQ keeps a confirmed message in a quorum queue', async () => {
    const value = randomUUID();
    const before = await connect(stores.amqpUrl);
    before.on('error', () => undefined);
    const channel = await before.createConfirmChannel();
    channel.on('error', () => undefined);
    await channel.assertQueue('kept', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    channel.sendToQueue('kept', Buffer.from(value), { persistent: true });
    await channel.waitForConfirms();
    // The broker writes its list of queues to disk a moment after it has made one.
    const list = join(folder, 'rabbitmq/mnesia/shop@localhost/quorum/shop@localhost/names.dets');
    await expect.poll(() => readFileSync(list).includes('kept'), { timeout: 10_000 }).toBe(true);
    await crash('rabbitmq');
    // The queue chooses its leader after the broker answers; until then the broker ends a connection that asks for it.
    await expect
      .poll(() => take('kept').catch(() => 'not yet'), { timeout: 40_000, interval: 500 })
      .toBe(value);
  });

  it('MongoDB keeps a document', async () => {
    const value = randomUUID();
    const client = new MongoClient(stores.mongoUrl);
    await client.db('kept').collection('values').insertOne({ value });
    await crash('mongodb');
    expect(await client.db('kept').collection('values').findOne({ value })).toMatchObject({ value });
    await client.close();
  });
});

describe('what an operator can do to a store', () => {
  it('freezes it, so that it holds connections open and answers nobody, and thaws it', async () => {
    const client = new Redis(stores.redisUrl, { commandTimeout: 3_000, maxRetriesPerRequest: 0 });
    client.on('error', () => undefined);
    await client.ping();
    stores.freeze('redis');
    await expect(client.ping()).rejects.toThrow('Command timed out');
    stores.thaw('redis');
    await expect.poll(() => client.ping().catch(() => 'silent')).toBe('PONG');
    client.disconnect();
  });

  it('looks into the broker with a browser', async () => {
    const response = await fetch(stores.brokerPage ?? '');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('RabbitMQ Management');
  });

  it('stops them all, and no process is left', async () => {
    const pids = (['mysql', 'redis', 'rabbitmq', 'mongodb'] as const).flatMap(pidsOf);
    expect(pids.length).toBeGreaterThanOrEqual(5);
    await stores.stop();
    expect(pids.filter((pid) => startedAt(pid) !== undefined)).toEqual([]);
  });
});
