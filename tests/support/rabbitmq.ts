import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from 'amqplib';
import { freePorts } from '../../tools/stack/src/ports.ts';

const run = promisify(execFile);
const START_LIMIT_MS = 180_000;
// One scheduler and no busy waiting: a broker of a test must not take the processor from what is tested.
const ERL_ARGS = '+S 1:1 +SDcpu 1:1 +A 4 +sbwt none +sbwtdcpu none +sbwtdio none';

// One process group that ends as a whole: when the broker does, and when our end of its standard input closes, however
// we came to die. It has an epmd of its own, as Erlang would leave a daemon behind, shared with brokers of others.
const GROUP = `
  epmd -port $ERL_EPMD_PORT -address 127.0.0.1 &
  ("$SBIN/rabbitmq-server" </dev/null; kill -9 0) &
  cat >/dev/null; kill -9 0`;

/** A RabbitMQ of one's own, which a test may kill. Needs the apt package rabbitmq-server; runs as any user, without systemd. */
export interface Rabbit {
  /** amqp:// URL of the default vhost. */
  readonly url: string;
  /**
   * Kills the broker without warning. Names of queues are written to disk before: RabbitMQ does that up to a second
   * late, and a quorum queue whose name is lost is stuck for ever (3.10), which no client can help.
   */
  kill9(): Promise<void>;
  /** Starts it again after kill9, on the same port with the same data; resolves when it takes connections. */
  start(): Promise<void>;
  /** kill9 and start. */
  restart(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
  /** Makes an empty vhost and tells its URL: a test file can have the names of all queues to itself. About 50 ms. */
  vhost(name?: string): Promise<string>;
  /** Evaluates Erlang in the broker, where rabbitmqctl would take two seconds: `rabbit_vhost:count()`. */
  evaluate(erlang: string): Promise<string>;
}

/** Starts a private broker in a new folder on free ports: about 6 s. `conf` is added to its rabbitmq.conf. */
export async function startRabbit(conf: Record<string, string | number> = {}): Promise<Rabbit> {
  const sbin = dirname(realpathSync('/usr/lib/rabbitmq/bin/rabbitmq-server'));
  const folder = mkdtempSync(join(tmpdir(), 'rabbitmq-'));
  const [port, distPort, epmdPort] = await freePorts(3);
  const node = `shop${port}@localhost`;
  const cookie = randomBytes(12).toString('hex');
  const settings = {
    'listeners.tcp.default': `127.0.0.1:${port}`,
    'vm_memory_high_watermark.absolute': '1GB',
    'disk_free_limit.absolute': '50MB',
    'raft.wal_max_size_bytes': 32_000_000,
    'log.console': 'false',
    'log.file.level': 'warning',
    ...conf,
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}`);
  writeFileSync(join(folder, 'rabbitmq.conf'), `${lines.join('\n')}\n`);
  writeFileSync(join(folder, 'enabled_plugins'), '[].');
  writeFileSync(join(folder, '.erlang.cookie'), cookie, { mode: 0o400 });
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: node,
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distPort),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: ERL_ARGS,
  };
  const url = `amqp://guest:guest@127.0.0.1:${port}`;
  let server: ChildProcess | undefined;

  const rabbit: Rabbit = {
    url,
    async start() {
      const out = openSync(join(folder, 'start.log'), 'a');
      server = spawn('sh', ['-c', GROUP], {
        env: { ...env, SBIN: sbin },
        detached: true,
        stdio: ['pipe', out, out],
      });
      await untilItAnswers(url, server, folder);
    },
    async kill9() {
      if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
      await rabbit.evaluate('[dets:sync(Table) || Table <- dets:all()]');
      const gone = once(server, 'exit');
      process.kill(-server.pid, 'SIGKILL');
      await gone;
    },
    async restart() {
      await rabbit.kill9();
      await rabbit.start();
    },
    async stop() {
      await rabbit.kill9().catch(() => server?.stdin?.end());
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
    async vhost(name = `t${randomBytes(6).toString('hex')}`) {
      await rabbit.evaluate(
        `rabbit_vhost:add(<<"${name}">>, <<"test">>), rabbit_auth_backend_internal:set_permissions(` +
          `<<"guest">>, <<"${name}">>, <<".*">>, <<".*">>, <<".*">>, <<"test">>)`,
      );
      return `${url}/${name}`;
    },
    async evaluate(erlang) {
      const asked = run('erl_call', ['-sname', node, '-c', cookie, '-timeout', '10', '-e'], {
        env,
        timeout: 15_000,
      });
      asked.child.stdin?.end(`${erlang}.\n`);
      const { stdout } = await asked;
      if (!stdout.startsWith('{ok,')) throw new Error(`RabbitMQ could not evaluate ${erlang}: ${stdout}`);
      return stdout.slice(4, -1).trim();
    },
  };
  try {
    await rabbit.start();
  } catch (error) {
    await rabbit.stop();
    throw error;
  }
  return rabbit;
}

async function untilItAnswers(url: string, server: ChildProcess, folder: string): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      const connection = await connect(url, { timeout: 2_000 });
      return await connection.close();
    } catch (error) {
      if (server.signalCode !== null || Date.now() > deadline) {
        const said = readFileSync(join(folder, 'start.log'), 'utf8').slice(-2_000);
        throw new Error(`RabbitMQ did not start:\n${said}`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
