import { outboxIndex } from '@shop/messaging';
import type { Migration } from '@shop/service';
import type { Connection } from 'mongoose';
import type { AccountStore } from './account/account.store.ts';
import { addDemoAccounts } from './demo-accounts.ts';

/** What the user service's database has been through, in order. Given `demo`, its demonstration accounts too. */
export function migrations(connection: Connection, demo?: AccountStore): Migration[] {
  const list: Migration[] = [
    {
      name: '2026-11-accounts-indexes',
      up: () =>
        connection.collection('accounts').createIndexes([
          { key: { nameKey: 1 }, name: 'name', unique: true, sparse: true },
          { key: { email: 1 }, name: 'email', unique: true, sparse: true },
          { key: outboxIndex.key, ...outboxIndex.options },
        ]),
    },
    {
      name: '2026-11-sessions-indexes',
      up: () =>
        connection.collection('sessions').createIndexes([
          { key: { expiresAt: 1 }, name: 'expiry', expireAfterSeconds: 0 },
          { key: { shopperId: 1 }, name: 'shopper' },
        ]),
    },
    {
      name: '2026-11-subscribers-indexes',
      up: () =>
        connection
          .collection('subscribers')
          .createIndexes([{ key: { unsubscribeToken: 1 }, name: 'unsubscribe', unique: true }]),
    },
    {
      name: '2026-11-roles',
      up: () => connection.collection('accounts').updateMany({ admin: true }, { $set: { role: 'admin' } }),
    },
    {
      name: '2026-11-letters-indexes',
      up: () =>
        connection.collection('letters').createIndexes([
          { key: { expiresAt: 1 }, name: 'expiry', expireAfterSeconds: 0 },
          { key: { accountId: 1 }, name: 'account', sparse: true },
        ]),
    },
    {
      name: '2026-11-wishlists-index',
      up: () =>
        connection
          .collection('accounts')
          .createIndexes([{ key: { 'wishlistShare.hash': 1 }, name: 'wishlist', sparse: true }]),
    },
  ];
  if (demo !== undefined) {
    list.push({ name: '2026-11-demo-accounts', up: () => addDemoAccounts(demo) });
    list.push({ name: '2026-11-demo-roles', up: () => addDemoAccounts(demo) });
  }
  return list;
}
