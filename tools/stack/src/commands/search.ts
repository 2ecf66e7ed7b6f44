import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort, needPort } from '../ports.ts';
import { root } from '../root.ts';
import { fetchOpenSearch, startOpenSearch } from '../search/open-search.ts';
import { untilSignal } from '../signals.ts';

export interface SearchOptions {
  readonly folder?: string;
  readonly port?: number;
  readonly test?: true;
}

const STOP_LIMIT_MS = 10_000;

/** A real OpenSearch, until Ctrl-C; or what is tested with one, and then it is gone again. */
export async function search(options: SearchOptions): Promise<void> {
  await fetchOpenSearch((text) => console.log(text));
  const passing = options.folder === undefined;
  const folder = passing ? mkdtempSync(join(tmpdir(), 'shopstack-search-')) : resolve(options.folder ?? '');
  mkdirSync(folder, { recursive: true });
  if (options.port !== undefined)
    await needPort(options.port, 'OpenSearch', 'node tools/bootstrap.mjs search --port 9201');
  const started = performance.now();
  const { url, child } = await startOpenSearch(folder, options.port ?? (await freePort()));
  console.log(
    `SEARCH_URL=${url} (a real OpenSearch, ${((performance.now() - started) / 1000).toFixed(1)} s to start)`,
  );
  try {
    if (options.test) process.exitCode = await test(url);
    else await untilSignal();
  } finally {
    await child.stop(STOP_LIMIT_MS);
    if (passing) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

async function test(url: string): Promise<number> {
  const args = [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project',
    'service',
    'apps/catalogue/test/open-search',
  ];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, SEARCH_TEST_URL: url },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
