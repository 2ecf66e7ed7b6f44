import { MongoClient } from 'mongodb';

const STOCK = 100_000_000;

/** Gives the yardstick stock of its own to take from: the shop's has to add up. */
export async function seedStock(mongoUrl: string, sku: string): Promise<void> {
  const client = new MongoClient(mongoUrl, { serverSelectionTimeoutMS: 5_000 });
  try {
    await client
      .db('bench')
      .collection<{ _id: string }>('stock')
      .updateOne({ _id: sku }, { $set: { available: STOCK } }, { upsert: true });
  } finally {
    await client.close();
  }
}
