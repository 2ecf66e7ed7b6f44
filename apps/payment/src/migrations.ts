import { outboxIndex } from '@shop/messaging';
import type { Migration } from '@shop/service';
import type { Connection } from 'mongoose';

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
];
