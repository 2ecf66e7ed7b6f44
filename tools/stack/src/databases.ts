import { createConnection } from 'mysql2/promise';
import type { Secrets } from './secrets.ts';
import { reason, Trouble } from './trouble.ts';

/** Each service's own database, with the rights that service has. */
export interface Databases {
  readonly mongo: (service: string) => string;
  readonly mysql: Readonly<Record<'shipping' | 'ratings', string>>;
  readonly redis: Readonly<Record<'user' | 'cart', string>>;
}

/** Gives each service its own database; for MySQL also a user who can reach that database only. */
export async function databases(
  urls: { readonly mongoUrl: string; readonly mysqlUrl: string; readonly redisUrl: string },
  secrets: Secrets,
): Promise<Databases> {
  return {
    mongo: (service) => withPath(urls.mongoUrl, service),
    redis: { user: withPath(urls.redisUrl, '0'), cart: withPath(urls.redisUrl, '1') },
    mysql: {
      shipping: await mysqlDatabase(urls.mysqlUrl, 'shipping', secrets.shippingPassword),
      ratings: await mysqlDatabase(urls.mysqlUrl, 'ratings', secrets.ratingsPassword),
    },
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
