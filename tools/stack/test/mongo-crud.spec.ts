import { Binary, Decimal128, Long, ObjectId, Timestamp, UUID } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { failure, newName, type Row, withStandIn } from './mongo-support.ts';

const running = withStandIn();
const fresh = () => running().db.collection<Row>(newName());

describe('documents through the raw driver', () => {
  it('are inserted, found, changed and deleted', async () => {
    const products = fresh();
    expect(await products.insertOne({ _id: 1, sku: 'R2', stock: 5 })).toMatchObject({ insertedId: 1 });
    expect(
      await products.insertMany([
        { _id: 2, sku: 'C3' },
        { _id: 3, sku: 'BB' },
      ]),
    ).toMatchObject({ insertedCount: 2 });
    expect(await products.updateOne({ sku: 'R2' }, { $inc: { stock: -1 } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 1,
    });
    expect(await products.findOne({ sku: 'R2' })).toEqual({ _id: 1, sku: 'R2', stock: 4 });
    expect(await products.updateMany({}, { $set: { seen: true } })).toMatchObject({
      matchedCount: 3,
      modifiedCount: 3,
    });
    expect(await products.updateMany({}, { $set: { seen: true } })).toMatchObject({
      matchedCount: 3,
      modifiedCount: 0,
    });
    expect(await products.replaceOne({ _id: 2 }, { sku: 'C4' })).toMatchObject({ modifiedCount: 1 });
    expect(await products.findOne({ _id: 2 })).toEqual({ _id: 2, sku: 'C4' });
    expect(await products.deleteOne({ seen: true })).toMatchObject({ deletedCount: 1 });
    expect(await products.deleteMany({})).toMatchObject({ deletedCount: 2 });
    expect(await products.countDocuments()).toBe(0);
  });

  it('get an ObjectId from the server when they come without one, in first place', async () => {
    const products = fresh();
    await running().db.command({ insert: products.collectionName, documents: [{ sku: 'X' }] });
    const found = await products.findOne({});
    expect(Object.keys(found ?? {})).toEqual(['_id', 'sku']);
    expect(found?._id).toBeInstanceOf(ObjectId);
  });

  it('keep every type on their way there and back', async () => {
    const things = fresh();
    const given = {
      _id: 1,
      long: Long.fromString('9223372036854775807'),
      small: Long.fromNumber(5),
      price: Decimal128.fromString('19.990'),
      at: new Date(1_700_000_000_123),
      id: new ObjectId(),
      uuid: new UUID(),
      bytes: new Binary(Buffer.from([0, 1, 255])),
      stamp: new Timestamp({ t: 7, i: 3 }),
      pattern: /^a.b$/i,
      nothing: null,
      list: [1, [2, { three: 3 }], []],
      half: 0.5,
      yes: true,
      empty: {},
    };
    await things.insertOne(given);
    const found = await things.findOne({ _id: 1 }, { promoteLongs: false });
    expect(found).toEqual(given);
    await things.updateOne({ _id: 1 }, { $set: { touched: true }, $inc: { small: 1 } });
    const again = await things.findOne({ _id: 1 }, { promoteLongs: false });
    expect(again).toEqual({ ...given, touched: true, small: Long.fromNumber(6) });
  });

  it('are found by 64-bit integers and decimals exactly', async () => {
    const things = fresh();
    const big = [9007199254740992n, 9007199254740993n, 9007199254740994n];
    await things.insertMany(big.map((n, index) => ({ _id: index, n: Long.fromBigInt(n) })));
    await things.insertOne({ _id: 9, n: Decimal128.fromString('9007199254740993.0') });
    const ids = async (filter: object) =>
      (await things.find(filter).sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
    for (const indexed of [false, true]) {
      if (indexed) await things.createIndex({ n: 1 });
      expect(await ids({ n: Long.fromBigInt(9007199254740993n) })).toEqual([1, 9]);
      expect(await ids({ n: { $gt: Long.fromBigInt(9007199254740993n) } })).toEqual([2]);
      expect(await ids({ n: 9007199254740992 })).toEqual([0]);
      expect(await ids({ n: { $lt: Decimal128.fromString('9007199254740992.5') } })).toEqual([0]);
    }
  });

  it('come page by page, sorted, skipped, limited and projected', async () => {
    const products = fresh();
    await products.insertMany(
      Array.from({ length: 50 }, (_, n) => ({ _id: n, price: n % 10, name: `p${n}` })),
    );
    const page = await products
      .find({ price: { $gte: 8 } }, { projection: { price: 1 } })
      .sort({ price: -1, _id: 1 })
      .skip(1)
      .limit(3)
      .toArray();
    expect(page).toEqual([
      { _id: 19, price: 9 },
      { _id: 29, price: 9 },
      { _id: 39, price: 9 },
    ]);
    expect(await products.countDocuments({ price: 3 })).toBe(5);
    expect(await products.countDocuments({}, { skip: 45, limit: 3 })).toBe(3);
    expect(await products.estimatedDocumentCount()).toBe(50);
    expect((await products.distinct('price', { _id: { $lt: 3 } })).sort()).toEqual([0, 1, 2]);
  });

  it('number more than 10,000 in one cursor, each once and in order', async () => {
    const many = fresh();
    const all = Array.from({ length: 12_345 }, (_, n) => ({ _id: n, text: 'x'.repeat(50) }));
    await many.insertMany(all);
    const seen: number[] = [];
    for await (const { _id } of many.find({}, { batchSize: 1000 }).sort({ _id: -1 })) seen.push(_id);
    expect(seen).toEqual(all.map(({ _id }) => _id).reverse());
    const few = many.find({}, { batchSize: 5 });
    await few.next();
    await few.close();
    expect(await many.find().toArray()).toHaveLength(12_345);
  });

  it('of more than 16 MB come in several batches', async () => {
    const many = fresh();
    for (let n = 0; n < 5; n++) await many.insertOne({ _id: n, text: String(n).repeat(5_000_000) });
    const found = await many.find({}, { batchSize: 100 }).toArray();
    expect(found.map(({ text }) => text[0])).toEqual(['0', '1', '2', '3', '4']);
  });

  it('stay as they were for a cursor that is open while they change', async () => {
    const many = fresh();
    await many.insertMany(Array.from({ length: 300 }, (_, n) => ({ _id: n, v: 1 })));
    const cursor = many.find({ v: 1 }, { batchSize: 100 });
    await cursor.next();
    await many.deleteMany({ _id: { $gte: 150 } });
    await many.updateMany({}, { $set: { v: 2 } });
    const rest = await cursor.toArray();
    expect(rest).toHaveLength(299);
    expect(new Set(rest.map(({ v }) => v))).toEqual(new Set([1]));
  });
});

describe('several writes in one call', () => {
  it('go through bulkWrite, each with its own outcome', async () => {
    const stock = fresh();
    const result = await stock.bulkWrite([
      { insertOne: { document: { _id: 1, n: 1 } } },
      { insertOne: { document: { _id: 2, n: 2 } } },
      { updateOne: { filter: { _id: 1 }, update: { $inc: { n: 10 } } } },
      { updateMany: { filter: {}, update: { $set: { checked: true } } } },
      { updateOne: { filter: { _id: 3 }, update: { $set: { n: 3 } }, upsert: true } },
      { replaceOne: { filter: { _id: 2 }, replacement: { n: 22 } } },
      { deleteOne: { filter: { _id: 1 } } },
    ]);
    expect(result).toMatchObject({
      insertedCount: 2,
      matchedCount: 4,
      modifiedCount: 4,
      upsertedCount: 1,
      deletedCount: 1,
      upsertedIds: { 4: 3 },
    });
    expect(await stock.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 2, n: 22 },
      { _id: 3, n: 3 },
    ]);
  });

  it('stop at the first failure when ordered, go on when not', async () => {
    const ordered = fresh();
    const documents = [{ _id: 1 }, { _id: 2 }, { _id: 1 }, { _id: 3 }];
    const first = await failure(ordered.insertMany(documents));
    expect(first.code).toBe(11000);
    expect(first.error).toMatchObject({ writeErrors: [{ index: 2 }] });
    expect(await ordered.countDocuments()).toBe(2);
    const unordered = fresh();
    await failure(unordered.insertMany(documents, { ordered: false }));
    expect(await unordered.countDocuments()).toBe(3);
  });
});

describe('an upsert', () => {
  it('starts from the equalities of its filter, and $setOnInsert works once', async () => {
    const carts = fresh();
    const upsert = () =>
      carts.updateOne(
        {
          owner: 'ann',
          'address.city': { $eq: 'Bonn' },
          lines: { $size: 0 },
          n: { $gt: 3 },
          kind: { $in: ['guest'] },
          $and: [{ shop: 'x' }],
        },
        { $set: { lines: [], n: 4 }, $setOnInsert: { made: 1 } },
        { upsert: true },
      );
    expect(await upsert()).toMatchObject({ matchedCount: 0, upsertedCount: 1 });
    const [{ _id, ...made } = { _id: 0 }] = await carts.find().toArray();
    expect(made).toEqual({
      owner: 'ann',
      address: { city: 'Bonn' },
      kind: 'guest',
      shop: 'x',
      lines: [],
      made: 1,
      n: 4,
    });
    expect(_id).toBeInstanceOf(ObjectId);
    expect(await upsert()).toMatchObject({ matchedCount: 1, upsertedCount: 0 });
  });

  it('takes its _id from the filter or the update, and by replacement only the _id', async () => {
    const carts = fresh();
    await carts.replaceOne({ _id: 7, owner: 'ann' }, { n: 1 }, { upsert: true });
    await carts.updateOne({ x: 1 }, { $set: { _id: 8 } }, { upsert: true });
    expect(await carts.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 7, n: 1 },
      { _id: 8, x: 1 },
    ]);
    expect((await failure(carts.updateOne({ _id: 9 }, { $set: { _id: 10 } }, { upsert: true }))).code).toBe(
      66,
    );
  });
});

describe('findOneAndUpdate', () => {
  it('gives the document before or after, or null, and obeys its condition and sort', async () => {
    const jobs = fresh();
    await jobs.insertMany([
      { _id: 1, p: 1, state: 'new' },
      { _id: 2, p: 2, state: 'new' },
    ]);
    const take = (options: object = {}) =>
      jobs.findOneAndUpdate({ state: 'new' }, { $set: { state: 'taken' } }, { sort: { p: -1 }, ...options });
    expect(await take({ returnDocument: 'after', projection: { state: 1 } })).toEqual({
      _id: 2,
      state: 'taken',
    });
    expect(await take()).toEqual({ _id: 1, p: 1, state: 'new' });
    expect(await take()).toBeNull();
    expect(
      await jobs.findOneAndUpdate({ _id: 5 }, { $inc: { n: 1 } }, { upsert: true, returnDocument: 'after' }),
    ).toEqual({ _id: 5, n: 1 });
    expect(
      await jobs.findOneAndUpdate(
        { _id: 6 },
        { $inc: { n: 1 } },
        { upsert: true, includeResultMetadata: true },
      ),
    ).toMatchObject({
      value: null,
      lastErrorObject: { n: 1, updatedExisting: false, upserted: 6 },
    });
    expect(await jobs.findOneAndReplace({ _id: 5 }, { n: 9 }, { returnDocument: 'after' })).toEqual({
      _id: 5,
      n: 9,
    });
    expect(await jobs.findOneAndDelete({ _id: 5 })).toEqual({ _id: 5, n: 9 });
    expect(await jobs.countDocuments({ _id: 5 })).toBe(0);
  });

  it('lets exactly 50 of 200 parallel buyers have the 50 units', async () => {
    const products = fresh();
    await products.insertOne({ _id: 1, available: 50, holds: [] });
    const buyers = Array.from({ length: 200 }, (_, buyer) =>
      products.findOneAndUpdate(
        { _id: 1, available: { $gte: 1 }, 'holds.id': { $ne: buyer } },
        { $inc: { available: -1 }, $push: { holds: { id: buyer } } } as object,
        { returnDocument: 'after' },
      ),
    );
    const bought = (await Promise.all(buyers)).filter((answer) => answer !== null);
    expect(bought).toHaveLength(50);
    const left = await products.findOne({ _id: 1 });
    expect(left?.available).toBe(0);
    expect(new Set(left?.holds.map(({ id }: { id: number }) => id)).size).toBe(50);
  });
});
