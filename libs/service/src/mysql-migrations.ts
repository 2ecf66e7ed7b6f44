/** What this needs of a TypeORM DataSource. */
interface MigratableDataSource {
  options: { database?: unknown };
  createQueryRunner(): {
    query(sql: string, parameters?: unknown[]): Promise<unknown>;
    release(): Promise<void>;
  };
  runMigrations(options: { transaction: 'each' }): Promise<unknown[]>;
}

const LOCK_WAIT_S = 120;

/**
 * Runs a MySQL service's TypeORM migrations, by one replica at a time: the others wait on a named lock, which MySQL
 * gives back by itself when its holder dies. `after` runs under the same lock: first data, imports.
 */
export async function migrateMysql(source: MigratableDataSource, after?: () => Promise<void>): Promise<void> {
  const lock = `migrations:${String(source.options.database)}`.slice(0, 64);
  const runner = source.createQueryRunner();
  try {
    const [row] = (await runner.query('SELECT GET_LOCK(?, ?) AS held', [lock, LOCK_WAIT_S])) as {
      held: unknown;
    }[];
    if (Number(row?.held) !== 1) {
      throw new Error(`Another replica has held the migration lock for ${LOCK_WAIT_S} s; look at its log.`);
    }
    await source.runMigrations({ transaction: 'each' });
    await after?.();
  } finally {
    await runner.query('SELECT RELEASE_LOCK(?)', [lock]).catch(() => undefined);
    await runner.release();
  }
}
