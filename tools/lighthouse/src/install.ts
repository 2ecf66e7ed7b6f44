import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { root } from '../../stack/src/root.ts';
import { reason, Trouble } from '../../stack/src/trouble.ts';

const VERSION = '13';
const INSTALL_LIMIT_MS = 300_000;
const folder = join(root, 'node_modules/.cache/shopstack/lighthouse');

/** Lighthouse's program. It is fetched when it is first wanted: 100 MB that nothing else needs. */
export async function lighthouse(): Promise<string> {
  const program = join(folder, 'node_modules/lighthouse/cli/index.js');
  if (existsSync(program)) return program;
  console.log(`Installing Lighthouse ${VERSION} (100 MB, once)`);
  mkdirSync(folder, { recursive: true });
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    await execa('npm', [...args, `lighthouse@${VERSION}`], { cwd: folder, timeout: INSTALL_LIMIT_MS });
  } catch (error) {
    throw new Trouble(
      `Lighthouse could not be installed: ${reason(error)}.`,
      'Check that the npm registry answers (`npm ping`) and start again.',
      { cause: error },
    );
  }
  return program;
}
