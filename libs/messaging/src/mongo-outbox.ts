import type { Envelope, Waiting } from '@shop/contracts';
import { type LeaseCollection, MongoLease } from './mongo-lease.ts';
import type { Batch, OutboxSource } from './outbox.ts';

/** The part of a MongoDB collection the outbox needs; both the driver's and Mongoose's have it. */
export interface MongoCollection {
  find(filter: object, options?: object): { toArray(): Promise<unknown[]> };
  updateOne(filter: object, update: object): Promise<unknown>;
  aggregate(pipeline: object[], options?: object): { toArray(): Promise<unknown[]> };
}

interface MongoBatch extends Batch {
  documentId: unknown;
}

/** Index for outboxes in documents: small, as it holds only documents with something to send. */
export const outboxIndex = {
  key: { 'outbox.id': 1 },
  options: { name: 'outbox', partialFilterExpression: { 'outbox.0': { $exists: true } } },
} as const;

/** Documents with something to send. */
const WAITING = { 'outbox.0': { $exists: true } };
/** Counts messages, not documents; the bound on the id lets the index be used, which has only documents with something to send. */
const COUNTED = [
  { $match: { ...WAITING, 'outbox.id': { $gt: '' } } },
  { $group: { _id: null, depth: { $sum: { $size: '$outbox' } } } },
];
const STATS_LIMIT_MS = 1_000;

/**
 * An outbox embedded in the documents of a collection, as their field `outbox: Envelope[]`: `$push` to it in the very
 * update that changes the document. Messages of one document go in their order. Create `outboxIndex` on the collection.
 * One replica relays a collection at a time, by a lease in `leases`, a collection that all outboxes of a database share.
 */
export function mongoOutbox(
  collection: MongoCollection,
  leases: LeaseCollection,
  name: string,
): OutboxSource<MongoBatch> {
  const oldestFirst = { projection: { outbox: 1 }, sort: { 'outbox.id': 1 } };
  const lease = new MongoLease(leases, `outbox:${name}`);
  const read = async (limit: number): Promise<MongoBatch[]> => {
    const found = await collection.find(WAITING, { ...oldestFirst, limit }).toArray();
    return (found as { _id: unknown; outbox: Envelope[] }[]).map(({ _id, outbox }) => ({
      documentId: _id,
      messages: outbox,
    }));
  };
  return {
    name,
    async pending(limit) {
      const found = await read(limit);
      if (found.length === 0) return found;
      const held = await lease.take();
      if (held === 'elsewhere') return held;
      // What was read before the lease was ours may have gone since.
      return held === 'taken' ? read(limit) : found;
    },
    idle: () => lease.giveBack(),
    async done({ documentId, messages }) {
      const ids = messages.map((message) => message.id);
      await collection.updateOne({ _id: documentId }, { $pull: { outbox: { id: { $in: ids } } } });
    },
    async stats() {
      const [[counted], [oldest]] = await Promise.all([
        collection.aggregate(COUNTED, { maxTimeMS: STATS_LIMIT_MS }).toArray() as Promise<
          { depth: number }[]
        >,
        collection.find(WAITING, { ...oldestFirst, limit: 1 }).toArray() as Promise<{ outbox: Envelope[] }[]>,
      ]);
      const at = oldest?.outbox[0]?.at;
      return { depth: counted?.depth ?? 0, oldestAt: at === undefined ? undefined : new Date(at) };
    },
  };
}

/** What waits in a document's outbox, without payloads. */
export const waitingIn = (outbox: readonly Envelope[] | undefined): Waiting[] =>
  (outbox ?? []).map(({ id, type, at }) => ({ id, type, at }));

/** Filter fragment: this message has not been handled by the document yet. Use it with markHandled in one update. */
export const notHandled = (meta: { id: string }) => ({ handled: { $ne: meta.id } });

/**
 * `$push` fragment that remembers the message in the same update as its effect; the last 50 are kept, which is more
 * than one document ever has on its way. `updateOne({ _id, ...notHandled(meta) }, { $set: …, $push: markHandled(meta) })`
 */
export const markHandled = (meta: { id: string }) => ({ handled: { $each: [meta.id], $slice: -50 } });
