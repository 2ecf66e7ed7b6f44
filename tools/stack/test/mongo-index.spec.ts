import { UUID } from 'mongodb';
import { describe, expect, it, vi } from 'vitest';
import { failure, newName, type Row, withStandIn } from './mongo-support.ts';

const running = withStandIn({ ttlSweepMs: 20 });
const fresh = () => running().db.collection<Row>(newName());

describe('a unique index', () => {
  it('refuses a second document with the same key, as MongoDB words it', async () => {
    const users = fresh();
    await users.createIndex({ email: 1 }, { unique: true });
    await users.insertMany([
      { _id: 1, email: 'a@x' },
      { _id: 2, email: 'b@x' },
    ]);
    const { code, message, error } = await failure(users.insertOne({ _id: 3, email: 'a@x' }));
    expect(code).toBe(11000);
    expect(message).toBe(
      `E11000 duplicate key error collection: shop.${users.collectionName} index: email_1 dup key: { email: "a@x" }`,
    );
    expect(error).toMatchObject({ keyPattern: { email: 1 }, keyValue: { email: 'a@x' } });
    expect((await failure(users.updateOne({ _id: 2 }, { $set: { email: 'a@x' } }))).code).toBe(11000);
    expect(
      (await failure(users.findOneAndUpdate({ _id: 9 }, { $set: { email: 'a@x' } }, { upsert: true }))).code,
    ).toBe(11000);
    await users.updateOne({ _id: 1 }, { $set: { email: 'c@x' } });
    await users.insertOne({ _id: 3, email: 'a@x' });
    expect(await users.countDocuments()).toBe(3);
  });

  it('guards the _id, whatever its type', async () => {
    const things = fresh();
    const id = new UUID() as unknown as number;
    for (const _id of [1, 'x', { a: 1 }, id, new Date(5)] as number[]) {
      await things.insertOne({ _id });
      const { code, error } = await failure(things.insertOne({ _id }));
      expect(code).toBe(11000);
      expect(error).toMatchObject({ keyPattern: { _id: 1 } });
      expect(await things.findOne({ _id })).toEqual({ _id });
    }
    expect((await failure(things.insertOne({ _id: [1] as unknown as number }))).code).toBe(53);
  });

  it('counts a missing field as null, unless it is sparse or partial', async () => {
    const plain = fresh();
    await plain.createIndex({ n: 1 }, { unique: true });
    await plain.insertOne({ _id: 1 });
    expect((await failure(plain.insertOne({ _id: 2, n: null }))).code).toBe(11000);
    const sparse = fresh();
    await sparse.createIndex({ n: 1 }, { unique: true, sparse: true });
    await sparse.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3, n: 5 }]);
    expect((await failure(sparse.insertOne({ _id: 4, n: 5 }))).code).toBe(11000);
    expect(await sparse.find({ n: null }).toArray()).toHaveLength(2);
    expect(await sparse.find().sort({ n: 1 }).toArray()).toHaveLength(3);
    const partial = fresh();
    await partial.createIndex({ key: 1 }, { unique: true, partialFilterExpression: { open: true } });
    await partial.insertMany([
      { _id: 1, key: 'k', open: false },
      { _id: 2, key: 'k', open: false },
      { _id: 3, key: 'k', open: true },
    ]);
    expect((await failure(partial.insertOne({ _id: 4, key: 'k', open: true }))).code).toBe(11000);
    expect((await failure(partial.updateOne({ _id: 1 }, { $set: { open: true } }))).code).toBe(11000);
    expect((await partial.find({ key: 'k' }).toArray()).map(({ _id }) => _id)).toEqual([1, 2, 3]);
    expect((await partial.find({ key: 'k', open: true }).toArray()).map(({ _id }) => _id)).toEqual([3]);
  });

  it('takes several fields together, and each element of an array', async () => {
    const lines = fresh();
    await lines.createIndex({ cart: 1, sku: -1 }, { unique: true });
    await lines.insertMany([
      { _id: 1, cart: 'a', sku: 'x' },
      { _id: 2, cart: 'a', sku: 'y' },
      { _id: 3, cart: 'b', sku: 'x' },
    ]);
    expect((await failure(lines.insertOne({ _id: 4, cart: 'a', sku: 'x' }))).error).toMatchObject({
      keyValue: { cart: 'a', sku: 'x' },
    });
    const messages = fresh();
    await messages.createIndex({ 'inbox.id': 1 }, { unique: true });
    await messages.insertOne({ _id: 1, inbox: [{ id: 'm1' }, { id: 'm2' }, { id: 'm2' }] });
    expect(
      (await failure(messages.insertOne({ _id: 2, inbox: [{ id: 'm3' }, { id: 'm2' }] }))).error,
    ).toMatchObject({ keyValue: { 'inbox.id': 'm2' } });
    expect(
      (
        await failure(
          messages
            .insertOne({ _id: 3, a: 1, inbox: [] })
            .then(() => messages.insertOne({ _id: 4, inbox: [] })),
        )
      ).code,
    ).toBe(11000);
  });

  it('does not mix the fields of two elements, and refuses two arrays', async () => {
    const docs = fresh();
    await docs.createIndex({ 'l.a': 1, 'l.b': 1 }, { unique: true });
    await docs.insertOne({
      _id: 1,
      l: [
        { a: 1, b: 1 },
        { a: 2, b: 2 },
      ],
    });
    await docs.insertOne({ _id: 2, l: [{ a: 1, b: 2 }] });
    expect((await failure(docs.insertOne({ _id: 3, l: [{ a: 2, b: 2 }] }))).code).toBe(11000);
    expect(await docs.countDocuments({ 'l.a': 1, 'l.b': 2 })).toBe(2);
    const parallel = fresh();
    await parallel.createIndex({ a: 1, b: 1 });
    await parallel.insertOne({ _id: 1, a: [1], b: 1 });
    expect((await failure(parallel.insertOne({ _id: 2, a: [1], b: [2] }))).code).toBe(171);
  });

  it('is not made over what already breaks it', async () => {
    const docs = fresh();
    await docs.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 1 },
    ]);
    expect((await failure(docs.createIndex({ n: 1 }, { unique: true }))).code).toBe(11000);
    expect(await docs.indexes()).toHaveLength(1);
  });
});

describe('a TTL index', () => {
  it('removes what is over, and nothing else', async () => {
    const holds = fresh();
    await holds.createIndex({ until: 1 }, { expireAfterSeconds: 0 });
    await holds.createIndex({ made: 1 }, { expireAfterSeconds: 3600 });
    const now = Date.now();
    await holds.insertMany([
      { _id: 1, until: new Date(now - 1000) },
      { _id: 2, until: new Date(now + 3_600_000) },
      { _id: 3, until: 'yesterday' },
      { _id: 4, made: new Date(now - 3_601_000) },
      { _id: 5, made: new Date(now - 3_000_000) },
      { _id: 6, until: [new Date(now + 3_600_000), new Date(now - 1000)] },
      { _id: 7, until: 5 },
    ]);
    const left = async () => (await holds.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
    await vi.waitFor(async () => expect(await left()).toEqual([2, 3, 5, 7]), { timeout: 10_000 });
  });

  it('obeys its partial filter and a new time by collMod', async () => {
    const carts = fresh();
    const old = new Date(Date.now() - 60_000);
    await carts.createIndex(
      { at: 1 },
      { expireAfterSeconds: 3600, partialFilterExpression: { guest: true } },
    );
    await carts.insertMany([
      { _id: 1, at: old, guest: true },
      { _id: 2, at: old, guest: false },
    ]);
    await running().db.command({
      collMod: carts.collectionName,
      index: { keyPattern: { at: 1 }, expireAfterSeconds: 30 },
    });
    await vi.waitFor(async () => expect(await carts.countDocuments({ _id: 1 })).toBe(0), { timeout: 10_000 });
    expect(await carts.countDocuments({ _id: 2 })).toBe(1);
    expect((await carts.indexes())[1]).toMatchObject({ expireAfterSeconds: 30 });
  });
});

describe('indexes and collections', () => {
  it('are listed, made again without harm, and dropped', async () => {
    const docs = fresh();
    await docs.createIndexes([
      { key: { a: 1 }, name: 'a_1' },
      { key: { b: 1, c: -1 }, name: 'bc', unique: true, sparse: true },
    ]);
    await docs.createIndex({ a: 1 });
    expect(await docs.indexes()).toEqual([
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key: { a: 1 }, name: 'a_1' },
      { v: 2, key: { b: 1, c: -1 }, name: 'bc', unique: true, sparse: true },
    ]);
    expect((await failure(docs.createIndex({ a: 1 }, { unique: true }))).code).toBe(85);
    expect((await failure(docs.createIndex({ d: 1 }, { name: 'a_1' }))).code).toBe(86);
    expect((await failure(docs.createIndex({ a: 1 }, { name: 'other' }))).code).toBe(85);
    await docs.dropIndex('bc');
    expect((await failure(docs.dropIndex('bc'))).code).toBe(27);
    expect((await failure(docs.dropIndex('_id_'))).code).toBe(72);
    await docs.dropIndexes();
    expect(await docs.indexes()).toHaveLength(1);
  });

  it('can be asked for by a hint, and a wrong hint is refused', async () => {
    const docs = fresh();
    await docs.createIndex({ a: 1 });
    await docs.insertMany([
      { _id: 1, a: 2 },
      { _id: 2, a: 1 },
    ]);
    expect(await docs.find({ a: { $gt: 0 } }, { hint: 'a_1' }).toArray()).toHaveLength(2);
    expect((await failure(docs.find({}, { hint: 'b_1' }).toArray())).code).toBe(2);
    expect((await docs.find({}, { sort: { $natural: -1 } }).toArray()).map(({ _id }) => _id)).toEqual([2, 1]);
  });

  it('come and go with their database', async () => {
    const { client } = running();
    const db = client.db(newName());
    await db.createCollection('one');
    await db.collection('two').insertOne({});
    expect((await db.listCollections().toArray()).map(({ name }) => name).sort()).toEqual(['one', 'two']);
    expect(await db.listCollections({ name: 'one' }, { nameOnly: true }).toArray()).toEqual([
      { name: 'one', type: 'collection' },
    ]);
    expect((await failure(db.createCollection('one'))).code).toBe(48);
    expect((await client.db().admin().listDatabases()).databases.map(({ name }) => name)).toContain(
      db.databaseName,
    );
    expect(await db.dropCollection('one')).toBe(true);
    await db.dropDatabase();
    expect(await db.listCollections().toArray()).toEqual([]);
    expect(await db.collection('two').countDocuments()).toBe(0);
  });
});
