import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { find, output, succeeds } from '../command.ts';
import { freePort } from '../ports.ts';
import { root } from '../root.ts';
import { reason, Trouble } from '../trouble.ts';
import { until } from '../until.ts';
import { kinds } from './kinds.ts';
import type { Source } from './source.ts';
import type { Server, ServerOptions, StoreName } from './store.ts';

const FILE = join(root, 'docker-compose.yaml');
const PROBE_LIMIT_MS = 4_000;
// A registry that says nothing for this long is taken for unreachable; a slow one that goes on is waited for.
const SILENCE_LIMIT_MS = 20_000;
const PULL_LIMIT_MS = 15 * 60_000;
const UP_LIMIT_MS = 3 * 60_000;

export interface DockerSources {
  readonly sources: ReadonlyMap<StoreName, Source>;
  /** Why Docker was passed over, for some store or for all. */
  readonly note?: string;
}

/**
 * The stores that Docker can play: its engine answers, and the image is here or, with `pull`, can be pulled. Once a pull
 * has failed the others are not tried: it is the same registry.
 */
export async function dockerSources(which: readonly StoreName[], pull: boolean): Promise<DockerSources> {
  const sources = new Map<StoreName, Source>();
  if (which.length === 0 || (await find('docker')) === undefined) return { sources };
  const not = await whyNot();
  if (not !== undefined) return { sources, note: `Docker is not used: ${not}` };
  const images = await imagesOf(which);
  let failure: string | undefined;
  for (const name of which) {
    const image = images[kinds[name].docker.service] ?? '';
    if (!(await isHere(image))) {
      failure ??= pull ? await pullImage(image) : `${image} is not here; npm start will try to pull it`;
      if (failure !== undefined) continue;
    }
    sources.set(name, {
      from: 'docker',
      words: `Docker, ${image}`,
      start: (options) => start(name, options),
    });
  }
  return failure === undefined
    ? { sources }
    : { sources, note: `Docker is not used for every store: ${failure}` };
}

async function whyNot(): Promise<string | undefined> {
  if (/^(tcp|ssh|https?):/.test(process.env.DOCKER_HOST ?? '')) return 'its engine is on another machine';
  if (!(await succeeds('docker', ['info'], { timeoutMs: PROBE_LIMIT_MS })))
    return 'its engine does not answer';
  if (!(await succeeds('docker', ['compose', 'version'], { timeoutMs: PROBE_LIMIT_MS })))
    return 'docker compose is not installed';
  return undefined;
}

/**
 * What docker-compose.yaml wants to be told. These stores are a laptop's: no passwords but MySQL's, no accounts but the
 * brokers' own, a network of their own. Secrets of the apps, which are not started from there, are never read.
 */
function environment(network: string): Record<string, string> {
  const asked = readFileSync(FILE, 'utf8').matchAll(/\$\{(\w+)(:?)\?/g);
  const told = [...asked].map(([, name = '', needed]) => [name, needed === ':' ? 'not-read' : '']);
  return {
    ...Object.fromEntries(told),
    MYSQL_ROOT_PASSWORD: 'shopstack',
    RABBITMQ_USER: 'guest',
    RABBITMQ_PASSWORD: 'guest',
    NETWORK: network,
  };
}

const Config = z.object({ services: z.record(z.string(), z.object({ image: z.string() })) });

async function imagesOf(which: readonly StoreName[]): Promise<Record<string, string>> {
  const args = [
    'compose',
    '-f',
    FILE,
    'config',
    '--format',
    'json',
    ...which.map((name) => kinds[name].docker.service),
  ];
  const { services } = Config.parse(
    JSON.parse(await output('docker', args, { timeoutMs: 10_000, env: environment('none') })),
  );
  return Object.fromEntries(Object.entries(services).map(([name, { image }]) => [name, image]));
}

const isHere = (image: string): Promise<boolean> =>
  succeeds('docker', ['image', 'inspect', image], { timeoutMs: PROBE_LIMIT_MS });

/** Pulls an image, or says why it could not. */
async function pullImage(image: string): Promise<string | undefined> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_LIMIT_MS);
  try {
    const pulling = execa('docker', ['pull', image], {
      all: true,
      stdin: 'ignore',
      timeout: PULL_LIMIT_MS,
      cancelSignal: silence.signal,
    });
    for await (const _ of pulling.iterable({ from: 'all' })) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_LIMIT_MS);
    }
    await pulling;
    return undefined;
  } catch (error) {
    return `${image} could not be pulled (${silence.signal.aborted ? 'the registry does not answer' : lastLine(error)})`;
  } finally {
    clearTimeout(timer);
  }
}

function lastLine(error: unknown): string {
  const said =
    error instanceof Error && 'all' in error ? String(error.all).trim().split('\n').at(-1) : undefined;
  return (said || reason(error)).slice(0, 160);
}

/** The project's name holds the folder, so that working copies do not share containers. */
const project = (folder: string): string =>
  `shopstack-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`;

async function start(name: StoreName, options: ServerOptions): Promise<Server> {
  const { docker, probe, title } = kinds[name];
  const stackFolder = dirname(options.folder);
  const port = options.ports.main ?? (await freePort());
  const page = name === 'rabbitmq' ? (options.ports.page ?? (await freePort())) : undefined;
  const env = {
    ...environment(project(stackFolder)),
    [`${docker.service.toUpperCase()}_PORT`]: String(port),
    ...(page && { BROKER_PAGE_PORT: String(page) }),
  };
  const base = ['compose', '-f', FILE, '-p', project(stackFolder)];
  const compose = (...args: string[]): Promise<string> =>
    output('docker', [...base, ...args], { timeoutMs: UP_LIMIT_MS, env });
  const url = docker.url('127.0.0.1', port);
  writeFileSync(markerOf(stackFolder), `${project(stackFolder)}\n`);
  const up = async (): Promise<void> => {
    options.waiting('its container is starting');
    try {
      await compose('up', '--detach', '--no-deps', docker.service);
      await until(() => probe(url).then(() => true), {
        limitMs: UP_LIMIT_MS,
        everyMs: 200,
        waiting: options.waiting,
      });
    } catch (error) {
      const log = await compose('logs', '--tail', '20', docker.service).catch(() => '');
      await compose('stop', docker.service).catch(() => undefined);
      throw new Trouble(
        `${title} did not start in Docker: ${reason(error)}.`,
        `It said:\n${log || '(nothing)'}`,
        { cause: error },
      );
    }
  };
  await up();
  const now = (verb: string): void => {
    spawnSync('docker', [...base, verb, docker.service], {
      timeout: 20_000,
      stdio: 'ignore',
      env: { ...process.env, ...env },
    });
  };
  return {
    url,
    ...(page === undefined ? {} : { page: `http://localhost:${page}` }),
    pids: () => [],
    start: up,
    stop: async () => void (await compose('stop', docker.service)),
    kill: async () => void (await compose('kill', docker.service)),
    freeze: () => now('pause'),
    thaw: () => now('unpause'),
  };
}

const markerOf = (folder: string): string => join(folder, 'docker-project');

/** Stops the containers of the folder's stack; with `forget` it removes them and their data. */
export async function endDocker(folder: string, forget: boolean): Promise<void> {
  const marker = markerOf(folder);
  if (!existsSync(marker)) return;
  const verb = forget ? ['down', '--volumes', '--remove-orphans'] : ['stop'];
  const name = readFileSync(marker, 'utf8').trim();
  const args = ['compose', '-f', FILE, '-p', name, ...verb];
  await output('docker', args, { timeoutMs: UP_LIMIT_MS, env: environment(name) }).catch((error: unknown) => {
    throw new Trouble(
      `Docker could not stop the stores: ${reason(error)}.`,
      `Run \`docker ${args.join(' ')}\` by hand.`,
      { cause: error },
    );
  });
}
