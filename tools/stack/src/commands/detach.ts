import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StartOptions } from './start.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
/** Set for a supervisor that outlives the command that started it. */
export const DETACHED = 'SHOPSTACK_DETACHED';
const POLL_MS = 100;

/** Starts the supervisor in the background, shows what it says until the shop is open, and leaves it there. */
export async function detach(options: StartOptions, folder: string): Promise<void> {
  mkdirSync(join(folder, 'log'), { recursive: true });
  const path = join(folder, 'log', 'supervisor.log');
  rmSync(path, { force: true });
  const log = openSync(path, 'a');
  const child = spawn(
    process.execPath,
    ['--conditions=source', MAIN, 'start', ...argumentsOf(options, folder)],
    {
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
      env: { ...process.env, [DETACHED]: '1' },
    },
  );
  closeSync(log);
  const interrupt = (): void => {
    child.kill('SIGTERM');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  const show = follow(path);
  const timer = setInterval(show, POLL_MS);
  const outcome = await new Promise<'ready' | number>((resolve) => {
    child.once('message', () => resolve('ready'));
    child.once('exit', (code) => resolve(code ?? 1));
  });
  clearInterval(timer);
  show();
  if (outcome !== 'ready') process.exit(outcome === 0 ? 1 : outcome);
  child.disconnect();
  child.unref();
  console.log(`It runs in the background (process ${child.pid}); \`npm stop\` stops it.`);
  process.exit(0);
}

function argumentsOf(options: StartOptions, folder: string): string[] {
  const ports = Object.entries(options.port ?? {}).flatMap(([name, port]) => ['--port', `${name}=${port}`]);
  const only = options.only === undefined ? [] : ['--only', options.only];
  return ['--folder', folder, ...only, ...ports, ...(options.freePorts ? ['--free-ports'] : [])];
}

/** Returns a function that prints what the file has got since it was last called. */
function follow(path: string): () => void {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(65_536);
  return () => {
    for (;;) {
      const length = readSync(file, buffer, 0, buffer.length, null);
      if (length === 0) return;
      process.stdout.write(buffer.subarray(0, length));
    }
  };
}
