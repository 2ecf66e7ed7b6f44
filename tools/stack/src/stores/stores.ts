import { join } from 'node:path';
import { Ledger } from '../ledger.ts';
import { kinds } from './kinds.ts';
import { startStandIn } from './mongodb.ts';
import { acquire, type Source } from './source.ts';
import { type Server, type ServerOptions, type StoreName, storeNames } from './store.ts';

export interface StoresOptions {
  /** Where the private servers keep their data. */
  readonly folder: string;
  /** All four unless named. */
  readonly which?: readonly StoreName[];
  /** Fixed ports; free ones otherwise. `page` is the broker's management page. */
  readonly ports?: Partial<Record<StoreName | 'page', number>>;
  /** `private` (for tests) passes over URLs in the environment and Docker. */
  readonly from?: 'anywhere' | 'private';
  readonly report?: Report;
}

/** Where the start tells what it does. */
export interface Report {
  readonly line?: (store: StoreName, text: string) => void;
  readonly waiting?: (store: StoreName, why: string) => void;
  readonly crashed?: (store: StoreName, how: string) => void;
}

/** Running stores. The URLs have the rights to everything in the store; a store that was not asked for has the URL ''. */
export interface Stores {
  readonly mongoUrl: string;
  readonly mysqlUrl: string;
  readonly redisUrl: string;
  readonly amqpUrl: string;
  /** RabbitMQ's management page (guest, guest). */
  readonly brokerPage: string | undefined;
  /** Whether MongoDB is played by the development stand-in. */
  readonly standIn: boolean;
  /** Where each store came from, in words. */
  readonly sources: Readonly<Partial<Record<StoreName, string>>>;
  readonly servers: Readonly<Partial<Record<StoreName, Server>>>;
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(name: StoreName): Promise<void>;
  /** Starts it again after kill(), or kills and starts it; resolves when it answers. */
  restart(name: StoreName): Promise<void>;
  /** Keeps its connections open without an answer until thaw(). */
  freeze(name: StoreName): void;
  thaw(name: StoreName): void;
}

/** Finds or installs the stores, starts them side by side and resolves when all answer. */
export async function startStores(options: StoresOptions): Promise<Stores> {
  const which = options.which ?? storeNames;
  const sources = await acquire(which, options.from ?? 'anywhere', options.report);
  return startFrom(sources, options);
}

/** Starts stores whose sources are known already. */
export async function startFrom(
  sources: ReadonlyMap<StoreName, Source>,
  options: StoresOptions,
): Promise<Stores> {
  const servers: Partial<Record<StoreName, Server>> = {};
  const starts = [...sources].map(async ([name, source]) => {
    servers[name] = await startOne(name, source, options);
  });
  const failed = (await Promise.allSettled(starts)).find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) {
    await stopAll(servers);
    throw failed.reason;
  }
  return running(servers, sources);
}

/** Starts one store from where it comes from. */
export async function startOne(name: StoreName, source: Source, options: StoresOptions): Promise<Server> {
  const { folder, report, ports } = options;
  const server: ServerOptions = {
    folder: join(folder, source.from === 'stand-in' ? 'mongodb-stand-in' : name),
    ports: {
      ...(ports?.[name] !== undefined && { main: ports[name] }),
      ...(name === 'rabbitmq' && ports?.page !== undefined && { page: ports.page }),
    },
    ledger: new Ledger(folder),
    line: (text) => report?.line?.(name, text),
    waiting: (why) => report?.waiting?.(name, why),
    crashed: (how) => report?.crashed?.(name, how),
  };
  if (source.from === 'url') {
    await source.server.start();
    return source.server;
  }
  if (source.from === 'docker') return source.start(server);
  if (source.from === 'stand-in') return startStandIn(server);
  return kinds[name].start(source.program, server);
}

/** The handle on servers that run. */
export function running(
  servers: Readonly<Partial<Record<StoreName, Server>>>,
  sources: ReadonlyMap<StoreName, Source>,
): Stores {
  const named = (name: StoreName): Server => {
    const server = servers[name];
    if (server === undefined) throw new Error(`${kinds[name].title} was not started`);
    return server;
  };
  return {
    mongoUrl: servers.mongodb?.url ?? '',
    mysqlUrl: servers.mysql?.url ?? '',
    redisUrl: servers.redis?.url ?? '',
    amqpUrl: servers.rabbitmq?.url ?? '',
    brokerPage: servers.rabbitmq?.page,
    standIn: sources.get('mongodb')?.from === 'stand-in',
    sources: Object.fromEntries([...sources].map(([name, source]) => [name, source.words])),
    servers,
    stop: () => stopAll(servers),
    kill: (name) => named(name).kill(),
    async restart(name) {
      await named(name).kill();
      await named(name).start();
    },
    freeze: (name) => named(name).freeze(),
    thaw: (name) => named(name).thaw(),
  };
}

async function stopAll(servers: Readonly<Partial<Record<StoreName, Server>>>): Promise<void> {
  await Promise.all(Object.values(servers).map((server) => server.stop()));
}
