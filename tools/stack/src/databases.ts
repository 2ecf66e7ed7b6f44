import { createConnection } from 'mysql2/promise';
import type { PartName } from './parts.ts';
import type { Secrets } from './secrets.ts';
import { reason, Trouble } from './trouble.ts';

type Urls = { readonly mongoUrl: string; readonly mysqlUrl: string; readonly redisUrl: string };

/** The URL of each store as one service gets it: with that service's own database in it. */
export interface Databases {
  readonly mongo: string;
  readonly mysql: string;
  readonly redis: string;
}

const redisDatabases: Readonly<Partial<Record<PartName, number>>> = { user: 0, cart: 1, web: 2 };

/** Gives a service its own databases; where it uses MySQL, also a user there who can reach nothing else. */
export async function databasesOf(part: PartName, urls: Urls, secrets: Secrets): Promise<Databases> {
  const redis = redisDatabases[part];
  const password = { shipping: secrets.shippingPassword, ratings: secrets.ratingsPassword }[
    part as 'shipping' | 'ratings'
  ];
  return {
    mongo: withPath(urls.mongoUrl, part),
    redis: redis === undefined ? '' : withPath(urls.redisUrl, String(redis)),
    mysql: password === undefined ? '' : await mysqlDatabase(urls.mysqlUrl, part, password),
  };
}

function withPath(base: string, path: string): string {
  if (base === '') return '';
  const url = new URL(base);
  url.pathname = `/${path}`;
  return url.href;
}

async function mysqlDatabase(base: string, name: string, password: string): Promise<string> {
  if (base === '') return '';
  const connection = await createConnection({ uri: withPath(base, ''), connectTimeout: 5_000 });
  try {
    await connection.query(`CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4`);
    await connection.query(`CREATE USER IF NOT EXISTS '${name}'@'%' IDENTIFIED BY '${password}'`);
    await connection.query(`ALTER USER '${name}'@'%' IDENTIFIED BY '${password}'`);
    await connection.query(`GRANT ALL ON \`${name}\`.* TO '${name}'@'%'`);
  } catch (error) {
    throw new Trouble(
      `The account in MYSQL_URL cannot make the database and the user "${name}": ${reason(error)}.`,
      'Give an account with the rights CREATE, CREATE USER and GRANT OPTION.',
      { cause: error },
    );
  } finally {
    connection.destroy();
  }
  const url = new URL(withPath(base, name));
  url.username = name;
  url.password = password;
  return url.href;
}
