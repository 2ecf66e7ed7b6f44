import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Listr } from 'listr2';
import { needDisk } from '../disk.ts';
import { keepAlive } from '../keep-alive.ts';
import { type Logs, openLogs } from '../logs.ts';
import { type PartName, type PortName, partNames } from '../parts.ts';
import { root } from '../root.ts';
import { closeSession, openSession, type Session, storesOf } from '../session.ts';
import { untilSignal } from '../signals.ts';
import { forgetState, runningStack, writeState } from '../state.ts';
import { table } from '../table.ts';
import { Trouble } from '../trouble.ts';
import { DETACHED, detach } from './detach.ts';
import { type Context, tasks } from './start-tasks.ts';

export interface StartOptions {
  /** Where the stack keeps its data; .shopstack of the repository unless named. */
  readonly folder?: string;
  /** `stores`, or names of processes of the shop. */
  readonly only?: string;
  readonly port?: Partial<Record<PortName, number>>;
  readonly freePorts?: boolean;
  readonly detach?: boolean;
}

// Data of the first start and a day's work: MariaDB 150 MB, RabbitMQ 100 MB, the rest small.
const DATA_BYTES = 500_000_000;

export const folderOf = (options: { folder?: string }): string =>
  resolve(root, options.folder ?? '.shopstack');

/** `npm start`: opens the shop and stays with it until Ctrl-C; with `--detach` it stays open. */
export async function start(options: StartOptions): Promise<void> {
  const folder = folderOf(options);
  const parts = chosen(options.only);
  const there = runningStack(folder);
  if (there !== undefined) {
    console.log(`ShopStack is running already (process ${there.supervisor.pid}); \`npm stop\` stops it.\n`);
    console.log(table(there.ports, parts, there.stores.brokerPage));
    return;
  }
  await needDisk(folder, DATA_BYTES, 'the data of the stores');
  if (options.detach) return detach(options, folder);

  const asked = untilSignal();
  if (process.env[DETACHED] === undefined)
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  const logs = openLogs(folder);
  const crashes = keepAlive(logs);
  const session = await openSession({
    folder,
    ports: options.freePorts ? 'free' : (options.port ?? {}),
    parts,
    line: (name, text) => logs.write(name, text),
    crashed: (name, how) => crashes.crashed(name, how),
  });
  crashes.watch(session);
  try {
    const began = Date.now();
    const opened = await Promise.race([open(session), asked]);
    if (opened === 'open') {
      announce(session, logs, (Date.now() - began) / 1_000);
      process.send?.('ready');
      await asked;
    }
    console.log('\nStopping; what is in hand is finished first.');
  } finally {
    crashes.stop();
    forgetState(folder);
    await closeSession(session);
  }
  console.log('Stopped. Nothing is left running; the data is kept.');
  process.exit(0);
}

async function open(session: Session): Promise<'open'> {
  const context: Context = { session };
  const plain = !process.stdout.isTTY || process.env.CI !== undefined;
  const list = new Listr<Context, 'default' | 'simple'>(tasks(session), {
    ctx: context,
    renderer: plain ? 'simple' : 'default',
    // Ctrl-C belongs to the supervisor, which ends the processes in order.
    registerSignalListeners: false,
    rendererOptions: { collapseSubtasks: false },
  });
  try {
    await list.run();
  } catch (error) {
    throw context.failure ?? error;
  }
  return 'open';
}

function announce(session: Session, logs: Logs, seconds: number): void {
  const { options, ports } = session;
  const stores = storesOf(session);
  writeState(options.folder, {
    ports,
    stores: {
      mongoUrl: stores.mongoUrl,
      mysqlUrl: stores.mysqlUrl,
      redisUrl: stores.redisUrl,
      amqpUrl: stores.amqpUrl,
      standIn: stores.standIn,
      brokerPage: stores.brokerPage,
    },
  });
  const shop = options.parts.includes('web') ? 'The shop is open' : 'Ready';
  console.log(
    `\n${shop} after ${seconds.toFixed(1)} s.\n\n${table(ports, options.parts, stores.brokerPage)}\n`,
  );
  const mongo = session.sources.get('mongodb');
  if (mongo?.from === 'stand-in') {
    console.log(
      `NOTE: MongoDB is played by a STAND-IN for development: ${mongo.why}.\n` +
        'Set MONGO_URL, or install mongod, to use the real one.\n',
    );
  }
  console.log(`Logs: ${logs.folder}. Ctrl-C or \`npm stop\` stops everything.\n`);
  logs.show();
}

function chosen(only: string | undefined): PartName[] {
  if (only === undefined) return [...partNames];
  const names = only.split(',').filter((name) => name !== 'stores');
  return names.map((each) => {
    const name = partNames.find((known) => known === each);
    if (name === undefined) {
      throw new Trouble(`There is no process "${each}".`, `Choose among stores, ${partNames.join(', ')}.`);
    }
    return name;
  });
}

/** `npm run reset`: stops the shop and removes all it has stored. */
export function forget(folder: string): void {
  for (const name of [
    'mongodb',
    'mongodb-stand-in',
    'mysql',
    'redis',
    'rabbitmq',
    'mail',
    'psp',
    'log',
    'secrets.json',
    'docker-project',
    'stack.json',
  ]) {
    rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 5 });
  }
}
