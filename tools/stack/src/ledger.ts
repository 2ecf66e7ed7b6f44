import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { until } from './until.ts';

const Entry = z.object({ name: z.string(), pid: z.int(), started: z.string() });
/** One process of ours: its id, and when it started, because ids are used again. */
export type Entry = z.output<typeof Entry>;

/** When a process started, in the system's own words; undefined when it does not run (a zombie does not). */
export function startedAt(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') {
      return (
        execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
      );
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** The list of processes that belong to one folder's stack, on disk, so that `npm stop` ends exactly those. */
export class Ledger {
  readonly file: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.file = join(folder, 'processes.json');
  }

  /** What was written down and still runs. */
  running(): Entry[] {
    return this.#read().filter((entry) => startedAt(entry.pid) === entry.started);
  }

  add(name: string, pid: number): void {
    const started = startedAt(pid);
    if (started !== undefined) this.#write([...this.#read(), { name, pid, started }]);
  }

  remove(pid: number): void {
    this.#write(this.#read().filter((entry) => entry.pid !== pid));
  }

  /** Ends the process groups that are left: asks first, kills after `graceMs`. Returns the names of what it ended. */
  async clear(graceMs: number): Promise<string[]> {
    const left = this.running();
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      for (const entry of this.running()) signalGroup(entry.pid, signal);
      const limitMs = signal === 'SIGTERM' ? graceMs : 5_000;
      await until(() => this.running().length === 0, { limitMs, everyMs: 50 }).catch(() => undefined);
    }
    rmSync(this.file, { force: true });
    return left.map((entry) => entry.name);
  }

  #read(): Entry[] {
    try {
      return z.array(Entry).parse(JSON.parse(readFileSync(this.file, 'utf8')));
    } catch {
      return [];
    }
  }

  #write(entries: Entry[]): void {
    writeFileSync(`${this.file}.new`, `${JSON.stringify(entries, undefined, 1)}\n`);
    renameSync(`${this.file}.new`, this.file);
  }
}

/** Signals a process and what it started, or the process alone if it leads no group. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // No such group, or it is gone: the next target, or nothing to do.
    }
  }
}
