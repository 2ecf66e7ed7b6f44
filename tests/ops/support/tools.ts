import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { root } from './files.ts';

const LIMIT_MS = 300_000;

/** Whether a tool is on the PATH. */
export const has = (tool: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, tool)));

/** What to add to the name of a test that a missing tool skips. */
export const unless = (tool: string): string => (has(tool) ? '' : ` [skipped: ${tool} is not on the PATH]`);

/** Runs a tool in the repository: how it ended, and what it said (`stdout` alone where it succeeded and that is to be read). */
export async function run(
  tool: string,
  args: string[],
  what: 'all' | 'stdout' = 'all',
): Promise<{ ok: boolean; out: string }> {
  const done = await execa(tool, args, { cwd: root, all: true, reject: false, timeout: LIMIT_MS });
  const ok = done.exitCode === 0;
  return { ok, out: ok ? done[what] : done.all };
}
