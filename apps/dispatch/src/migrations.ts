import { outboxIndex } from '@shop/messaging';
import type { Migration } from '@shop/service';
import type { Connection } from 'mongoose';

const DAY_S = 24 * 60 * 60;
/** How long a sent e-mail is remembered, so that it is not sent twice. */
const MAIL_MEMORY_S = 90 * DAY_S;
/** How long a synthetic order is kept, for whoever asks why a trial went wrong. */
const SYNTHETIC_MEMORY_S = 7 * DAY_S;

/** What the dispatch service's database has been through, in order. */
export function migrations(connection: Connection): Migration[] {
  const orders = connection.collection('orders');
  const mails = connection.collection('mails');
  const audit = connection.collection('audit');
  const promotions = connection.collection('promotions');
  const uses = connection.collection('promotion_uses');
  const guesses = connection.collection('promotion_guesses');
  return [
    {
      name: '2026-11-orders-indexes',
      up: () =>
        orders.createIndexes([
          { key: { ownerId: 1, idempotencyKey: 1 }, name: 'idempotencyKey', unique: true },
          { key: { quoteId: 1 }, name: 'quoteId', unique: true },
          { key: { number: 1 }, name: 'number', unique: true },
          { key: { accessKeyHash: 1 }, name: 'accessKey', unique: true },
          { key: { ownerId: 1, placedAt: -1 }, name: 'owner' },
          { key: { email: 1, placedAt: -1 }, name: 'email' },
          { key: { state: 1, placedAt: -1 }, name: 'state' },
          { key: { placedAt: -1, _id: -1 }, name: 'newest' },
          { key: { dueAt: 1 }, name: 'due', sparse: true },
          { key: { attempts: 1 }, name: 'attempts' },
          { key: outboxIndex.key, ...outboxIndex.options },
        ]),
    },
    {
      name: '2026-11-mails-indexes',
      up: () =>
        mails.createIndexes([
          { key: { dueAt: 1 }, name: 'due', sparse: true },
          { key: { settledAt: 1 }, name: 'memory', expireAfterSeconds: MAIL_MEMORY_S },
        ]),
    },
    {
      name: '2026-11-synthetic-orders',
      up: () => {
        const partialFilterExpression = { synthetic: true };
        return orders.createIndexes([
          {
            key: { placedAt: 1 },
            name: 'synthetic',
            partialFilterExpression,
            expireAfterSeconds: SYNTHETIC_MEMORY_S,
          },
          { key: { state: 1 }, name: 'syntheticState', partialFilterExpression },
        ]);
      },
    },
    {
      name: '2026-11-after-sale',
      up: () =>
        orders.createIndexes([
          { key: { 'returns.is': 1 }, name: 'returns', sparse: true },
          { key: { 'refunds.is': 1 }, name: 'refunds', sparse: true },
        ]),
    },
    {
      name: '2026-11-audit',
      up: () =>
        audit.createIndexes([
          { key: { subject: 1, _id: -1 }, name: 'subject' },
          { key: { what: 1, _id: -1 }, name: 'what' },
        ]),
    },
    {
      name: '2026-11-promotions',
      up: () => promotions.createIndexes([{ key: { code: 1 }, name: 'code', unique: true }]),
    },
    {
      name: '2026-11-promotions-outbox',
      up: () => promotions.createIndex(outboxIndex.key, outboxIndex.options),
    },
    {
      name: '2026-11-promotion-uses',
      up: () =>
        uses.createIndexes([
          { key: { promotionId: 1, place: 1 }, name: 'place', unique: true },
          { key: { promotionId: 1, ownerId: 1, turn: 1 }, name: 'owner', unique: true },
          { key: { promotionId: 1, email: 1, turn: 1 }, name: 'email', unique: true },
          { key: { ownerId: 1 }, name: 'forget' },
          { key: { dueAt: 1 }, name: 'due', sparse: true },
        ]),
    },
    {
      name: '2026-11-promotion-guesses',
      up: () => guesses.createIndexes([{ key: { expiresAt: 1 }, name: 'memory', expireAfterSeconds: 0 }]),
    },
  ];
}
