import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Ledger, signalGroup } from './ledger.ts';

export interface LaunchOptions {
  readonly env?: Record<string, string | undefined>;
  readonly cwd?: string;
  /** Gets each line the process writes. */
  readonly line: (text: string) => void;
  readonly ledger: Ledger;
  /** Told when it ends without having been asked to. */
  readonly crashed?: (how: string) => void;
}

/** One process of the stack, leader of its own group, so that Ctrl-C reaches the supervisor alone and a kill reaches all it started. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly running: boolean;
  /** How it ended ("exit code 1"), once it has. */
  readonly ended: string | undefined;
  /** The last lines it wrote. */
  readonly tail: readonly string[];
  /** SIGTERM, and SIGKILL when it has not ended after `graceMs`. */
  stop(graceMs: number): Promise<void>;
  /** SIGKILL to the whole group: what a power cut would do. */
  kill(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

const alive = new Map<number, { readonly child: Child; readonly ledger: Ledger }>();
process.once('exit', () => {
  for (const pid of alive.keys()) signalGroup(pid, 'SIGKILL');
});

/** Ends the processes that were launched for this ledger and still run, also those that never got ready; all, or those named. */
export async function stopAll(ledger: Ledger, graceMs: number, names?: readonly string[]): Promise<void> {
  const ours = [...alive.values()].filter(
    (each) => each.ledger.file === ledger.file && (names?.includes(each.child.name) ?? true),
  );
  await Promise.all(ours.map(({ child }) => child.stop(graceMs)));
}

const TAIL_LINES = 40;

export function launch(
  name: string,
  command: string,
  args: readonly string[],
  options: LaunchOptions,
): Child {
  const { env, cwd, ledger } = options;
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(env === undefined ? {} : { env }),
    ...(cwd === undefined ? {} : { cwd }),
  });
  const tail: string[] = [];
  const keep = (text: string): void => {
    tail.push(text);
    if (tail.length > TAIL_LINES) tail.shift();
    options.line(text);
  };
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', keep);

  let asked = false;
  let ended: string | undefined;
  const pid = child.pid ?? -1;
  const gone = exitOf(child).then((how) => {
    ended = how;
    alive.delete(pid);
    ledger.remove(pid);
    if (!asked) options.crashed?.(how);
  });

  const end = async (signal: NodeJS.Signals, graceMs: number): Promise<void> => {
    asked = true;
    if (ended !== undefined) return;
    signalGroup(pid, signal);
    const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
    await gone;
    clearTimeout(timer);
  };
  const self: Child = {
    name,
    pid,
    get running() {
      return ended === undefined;
    },
    get ended() {
      return ended;
    },
    tail,
    stop: (graceMs) => end('SIGTERM', graceMs),
    kill: () => end('SIGKILL', 0),
    signal: (signal) => signalGroup(pid, signal),
  };
  if (child.pid !== undefined) {
    alive.set(pid, { child: self, ledger });
    ledger.add(name, pid);
  }
  return self;
}

async function exitOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return signal === null ? `exit code ${code}` : `signal ${signal}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
