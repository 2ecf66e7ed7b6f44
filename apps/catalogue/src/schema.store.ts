import { outboxIndex } from '@shop/messaging';
import { type Migration, migrate } from '@shop/service';
import type { mongo } from 'mongoose';

const DAY_S = 24 * 60 * 60;

/** Brings the database to what this version needs, and runs what else is to be done once. One replica at a time. */
export async function prepareDatabase(database: mongo.Db, more: Migration[] = []): Promise<void> {
  await migrate(database.collection('migrations'), [
    { name: '001-indexes', up: () => createIndexes(database) },
    { name: '002-synthetic', up: () => forgetSynthetic(database) },
    { name: '003-families', up: () => indexFamilies(database) },
    { name: '004-categories', up: () => indexCategories(database) },
    { name: '005-attributes', up: () => indexAttributes(database) },
    ...more,
  ]);
}

async function createIndexes(database: mongo.Db): Promise<void> {
  const products = database.collection('products');
  await products.createIndex({ updatedAt: 1 }, { name: 'updated' });
  await products.createIndex({ 'holds.expiresAt': 1 }, { name: 'holds-expiry' });
  await products.createIndex(outboxIndex.key, outboxIndex.options);
  const reservations = database.collection('reservations');
  await reservations.createIndex({ state: 1, expiresAt: 1 }, { name: 'state-expiry' });
  await reservations.createIndex({ closedAt: 1 }, { name: 'forget', expireAfterSeconds: 30 * DAY_S });
  await reservations.createIndex(outboxIndex.key, outboxIndex.options);
}

async function indexFamilies(database: mongo.Db): Promise<void> {
  await database.collection('products').createIndex({ 'family.slug': 1 }, { name: 'family', sparse: true });
}

async function indexCategories(database: mongo.Db): Promise<void> {
  await database.collection('categories').createIndex(outboxIndex.key, outboxIndex.options);
}

async function indexAttributes(database: mongo.Db): Promise<void> {
  await database.collection('attributes').createIndex(outboxIndex.key, outboxIndex.options);
}

/** What a synthetic order asked for is forgotten after a week, however far it came. */
async function forgetSynthetic(database: mongo.Db): Promise<void> {
  await database
    .collection('reservations')
    .createIndex(
      { createdAt: 1 },
      { name: 'synthetic', partialFilterExpression: { synthetic: true }, expireAfterSeconds: 7 * DAY_S },
    );
}
