import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { databasesOf } from '../../stack/src/databases.ts';
import { type PartName, serviceNames } from '../../stack/src/parts.ts';
import { freePort } from '../../stack/src/ports.ts';
import type { Secrets } from '../../stack/src/secrets.ts';
import type { Stack } from '../../stack/src/stack.ts';

const LIMIT_MS = 60_000;
const LOOK_MS = 15;

export interface Raw {
  readonly url: string;
  readonly pid: number;
  /** Milliseconds from its spawning to its first answer. */
  readonly startedInMs: number;
  stop(): Promise<void>;
}

/** Starts the yardstick on the stack's own stores; it writes to databases of its own. */
export async function startRaw(stack: Stack, secrets: Secrets): Promise<Raw> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const catalogue = await databasesOf('catalogue', stack.stores, secrets);
  const redis = new URL(stack.stores.redisUrl);
  redis.pathname = '/9';
  const started = performance.now();
  const child = spawn(process.execPath, ['--conditions=source', join(import.meta.dirname, 'raw.ts')], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      RAW_MONGO_URL: catalogue.mongo,
      RAW_PRODUCTS: new URL(catalogue.mongo).pathname.slice(1),
      RAW_REDIS_URL: redis.href,
    },
  });
  try {
    await ready(`${url}/health/ready`);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return { url, pid: child.pid ?? -1, startedInMs: performance.now() - started, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** What has a cold start of its own in the table. */
export const measuredParts: readonly PartName[] = [...serviceNames, 'web'];

/** Milliseconds from spawning a process of the running shop to its first 200 at /health/ready, all else being up and idle. */
export async function coldStart(stack: Stack, name: PartName): Promise<number> {
  const part = stack.processes[name];
  if (part === undefined) throw new Error(`${name} is not part of the stack`);
  await part.kill();
  const started = performance.now();
  const whole = part.start();
  await ready(`${part.url}/health/ready`);
  const took = performance.now() - started;
  await whole;
  return took;
}

async function ready(url: string): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  while (Date.now() < deadline) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.status === 200) return;
    await pause(LOOK_MS);
  }
  throw new Error(`${url} did not get ready within ${LIMIT_MS / 1000} s`);
}
