import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const VERSION = '4.32.5';
const folder = join(import.meta.dirname, `../../../node_modules/.cache/schemathesis-${VERSION}`);
const command = join(folder, 'bin/schemathesis');
const INSTALL_MS = 180_000;
const LOOK_MS = 15_000;
const hasPython = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';

/** The command `schemathesis`, or a sentence that says why there is none. */
export type Tool = { command: string } | { missing: string };

/** Installs Schemathesis with pip into a folder of this repository's cache, unless it is there. */
export async function schemathesis(): Promise<Tool> {
  if (existsSync(join(folder, 'complete'))) return { command };
  const python = await run('python3', ['-c', hasPython], { timeout: LOOK_MS }).then(
    () => true,
    () => false,
  );
  if (!python) return { missing: 'it needs Python 3.10 or later with venv and pip' };
  try {
    rmSync(folder, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', folder], { timeout: INSTALL_MS });
    const pip = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      `schemathesis==${VERSION}`,
    ];
    await run(join(folder, 'bin/python'), pip, { timeout: INSTALL_MS });
    await run(join(folder, 'bin/python'), ['-c', `open(${JSON.stringify(join(folder, 'complete'))}, "w")`], {
      timeout: LOOK_MS,
    });
    return { command };
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split('\n').slice(-2);
    return { missing: `pip could not install schemathesis ${VERSION}: ${line}` };
  }
}
