import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';

function given(name: string): string {
  const url = process.env[name];
  if (url === undefined)
    throw new Error(`${name} is not set; run these tests with npm test, which starts the stores`);
  return url;
}

/** A name nobody else uses. */
export const unique = (prefix: string): string => `${prefix}_${randomBytes(5).toString('hex')}`;

/** A MongoDB URL with a database of its own. */
export function mongoUrl(prefix: string): string {
  const url = new URL(given('MONGO_URL'));
  url.pathname = `/${unique(prefix)}`;
  return url.href;
}

/** A MySQL URL with a new database of its own. */
export async function mysqlUrl(prefix: string): Promise<string> {
  const url = new URL(given('MYSQL_URL'));
  const name = unique(prefix);
  url.pathname = '/';
  const connection = await createConnection({ uri: url.href, connectTimeout: 5_000 });
  await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  await connection.end();
  url.pathname = `/${name}`;
  return url.href;
}

/** The Redis of the tests: keys carry random ids, so that nobody needs one of his own. */
export const redisUrl = (): string => given('REDIS_URL');

/** The broker of the tests. */
export const amqpUrl = (): string => given('AMQP_URL');
