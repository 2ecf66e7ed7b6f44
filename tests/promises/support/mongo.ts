import { refuseStandIn, StoreRefused } from '@shop/service';
import { MongoClient } from 'mongodb';
import { mongoUrl } from '../../support/stores.ts';

/** `MongoDB`, or `MongoDB: stand-in`, for figures. */
export async function mongoIs(): Promise<string> {
  const client = await new MongoClient(mongoUrl('asked'), { serverSelectionTimeoutMS: 5_000 }).connect();
  try {
    await refuseStandIn(client.db(), false);
    return 'MongoDB';
  } catch (error) {
    if (error instanceof StoreRefused) return 'MongoDB: stand-in';
    throw error;
  } finally {
    await client.close();
  }
}
