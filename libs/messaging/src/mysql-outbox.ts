import type { Envelope, Waiting } from '@shop/contracts';
import type { Batch, OutboxSource } from './outbox.ts';

/** The part of TypeORM's QueryRunner the outbox needs. */
export interface SqlRunner {
  connect(): Promise<unknown>;
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
  release(): Promise<void>;
}
/** The part of TypeORM's DataSource the outbox needs. */
export interface SqlSource {
  createQueryRunner(): SqlRunner;
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}
/** The part of TypeORM's EntityManager that runs SQL in a transaction. */
export interface SqlManager {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}

/** The name of the lock: one a database. */
const LOCK = "CONCAT('outbox:', DATABASE())";

interface SqlBatch extends Batch {
  runner: SqlRunner;
  rows: Row[];
}
interface Row {
  seq: number | string;
  id: string;
  type: string;
  payload: unknown;
  at: string;
  traceparent: string | null;
}

const CREATE_OUTBOX = `CREATE TABLE outbox (
  seq BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  id CHAR(36) CHARACTER SET ascii NOT NULL,
  type VARCHAR(128) CHARACTER SET ascii NOT NULL,
  payload JSON NOT NULL,
  at VARCHAR(32) CHARACTER SET ascii NOT NULL,
  traceparent VARCHAR(64) CHARACTER SET ascii NULL
) ENGINE=InnoDB`;

const CREATE_INBOX = `CREATE TABLE inbox (
  message_id CHAR(36) CHARACTER SET ascii NOT NULL,
  consumer VARCHAR(64) CHARACTER SET ascii NOT NULL,
  handled_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  PRIMARY KEY (message_id, consumer),
  KEY handled_at (handled_at)
) ENGINE=InnoDB`;

/** The TypeORM migration that makes the tables `outbox` and `inbox`: `migrations: [messageTables(), …]`. */
export const messageTables = () =>
  class MessageTables1763600000000 {
    readonly name = 'MessageTables1763600000000';
    async up(runner: SqlManager): Promise<void> {
      await runner.query(CREATE_OUTBOX);
      await runner.query(CREATE_INBOX);
    }
    async down(runner: SqlManager): Promise<void> {
      await runner.query('DROP TABLE inbox');
      await runner.query('DROP TABLE outbox');
    }
  };

/** Stores messages in the caller's transaction. Call `relay.wake()` after the commit. */
export async function saveOutbox(manager: SqlManager, messages: readonly Envelope[]): Promise<void> {
  if (messages.length === 0) return;
  const values = messages.map(() => '(?, ?, ?, ?, ?)').join(', ');
  const parameters = messages.flatMap(({ id, type, payload, at, traceparent }) => [
    id,
    type,
    JSON.stringify(payload),
    at,
    traceparent ?? null,
  ]);
  await manager.query(`INSERT INTO outbox (id, type, payload, at, traceparent) VALUES ${values}`, parameters);
}

/**
 * The table `outbox`. One replica relays at a time, under a named lock that MySQL takes back by itself from a process
 * that died: rows go once, and in the order they were stored. The others look again a moment later.
 */
export function mysqlOutbox(source: SqlSource, name = 'outbox'): OutboxSource<SqlBatch> {
  return {
    name,
    async pending(limit) {
      const runner = source.createQueryRunner();
      try {
        await runner.connect();
        const [lock] = (await runner.query(`SELECT GET_LOCK(${LOCK}, 0) AS held`)) as { held: unknown }[];
        if (Number(lock?.held) !== 1) {
          await runner.release();
          return 'elsewhere';
        }
        const rows = (await runner.query(
          'SELECT seq, id, type, payload, at, traceparent FROM outbox ORDER BY seq LIMIT ?',
          [limit],
        )) as Row[];
        if (rows.length > 0) return [{ runner, rows, messages: rows.map(toEnvelope) }];
      } catch (error) {
        await giveBack(runner);
        throw error;
      }
      await giveBack(runner);
      return [];
    },
    async done({ runner, rows }) {
      try {
        // Without the hint a short table is scanned, which waits for rows that are being stored.
        const marks = rows.map(() => '?').join(', ');
        const sql = `DELETE gone FROM outbox gone FORCE INDEX (PRIMARY) WHERE gone.seq IN (${marks})`;
        await runner.query(
          sql,
          rows.map((row) => row.seq),
        );
      } finally {
        await giveBack(runner);
      }
    },
    release: ({ runner }) => giveBack(runner),
    async stats() {
      const [found] = (await source.query('SELECT COUNT(*) AS depth, MIN(at) AS oldest FROM outbox')) as {
        depth: string | number;
        oldest: string | null;
      }[];
      const oldest = found?.oldest ?? undefined;
      return {
        depth: Number(found?.depth ?? 0),
        oldestAt: oldest === undefined ? undefined : new Date(oldest),
      };
    },
  };
}

/** What waits in the table `outbox` for an order, without payloads, the oldest first. */
export async function waitingFor(source: SqlManager, orderId: string): Promise<Waiting[]> {
  return (await source.query(
    "SELECT id, type, at FROM outbox WHERE JSON_UNQUOTE(JSON_EXTRACT(payload, '$.orderId')) = ? ORDER BY seq LIMIT 100",
    [orderId],
  )) as Waiting[];
}

async function giveBack(runner: SqlRunner): Promise<void> {
  await runner.query(`SELECT RELEASE_LOCK(${LOCK})`).catch(() => undefined);
  await runner.release().catch(() => undefined);
}

/** MySQL gives JSON as a value, MariaDB as text. */
function toEnvelope({ id, type, payload, at, traceparent }: Row): Envelope {
  const value: unknown = typeof payload === 'string' ? JSON.parse(payload) : payload;
  return { id, type, payload: value, at, ...(traceparent === null ? {} : { traceparent }) };
}

/**
 * Remembers in the caller's transaction that `consumer` handles this message; false when it already has: then do
 * nothing, and let the message be acknowledged. A second transaction with the same message waits for the first.
 */
export async function handleOnce(
  manager: SqlManager,
  meta: { id: string },
  consumer: string,
): Promise<boolean> {
  const result = await manager.query('INSERT IGNORE INTO inbox (message_id, consumer) VALUES (?, ?)', [
    meta.id,
    consumer,
  ]);
  return (result as { affectedRows: number }).affectedRows === 1;
}

/** Forgets messages handled more than 7 days ago; call it once a day or so. */
export async function pruneInbox(manager: SqlManager): Promise<void> {
  await manager.query('DELETE FROM inbox WHERE handled_at < NOW() - INTERVAL 7 DAY LIMIT 10000');
}
