import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StoreName, storeNames } from '../../tools/stack/src/stores/store.ts';
import { startStores } from '../../tools/stack/src/stores/stores.ts';

const variables = {
  mongodb: 'MONGO_URL',
  mysql: 'MYSQL_URL',
  redis: 'REDIS_URL',
  rabbitmq: 'AMQP_URL',
} as const;

/** Starts private stores for this run, once, unless their URLs are in the environment. The specs find the URLs there. */
export async function setup(): Promise<() => Promise<void>> {
  const which = storeNames.filter((name) => (process.env[variables[name]] ?? '') === '');
  const folder = testFolder('stores');
  const stores = await startStores({ folder, which, from: 'private', report: { crashed: sayCrash } });
  const urls = {
    mongodb: stores.mongoUrl,
    mysql: stores.mysqlUrl,
    redis: stores.redisUrl,
    rabbitmq: stores.amqpUrl,
  };
  for (const name of which) process.env[variables[name]] = urls[name];
  if (stores.brokerPage !== undefined) process.env.BROKER_PAGE ??= stores.brokerPage;
  process.env.ALLOW_STAND_IN ??= '1';
  return async () => {
    await Promise.all(which.map((name) => stores.kill(name)));
    await stores.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
}

/** A folder for what this run starts: within the run's own, which `npm test` clears whatever happens. */
export function testFolder(name: string): string {
  return mkdtempSync(join(process.env.SHOPSTACK_TEST_FOLDER ?? tmpdir(), `shopstack-${name}-`));
}

function sayCrash(name: StoreName, how: string): void {
  console.error(`${name}, a store of the tests, ended by itself with ${how}`);
}
