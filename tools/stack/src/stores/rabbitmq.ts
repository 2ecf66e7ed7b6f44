import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { dirname, join } from 'node:path';
import { connect } from 'amqplib';
import { type Child, launch } from '../child.ts';
import { find } from '../command.ts';
import { freePorts } from '../ports.ts';
import { Trouble } from '../trouble.ts';
import { until } from '../until.ts';
import { single } from './single.ts';
import type { Server, ServerOptions, StoreKind } from './store.ts';

// Two schedulers that sleep when idle: a broker that spins would take the processor from what it serves.
const ERLANG = '+S 2:2 +SDcpu 1:1 +A 4 +sbwt none +sbwtdcpu none +sbwtdio none';
// RabbitMQ 3.10 writes its list of quorum queues to disk every three minutes: a queue younger than that would be lost by
// kill -9, whatever it had confirmed. No space may stand in this: the broker's script splits its arguments there.
const SAVE_QUEUES =
  '-eval Save=fun(Again)->timer:sleep(250),[dets:sync(Table)||Table<-dets:all()],Again(Again)end,spawn(fun()->Save(Save)end)';

/** RabbitMQ with its management page, an Erlang port mapper of its own, and quorum queues ready to use. */
export const rabbitmq: StoreKind = {
  name: 'rabbitmq',
  title: 'RabbitMQ',
  variable: 'AMQP_URL',
  docker: { service: 'rabbitmq', port: 5672, url: (host, port) => `amqp://guest:guest@${host}:${port}` },
  packages: ['rabbitmq-server'],
  // Debian's program on the PATH changes to the user rabbitmq; the one beneath it runs as whoever starts it.
  find: async () => {
    const plain = '/usr/lib/rabbitmq/bin/rabbitmq-server';
    return existsSync(plain) ? plain : find('rabbitmq-server');
  },
  start,
  probe,
};

async function start(program: string, options: ServerOptions): Promise<Server> {
  const [main, page, distribution, mapper] = await ports(options);
  const env = await configure(options.folder, { main, page, distribution, mapper });
  const epmd = await find('epmd');
  if (epmd === undefined) {
    throw new Trouble(
      'Erlang’s port mapper (epmd) is not installed.',
      'Install the package erlang-base and start again.',
    );
  }
  let portMapper: Child | undefined;
  const startMapper = async (): Promise<void> => {
    if (portMapper?.running) return;
    const args = ['-port', String(mapper), '-address', '127.0.0.1'];
    portMapper = launch('epmd', epmd, args, { env, ledger: options.ledger, line: options.line });
    // A broker that finds no mapper starts one of its own, which nobody would stop.
    await until(() => listens(mapper), { limitMs: 10_000, everyMs: 20 });
  };
  await startMapper();
  try {
    const broker = await single(options, {
      title: 'RabbitMQ',
      url: `amqp://guest:guest@127.0.0.1:${main}`,
      page: `http://localhost:${page}`,
      command: program,
      args: [],
      env,
      probe,
      limitMs: 120_000,
      graceMs: 30_000,
    });
    return {
      ...broker,
      pids: () => [...broker.pids(), ...(portMapper?.running ? [portMapper.pid] : [])],
      start: async () => {
        await startMapper();
        await broker.start();
      },
      stop: async () => {
        await broker.stop();
        await portMapper?.kill();
      },
    };
  } catch (error) {
    await portMapper?.kill();
    throw error;
  }
}

async function ports(options: ServerOptions): Promise<[number, number, number, number]> {
  const [main, page, distribution, mapper] = (await freePorts(4)) as [number, number, number, number];
  return [options.ports.main ?? main, options.ports.page ?? page, distribution, mapper];
}

async function configure(
  folder: string,
  port: { main: number; page: number; distribution: number; mapper: number },
): Promise<Record<string, string | undefined>> {
  await mkdir(folder, { recursive: true });
  const settings = {
    'listeners.tcp.default': `127.0.0.1:${port.main}`,
    'management.tcp.ip': '127.0.0.1',
    'management.tcp.port': port.page,
    'vm_memory_high_watermark.absolute': '1GB',
    'disk_free_limit.absolute': '50MB',
    'raft.wal_max_size_bytes': 32_000_000,
    'log.console': 'false',
    'log.file.level': 'warning',
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}`);
  await writeFile(join(folder, 'rabbitmq.conf'), `${lines.join('\n')}\n`);
  await writeFile(join(folder, 'enabled_plugins'), '[rabbitmq_management].');
  const cookie = join(folder, '.erlang.cookie');
  if (!existsSync(cookie)) await writeFile(cookie, randomBytes(12).toString('hex'), { mode: 0o400 });
  await chmod(cookie, 0o400);
  return {
    PATH: `${process.env.PATH}:${dirname(process.execPath)}:/usr/sbin`,
    HOME: folder,
    LANG: 'C.UTF-8',
    ERL_EPMD_PORT: String(port.mapper),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    // The name is part of what queues remember: it must not change with the ports.
    RABBITMQ_NODENAME: 'shop@localhost',
    RABBITMQ_NODE_PORT: String(port.main),
    RABBITMQ_DIST_PORT: String(port.distribution),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `${ERLANG} ${SAVE_QUEUES}`,
  };
}

async function listens(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } finally {
    socket.destroy();
  }
}

async function probe(url: string): Promise<void> {
  const connection = await connect(url, { timeout: 2_000 });
  connection.on('error', () => undefined);
  await connection.close();
}
