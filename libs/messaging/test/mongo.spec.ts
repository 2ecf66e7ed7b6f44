import { type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mongoUrl } from '../../../tests/support/stores.ts';
import { envelope, mongoOutbox, outboxIndex } from '../src/index.ts';
import { MongoLease } from '../src/mongo-lease.ts';
import { broker, eventOf, handler, newService, startService, type TestService, until } from './support.ts';

interface Document {
  _id: number;
  outbox: unknown[];
}

let client: MongoClient;
let database: Db;
let rabbit: Awaited<ReturnType<typeof broker>>;

beforeAll(async () => {
  rabbit = await broker();
  client = await MongoClient.connect(mongoUrl('messaging'), { serverSelectionTimeoutMS: 5_000 });
  database = client.db();
});
afterAll(async () => {
  await client.close();
  await rabbit.stop();
});

describe('the outbox in MongoDB', () => {
  it('two replicas share the work: every message once, while new ones are stored', async () => {
    const name = newService();
    const happened = eventOf(name);
    const seen = new Map<string, number>();
    const count = ({ id }: { id: string }) => seen.set(id, (seen.get(id) ?? 0) + 1);
    const documents = database.collection<Document>('things');
    await documents.createIndex(outboxIndex.key, outboxIndex.options);
    const replicas: TestService[] = [];
    try {
      for (let i = 0; i < 2; i += 1) {
        const replica = await startService(rabbit.url, name, [handler(happened, (_, meta) => count(meta))]);
        replica.relay.add(mongoOutbox(documents, database.collection('leases'), 'things'));
        replicas.push(replica);
      }
      const messages = Array.from({ length: 600 }, (_, n) => envelope(happened, { n }));
      const began = performance.now();
      for (let i = 0; i < messages.length; i += 20) {
        const stored = messages.slice(i, i + 20).map((message, n) => ({ _id: i + n, outbox: [message] }));
        await documents.insertMany(stored);
        for (const { relay } of replicas) relay.wake();
      }
      await until('all handled', () => seen.size === messages.length);
      await until(
        'cleared',
        async () => (await documents.countDocuments({ 'outbox.0': { $exists: true } })) === 0,
      );
      console.info(`600 through the MongoDB outbox in ${Math.round(performance.now() - began)} ms`);
      expect([...seen.values()].filter((times) => times !== 1)).toEqual([]);
    } finally {
      await Promise.all(replicas.map((replica) => replica.stop()));
    }
  });

  it('tells how many messages wait, not how many documents', async () => {
    const documents = database.collection<Document>('counted');
    await documents.createIndex(outboxIndex.key, outboxIndex.options);
    const outbox = mongoOutbox(documents, database.collection('leases'), 'counted');
    expect((await outbox.stats()).depth).toBe(0);
    const happened = eventOf(newService());
    const messages = [1, 2, 3].map((n) => envelope(happened, { n }));
    await documents.insertMany([
      { _id: 1, outbox: messages.slice(0, 2) },
      { _id: 2, outbox: messages.slice(2) },
      { _id: 3, outbox: [] },
    ]);
    expect((await outbox.stats()).depth).toBe(3);
  });

  it('a replica that dies in the middle of its work keeps the others from it for three seconds, not for ever', async () => {
    const leases = database.collection('leases');
    const [dying, other] = [new MongoLease(leases, 'work'), new MongoLease(leases, 'work')];
    const began = Date.now();
    expect(await dying.take()).toBe('taken');
    expect(await other.take()).toBe('elsewhere');
    await until('taken over', async () => (await other.take()) === 'taken');
    expect(Date.now() - began).toBeGreaterThan(2_000);
    expect(await dying.take()).toBe('elsewhere');
  });

  it('a lease that is given back is free at once, and only its holder can give it back', async () => {
    const leases = database.collection('leases');
    const [first, second] = [new MongoLease(leases, 'turn'), new MongoLease(leases, 'turn')];
    expect([await first.take(), await first.take(), await second.take()]).toEqual([
      'taken',
      'kept',
      'elsewhere',
    ]);
    await second.giveBack();
    expect(await second.take()).toBe('elsewhere');
    await first.giveBack();
    expect(await second.take()).toBe('taken');
  });
});
