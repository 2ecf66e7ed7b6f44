import { messageTables } from '@shop/messaging';
import { migrateMysql, type StoreToMigrate } from '@shop/service';
import { DataSource } from 'typeorm';
import type { Env } from './env.ts';
import { Reviews1763700000000 } from './migrations/2026-11-reviews.ts';
import { Votes1763800000000 } from './migrations/2026-11-votes.ts';
import { Review } from './review.entity.ts';

/** How this service holds on to its database. */
export const databaseOptions = (env: Pick<Env, 'MYSQL_URL'>) => ({
  type: 'mysql' as const,
  url: env.MYSQL_URL,
  // TypeORM takes no options out of a URL: ?ssl=Amazon%20RDS names a profile of mysql2.
  ssl: new URL(env.MYSQL_URL).searchParams.get('ssl') ?? undefined,
  charset: 'utf8mb4',
  timezone: 'Z',
  connectTimeout: 3_000,
  poolSize: 10,
  entities: [Review],
  migrations: [messageTables(), Reviews1763700000000, Votes1763800000000],
  synchronize: false,
});

/** The database without the service around it, for the command `migrate`. */
export async function openStore(env: Env): Promise<StoreToMigrate> {
  const source = await new DataSource(databaseOptions(env)).initialize();
  return { migrate: () => migrateMysql(source), close: () => source.destroy() };
}
