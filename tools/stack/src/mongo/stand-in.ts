import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Command } from './command.ts';
import { type Cursors, makeCursors } from './cursors.ts';
import { lockFolder } from './folder-lock.ts';
import { indexCommands } from './index-commands.ts';
import { reads } from './read-commands.ts';
import { serverCommands } from './server-commands.ts';
import { openStore, type Store } from './store.ts';
import { CODE, MongoTrouble } from './trouble.ts';
import { converse, type Request } from './wire.ts';
import { writes } from './write-commands.ts';

export interface StandInOptions {
  /** Where the journal lies; made when it is not there. One process at a time. */
  folder: string;
  /** 0, the default, takes a free port. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** How often TTL indexes are looked at, in milliseconds; default 2000. */
  ttlSweepMs?: number;
  /** Called when the disk refuses a write: nothing can be acknowledged any more. Default: the process ends. */
  onBroken?: (error: Error) => void;
}

export interface StandIn {
  url: string;
  port: number;
  stop(): Promise<void>;
}

const COMMANDS = new Map<string, Command>(
  Object.entries({ ...serverCommands, ...reads, ...writes, ...indexCommands }),
);

const run = ({ body, raw }: Request, store: Store, cursors: Cursors): Uint8Array | Promise<Uint8Array> => {
  const [command = ''] = Object.keys(body);
  const handler = COMMANDS.get(command);
  if (!handler) throw new MongoTrouble(CODE.CommandNotFound, `no such command: '${command}'`);
  const database = typeof body.$db === 'string' ? body.$db : 'admin';
  return handler({ body, raw, database, name: String(body[command]), store, cursors });
};

/**
 * Starts the stand-in for MongoDB: the MongoDB wire protocol over documents in memory, journaled in a folder. For
 * development and tests only: one process, no replication, no authentication, no transactions.
 */
export const startMongoStandIn = async (options: StandInOptions): Promise<StandIn> => {
  const { folder, host = '127.0.0.1', ttlSweepMs = 2000 } = options;
  const unlock = await lockFolder(folder);
  try {
    return await serve(folder, host, options.port ?? 0, ttlSweepMs, options.onBroken ?? fatal, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
};

const fatal = (error: Error): void => {
  console.error(`The stand-in for MongoDB cannot write its journal and stops: ${error.message}`);
  process.exit(14);
};

const serve = async (
  folder: string,
  host: string,
  wantedPort: number,
  ttlSweepMs: number,
  broken: (error: Error) => void,
  unlock: () => Promise<void>,
): Promise<StandIn> => {
  const store = openStore(folder, broken);
  const cursors = makeCursors();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    converse(socket, (request) => run(request, store, cursors));
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wantedPort, host, resolve);
    });
  } catch (error) {
    store.close();
    throw error;
  }
  const sweeper = setInterval(() => {
    const now = Date.now();
    store.sweep(now);
    cursors.tidy(now);
  }, ttlSweepMs);
  const { port } = server.address() as AddressInfo;
  return {
    url: `mongodb://${host}:${port}`,
    port,
    async stop() {
      clearInterval(sweeper);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await store.journal.written();
      for (const socket of sockets) socket.destroy();
      await closed;
      store.close();
      await unlock();
    },
  };
};
