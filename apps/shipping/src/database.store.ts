import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { messageTables } from '@shop/messaging';
import { migrateMysql, type StoreToMigrate } from '@shop/service';
import { DataSource } from 'typeorm';
import type { Env } from './env.ts';
import { Shipping1763700000000 } from './migrations/2026-11-shipping.ts';
import { SyntheticShipments1763710000000 } from './migrations/2026-11-synthetic-shipments.ts';
import { Shipment, Stop } from './shipment.entity.ts';

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
  entities: [Shipment, Stop],
  migrations: [messageTables(), Shipping1763700000000, SyntheticShipments1763710000000],
  synchronize: false,
});

/** Brings the database to what this version needs, the list of cities included. */
const migrateShipping = (source: DataSource, env: Pick<Env, 'MYSQL_URL'>): Promise<void> =>
  migrateMysql(source, () => importCities(source, env.MYSQL_URL));

/** The database without the service around it, for the command `migrate`. */
export async function openStore(env: Env): Promise<StoreToMigrate> {
  const source = await new DataSource(databaseOptions(env)).initialize();
  return { migrate: () => migrateShipping(source, env), close: () => source.destroy() };
}

async function importCities(source: DataSource, url: string): Promise<void> {
  const rows = await source.query<unknown[]>('SELECT 1 FROM cities LIMIT 1');
  if (rows.length > 0) return;
  const own = fileURLToPath(import.meta.url);
  const program = own.replace(/database\.store(\.[jt]s)$/, 'import-cities$1');
  const child = spawn(process.execPath, [program, url], { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error('the list of cities could not be imported; the lines above say why');
}
