import { mkdir } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { find } from '../command.ts';
import { freePort } from '../ports.ts';
import { single } from './single.ts';
import type { StoreKind } from './store.ts';

/** Redis with an append-only file written out every second, which never throws a key away to make room. */
export const redis: StoreKind = {
  name: 'redis',
  title: 'Redis',
  variable: 'REDIS_URL',
  docker: { service: 'redis', port: 6379, url: (host, port) => `redis://${host}:${port}` },
  packages: ['redis-server'],
  find: () => find('redis-server', 'valkey-server'),
  async start(program, options) {
    const port = options.ports.main ?? (await freePort());
    await mkdir(options.folder, { recursive: true });
    const settings = {
      port: String(port),
      bind: '127.0.0.1',
      dir: options.folder,
      appendonly: 'yes',
      appendfsync: 'everysec',
      'maxmemory-policy': 'noeviction',
      save: '',
      daemonize: 'no',
    };
    const args = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, value]);
    const url = `redis://127.0.0.1:${port}`;
    return single(options, {
      title: 'Redis',
      url,
      command: program,
      args,
      probe,
      limitMs: 30_000,
      graceMs: 10_000,
    });
  },
  probe,
};

async function probe(url: string): Promise<void> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 2_000,
    commandTimeout: 2_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}
