import { outboxIndex } from '@shop/messaging';
import type { Migration } from './migration.store.ts';

const DAY_S = 24 * 60 * 60;

/** What the database of this service looks like, change by change. */
export const migrations: Migration[] = [
  {
    _id: '001-indexes',
    async up(database) {
      const products = database.collection('products');
      await products.createIndex({ updatedAt: 1 }, { name: 'updated' });
      await products.createIndex({ 'holds.expiresAt': 1 }, { name: 'holds-expiry' });
      await products.createIndex(outboxIndex.key, outboxIndex.options);
      const reservations = database.collection('reservations');
      await reservations.createIndex({ state: 1, expiresAt: 1 }, { name: 'state-expiry' });
      await reservations.createIndex({ closedAt: 1 }, { name: 'forget', expireAfterSeconds: 30 * DAY_S });
      await reservations.createIndex(outboxIndex.key, outboxIndex.options);
    },
  },
];
