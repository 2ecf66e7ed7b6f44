import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { find } from '../command.ts';
import { freePort } from '../ports.ts';
import { single } from './single.ts';
import type { Server, ServerOptions, StoreKind } from './store.ts';

/** MongoDB itself. No Debian package has it; where it cannot be had, `standIn` is used. */
export const mongodb: StoreKind = {
  name: 'mongodb',
  title: 'MongoDB',
  variable: 'MONGO_URL',
  docker: { service: 'mongodb', port: 27017, url: (host, port) => `mongodb://${host}:${port}` },
  packages: [],
  find: () => find('mongod'),
  async start(program, options) {
    const port = options.ports.main ?? (await freePort());
    const data = join(options.folder, 'data');
    await mkdir(data, { recursive: true });
    const args = ['--dbpath', data, '--port', String(port), '--bind_ip', '127.0.0.1', '--quiet'];
    const url = `mongodb://127.0.0.1:${port}`;
    return single(options, {
      title: 'MongoDB',
      url,
      command: program,
      args,
      probe,
      limitMs: 60_000,
      graceMs: 20_000,
    });
  },
  probe,
};

const STAND_IN = fileURLToPath(new URL('../mongo/main.ts', import.meta.url));

/** The development stand-in for MongoDB, in a process of its own. */
export async function startStandIn(options: ServerOptions): Promise<Server> {
  const port = options.ports.main ?? (await freePort());
  const args = ['--conditions=source', STAND_IN, '--folder', options.folder, '--port', String(port)];
  return single(options, {
    title: 'MongoDB stand-in',
    url: `mongodb://127.0.0.1:${port}`,
    command: process.execPath,
    args,
    probe,
    limitMs: 30_000,
    graceMs: 10_000,
  });
}

export const hasStandIn = (): boolean => existsSync(STAND_IN);

async function probe(url: string): Promise<void> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 2_000, connectTimeoutMS: 2_000 });
  try {
    await client.db('admin').command({ ping: 1 });
  } finally {
    await client.close();
  }
}
