import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { isDuplicate } from './duplicate.ts';
import { log } from './log.ts';

/** A change to a store that is made once, ever: an index, a collection, the first data. */
export interface Migration {
  /** Unique and lasting: it is what the store remembers. */
  name: string;
  up(): Promise<unknown>;
}

/** What this needs of a MongoDB collection; `migrations` by convention. */
export interface MigrationsCollection {
  findOne(filter: object): Promise<object | null>;
  updateOne(filter: object, update: object, options?: { upsert?: boolean }): Promise<unknown>;
  deleteOne(filter: object): Promise<unknown>;
}

const LOCK = 'lock';
const LOCK_LIFE_MS = 60_000;
const POLL_MS = 200;

/**
 * Runs the migrations that have not run yet, in order, by one replica at a time; the others wait until it is done.
 * A lock whose holder died is taken over after a minute. A migration must bear being run again after a crash.
 */
export async function migrate(collection: MigrationsCollection, migrations: Migration[]): Promise<void> {
  const holder = randomUUID();
  while (!(await lock(collection, holder))) await wait(POLL_MS);
  const renewal = setInterval(() => {
    renew(collection, holder).catch((error: unknown) =>
      log.warn({ err: error }, 'migration lock not renewed'),
    );
  }, LOCK_LIFE_MS / 3);
  try {
    for (const { name, up } of migrations) {
      if ((await collection.findOne({ _id: name })) !== null) continue;
      const started = Date.now();
      await up();
      await collection.updateOne({ _id: name }, { $set: { at: new Date() } }, { upsert: true });
      log.info({ migration: name, ms: Date.now() - started }, 'migrated');
    }
  } finally {
    clearInterval(renewal);
    await collection.deleteOne({ _id: LOCK, holder });
  }
}

async function lock(collection: MigrationsCollection, holder: string): Promise<boolean> {
  try {
    await collection.updateOne(
      { _id: LOCK, until: { $lt: new Date() } },
      { $set: { holder, until: new Date(Date.now() + LOCK_LIFE_MS) } },
      { upsert: true },
    );
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

async function renew(collection: MigrationsCollection, holder: string): Promise<void> {
  await collection.updateOne({ _id: LOCK, holder }, { $set: { until: new Date(Date.now() + LOCK_LIFE_MS) } });
}
