import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

interface Stat {
  pid: number;
  group: number;
  /** User and system time, in milliseconds. */
  cpuMs: number;
}

/** Memory that is a process's own plus its share of what it shares (PSS), with all of its group, in MB; undefined where the system does not tell. */
export function memoryOf(pid: number): number | undefined {
  let kilobytes = 0;
  for (const member of groupOf(pid)) {
    const rollup = read(`/proc/${member.pid}/smaps_rollup`);
    const pss = /^Pss:\s+(\d+) kB/m.exec(rollup ?? '')?.[1];
    if (pss !== undefined) kilobytes += Number(pss);
  }
  return kilobytes === 0 ? undefined : kilobytes / 1000;
}

/** CPU time a process and its group have used, in milliseconds. */
export function cpuOf(pid: number): number {
  return groupOf(pid).reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

function groupOf(pid: number): Stat[] {
  return pids()
    .map(statOf)
    .filter((stat) => stat !== undefined)
    .filter((stat) => stat.pid === pid || stat.group === pid);
}

function pids(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function statOf(pid: number): Stat | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The name may hold anything; what comes after its closing bracket may not.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { pid, group: Number(fields[2]), cpuMs: (ticks / TICKS_PER_SECOND) * 1000 };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
