import { setTimeout as pause } from 'node:timers/promises';
import { log } from '@shop/service';
import type { mongo } from 'mongoose';
import { v7 as uuid } from 'uuid';
import { isDuplicate } from './mongo.store.ts';

/** A change of the database that is made once. `_id`s are never reused. */
export interface Migration {
  _id: string;
  up(database: mongo.Db): Promise<void>;
}

interface Row {
  _id: string;
  owner?: string;
  until?: Date;
  at?: Date;
}

const LOCK = 'lock';
const LOCK_LIFE_MS = 60_000;
const POLL_MS = 100;

/** Makes the migrations that were not made yet, in order, by exactly one process; the others wait until it is done. */
export async function migrate(database: mongo.Db, migrations: Migration[]): Promise<void> {
  const rows = database.collection<Row>('migrations');
  const missing = async () => {
    const made = new Set((await rows.find({}, { projection: { _id: 1 } }).toArray()).map((row) => row._id));
    return migrations.filter((migration) => !made.has(migration._id));
  };
  if ((await missing()).length === 0) return;
  const owner = uuid();
  while (!(await lock(rows, owner))) await pause(POLL_MS);
  const renewal = setInterval(() => {
    lock(rows, owner).catch((error: unknown) =>
      log.warn({ err: error }, 'the migration lock could not be renewed'),
    );
  }, LOCK_LIFE_MS / 4);
  try {
    for (const migration of await missing()) {
      await migration.up(database);
      await rows.insertOne({ _id: migration._id, at: new Date() });
      log.info({ migration: migration._id }, 'database migrated');
    }
  } finally {
    clearInterval(renewal);
    await rows.updateOne({ _id: LOCK, owner }, { $set: { until: new Date(0) } });
  }
}

async function lock(rows: mongo.Collection<Row>, owner: string): Promise<boolean> {
  const now = new Date();
  const free = { _id: LOCK, $or: [{ until: { $lte: now } }, { owner }] };
  const until = new Date(now.getTime() + LOCK_LIFE_MS);
  const taken = await rows.updateOne(free, { $set: { owner, until } });
  if (taken.matchedCount === 1) return true;
  try {
    await rows.insertOne({ _id: LOCK, owner, until });
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}
