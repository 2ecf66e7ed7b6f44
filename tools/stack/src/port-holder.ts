import { readdir, readFile, readlink } from 'node:fs/promises';
import { output } from './command.ts';

export interface Holder {
  readonly pid: number;
  readonly command: string;
}

/** Which process listens on a TCP port: from /proc on Linux, from lsof elsewhere. Undefined where the system does not tell. */
export async function holderOf(port: number): Promise<Holder | undefined> {
  try {
    return process.platform === 'linux' ? await fromProc(port) : await fromLsof(port);
  } catch {
    return undefined;
  }
}

async function fromProc(port: number): Promise<Holder | undefined> {
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const rows = (await readFile(table, 'utf8').catch(() => '')).split('\n').slice(1);
    for (const row of rows) {
      const [, local, , state, , , , , , inode] = row.trim().split(/\s+/);
      const listens = state === '0A' && Number.parseInt(local?.split(':')[1] ?? '', 16) === port;
      if (listens && inode !== undefined) inodes.add(`socket:[${inode}]`);
    }
  }
  if (inodes.size === 0) return undefined;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
      if (inodes.has(target))
        return { pid: Number(pid), command: (await readFile(`/proc/${pid}/comm`, 'utf8')).trim() };
    }
  }
  return undefined;
}

async function fromLsof(port: number): Promise<Holder | undefined> {
  const said = await output('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { timeoutMs: 5_000 });
  const pid = /^p(\d+)$/m.exec(said)?.[1];
  return pid === undefined
    ? undefined
    : { pid: Number(pid), command: /^c(.+)$/m.exec(said)?.[1] ?? 'a program' };
}
