import { join } from 'node:path';
import { request } from 'undici';
import { z } from 'zod';
import { type Child, launch } from './child.ts';
import type { Ledger } from './ledger.ts';
import { addressOf, type PartName, type Ports } from './parts.ts';
import { root } from './root.ts';
import { reason, Trouble } from './trouble.ts';
import { GiveUp, until } from './until.ts';

const READY_LIMIT_MS = 150_000;
// Services finish what they have in hand when they are asked to end; theirs is the longer limit.
export const GRACE_MS = 20_000;

export interface PartOptions {
  readonly name: PartName;
  readonly ports: Ports;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly ledger: Ledger;
  readonly line: (text: string) => void;
  readonly waiting: (why: string) => void;
  /** Told when it ends by itself after it was ready. */
  readonly crashed: (how: string) => void;
}

/** A running process of the shop. */
export interface Part {
  readonly name: PartName;
  readonly url: string;
  readonly pid: number;
  readonly running: boolean;
  /** How it ended ("exit code 0"), once it has; undefined while it runs. */
  readonly ended: string | undefined;
  /** SIGTERM, then SIGKILL when it does not end. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts it if it does not run, with more variables if given, for this time alone; resolves when it is ready. */
  start(more?: Readonly<Record<string, string>>): Promise<void>;
  /** kill() and start(). */
  restart(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

/** Starts one process of the shop; resolves when GET /health/ready says so. */
export async function startPart(options: PartOptions): Promise<Part> {
  const { name, ports, env, ledger, line } = options;
  const url = addressOf(ports, name);
  let child: Child | undefined;
  let ready = false;
  const start = async (more: Readonly<Record<string, string>> = {}): Promise<void> => {
    if (child?.running) return;
    ready = false;
    const { args, cwd } = programOf(options);
    const crashed = (how: string): void => {
      if (ready) options.crashed(how);
    };
    const started = launch(name, process.execPath, args, {
      env: { ...env, ...more },
      ledger,
      line,
      crashed,
      cwd,
    });
    child = started;
    await untilReady(started, options);
    ready = true;
  };
  await start();
  return {
    name,
    url,
    get pid() {
      return child?.pid ?? -1;
    },
    get running() {
      return child?.running ?? false;
    },
    get ended() {
      return child?.ended;
    },
    stop: async () => child?.stop(GRACE_MS),
    kill: async () => child?.kill(),
    start,
    async restart() {
      await child?.kill();
      await start();
    },
    signal: (signal) => child?.signal(signal),
  };
}

function programOf({ name, ports, folder }: PartOptions): { args: string[]; cwd: string } {
  const cwd = root;
  if (name === 'psp') return { args: ['--conditions=source', 'tools/psp/src/main.ts'], cwd };
  if (name === 'mailbox') {
    const mails = join(folder, 'mail');
    const listen = [
      '--ip',
      '127.0.0.1',
      '--smtp',
      String(ports.smtp),
      '--web-ip',
      '127.0.0.1',
      '--web',
      String(ports.mailbox),
    ];
    const keep = ['--mail-directory', mails, '--max-emails', '5000', '--hide-extensions', 'STARTTLS'];
    return { args: ['node_modules/maildev/dist/bin/maildev.js', ...listen, ...keep], cwd };
  }
  return { args: [`apps/${name}/dist/main.js`], cwd };
}

const readyPaths: Partial<Record<PartName, string>> = { psp: '/_health', mailbox: '/api/healthz' };

async function untilReady(child: Child, options: PartOptions): Promise<void> {
  const { name, ports, waiting } = options;
  const url = `http://127.0.0.1:${ports[name]}${readyPaths[name] ?? '/health/ready'}`;
  const answersWell = async (): Promise<true> => {
    if (!child.running) throw new GiveUp(new Error(`it ended with ${child.ended}`));
    const { statusCode, body } = await request(url, { headersTimeout: 5_000, bodyTimeout: 5_000 });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(whyNotReady(statusCode, text));
    return true;
  };
  try {
    await until(answersWell, { limitMs: READY_LIMIT_MS, everyMs: 100, waiting });
  } catch (error) {
    await child.kill();
    const said = child.tail.slice(-15).join('\n') || '(nothing)';
    throw new Trouble(`${name} did not get ready: ${reason(error)}.`, `It said:\n${said}`, { cause: error });
  }
}

const Health = z.object({
  dependencies: z.array(
    z.looseObject({ name: z.string(), status: z.string(), error: z.string().optional() }),
  ),
});

/** The dependencies that keep a service from being ready, from its health page. */
function whyNotReady(status: number, text: string): string {
  try {
    const { dependencies } = Health.parse(JSON.parse(text));
    const down = dependencies.filter(({ status: state }) => state !== 'up');
    const named = down.map(({ name, error }) => (error === undefined ? name : `${name} (${error})`));
    if (named.length > 0) return `waiting for ${named.join(', ')}`;
  } catch {
    // Not a health page: the status says it.
  }
  return `it answers ${status}`;
}
