import { outboxIndex } from '@shop/messaging';
import type { Migration } from '@shop/service';
import type { Connection } from 'mongoose';

/** How long the payment of a synthetic order is kept. */
const SYNTHETIC_MEMORY_S = 7 * 24 * 60 * 60;

/** What the payment service's database has been through, in order. */
export const migrations = (connection: Connection): Migration[] => [
  {
    name: '2026-11-payments-indexes',
    up: () =>
      connection.collection('payments').createIndexes([
        { key: { dueAt: 1 }, name: 'due', partialFilterExpression: { dueAt: { $exists: true } } },
        { key: outboxIndex.key, ...outboxIndex.options },
      ]),
  },
  {
    name: '2026-11-synthetic-payments',
    up: () =>
      connection.collection('payments').createIndex(
        { createdAt: 1 },
        {
          name: 'synthetic',
          partialFilterExpression: { synthetic: true },
          expireAfterSeconds: SYNTHETIC_MEMORY_S,
        },
      ),
  },
  {
    name: '2026-11-exchange-rates',
    up: async () => {
      // To start with; an admin sets those of today. What has been set stays.
      for (const [currency, micros] of [
        ['USD', 1_152_000],
        ['GBP', 879_000],
      ] as const) {
        const rate = { micros, day: '2026-11-20' };
        await connection
          .collection<{ _id: string }>('exchangeRates')
          .updateOne({ _id: currency }, { $setOnInsert: rate }, { upsert: true });
      }
    },
  },
  {
    name: '2026-11-exchange-rates-outbox',
    up: () => connection.collection('exchangeRates').createIndex(outboxIndex.key, outboxIndex.options),
  },
];
