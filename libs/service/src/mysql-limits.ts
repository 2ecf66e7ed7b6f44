import { log } from './log.ts';

const QUERY_LIMIT_MS = 4_000;

/** TypeORM's own logger would write queries that were slow, what shoppers typed among them. */
const logger = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: (ms: number) => log.warn({ ms }, 'a query of MySQL was slow'),
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

/** How long a query of a service may take, for TypeORM: a server that stands still must not hold a shopper up. */
export const mysqlLimits = {
  maxQueryExecutionTime: QUERY_LIMIT_MS,
  enableQueryTimeout: true,
  logger,
} as const;

/** The part of mysql2's connection that is needed here. */
interface SqlConnection {
  query(...all: unknown[]): unknown;
  destroy(): void;
}
interface SqlPool {
  on(event: 'acquire', listener: (connection: SqlConnection) => void): unknown;
}

/**
 * Closes each connection whose query has run out of time. mysql2 gives up waiting and no more: the connection goes back to its
 * pool, and whatever is asked there next waits behind the query that never ends, without a limit.
 */
export function limitMysql(source: { driver: object }): void {
  const { pool } = source.driver as { pool?: SqlPool };
  if (pool === undefined) throw new Error('the connection to MySQL has no pool to watch');
  const watched = new WeakSet<SqlConnection>();
  pool.on('acquire', (connection) => {
    if (watched.has(connection)) return;
    watched.add(connection);
    const query = connection.query.bind(connection);
    connection.query = (...all) => {
      const told = all.at(-1);
      if (typeof told !== 'function') return query(...all);
      return query(...all.slice(0, -1), (error: unknown, ...rest: unknown[]) => {
        if (isTooLate(error)) connection.destroy();
        told(error, ...rest);
      });
    };
  });
}

const isTooLate = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'PROTOCOL_SEQUENCE_TIMEOUT';
