import mongoose, { Schema } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newName, withStandIn } from './mongo-support.ts';

const running = withStandIn();
let connection: mongoose.Connection;
beforeAll(async () => {
  connection = await mongoose.createConnection(`${running().standIn.url}/goose`).asPromise();
});
afterAll(() => connection.close());

const lineSchema = new Schema(
  { sku: { type: String, required: true }, quantity: { type: Number, min: 1 } },
  { _id: false },
);
const orderSchema = new Schema(
  {
    number: { type: String, unique: true },
    total: { type: BigInt },
    price: { type: Schema.Types.Decimal128 },
    token: { type: Schema.Types.UUID },
    lines: [lineSchema],
    tags: { type: Map, of: String },
    state: { type: String, default: 'placed' },
    expires: { type: Date, expires: 3600 },
  },
  { timestamps: true, optimisticConcurrency: true },
);
orderSchema.index({ state: 1, createdAt: -1 });

const model = async () => {
  const Order = connection.model(newName(), orderSchema);
  await Order.init();
  return Order;
};

describe('Mongoose 9', () => {
  it('makes its indexes, and finds them as declared', async () => {
    const Order = await model();
    const names = (await Order.listIndexes()).map(({ name }) => name);
    expect(names.sort()).toEqual(['_id_', 'expires_1', 'number_1', 'state_1_createdAt_-1']);
    expect(await Order.diffIndexes()).toEqual({ toDrop: [], toCreate: [] });
    await Order.collection.createIndex({ stray: 1 });
    expect(await Order.syncIndexes()).toEqual(['stray_1']);
  });

  it('creates, saves, finds and populates documents with their types', async () => {
    const Order = await model();
    const token = '0190a8c0-0000-7000-8000-000000000001';
    const order = await Order.create({
      number: 'A1',
      total: 9007199254740993n,
      price: '12.50',
      token,
      lines: [{ sku: 'R2', quantity: 2 }],
      tags: { gift: 'yes' },
    });
    order.lines.push({ sku: 'C3', quantity: 1 });
    order.tags?.set('rush', 'no');
    await order.save();
    const found = await Order.findOne({ number: 'A1', token }).orFail();
    expect(found.total).toBe(9007199254740993n);
    expect(String(found.price)).toBe('12.50');
    expect(String(found.token)).toBe(token);
    expect(found.lines.map(({ sku }) => sku)).toEqual(['R2', 'C3']);
    expect(found.tags?.get('rush')).toBe('no');
    expect(found.updatedAt.getTime()).toBeGreaterThanOrEqual(found.createdAt.getTime());
    const lean = await Order.find({ 'lines.sku': 'C3' }).sort({ createdAt: -1 }).select('number -_id').lean();
    expect(lean).toEqual([{ number: 'A1' }]);
  });

  it('refuses the older of two saves', async () => {
    const Order = await model();
    await Order.create({ number: 'B1' });
    const [one, two] = await Promise.all([
      Order.findOne({ number: 'B1' }).orFail(),
      Order.findOne({ number: 'B1' }).orFail(),
    ]);
    one.state = 'paid';
    await one.save();
    two.state = 'cancelled';
    await expect(two.save()).rejects.toThrow(mongoose.Error.VersionError);
    expect((await Order.findOne({ number: 'B1' }).orFail()).state).toBe('paid');
  });

  it('reports a duplicate as MongoDB does', async () => {
    const Order = await model();
    await Order.create({ number: 'C1' });
    await expect(Order.create({ number: 'C1' })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { number: 1 },
      keyValue: { number: 'C1' },
    });
  });

  it('updates on conditions, upserts, counts, writes in bulk and aggregates', async () => {
    const Order = await model();
    await Order.bulkWrite([
      { insertOne: { document: { number: 'D1', lines: [{ sku: 'x', quantity: 3 }] } } },
      { updateOne: { filter: { number: 'D2' }, update: { $set: { state: 'paid' } }, upsert: true } },
    ]);
    await Order.insertMany([{ number: 'D3' }, { number: 'D4' }]);
    const moved = await Order.findOneAndUpdate(
      { number: 'D1', state: 'placed' },
      { state: 'paid', $inc: { 'lines.0.quantity': 1 } },
      { returnDocument: 'after' },
    );
    expect(moved?.lines[0]?.quantity).toBe(4);
    expect(await Order.findOneAndUpdate({ number: 'D1', state: 'placed' }, { state: 'paid' })).toBeNull();
    expect(await Order.updateMany({ state: 'placed' }, { $set: { state: 'gone' } })).toMatchObject({
      modifiedCount: 2,
    });
    expect(await Order.countDocuments({ state: 'paid' })).toBe(2);
    expect(await Order.exists({ number: 'D9' })).toBeNull();
    expect(
      await Order.aggregate([{ $group: { _id: '$state', n: { $sum: 1 } } }, { $sort: { _id: 1 } }]),
    ).toEqual([
      { _id: 'gone', n: 2 },
      { _id: 'paid', n: 2 },
    ]);
    const seen: string[] = [];
    for await (const { number } of Order.find().sort('number').cursor({ batchSize: 2 }))
      seen.push(number ?? '');
    expect(seen).toEqual(['D1', 'D2', 'D3', 'D4']);
    expect(await Order.deleteMany({ state: 'gone' })).toMatchObject({ deletedCount: 2 });
  });
});
