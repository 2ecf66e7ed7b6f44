import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort, needPort } from '../ports.ts';
import { fetchOpenSearch, startOpenSearch } from '../search/open-search.ts';
import { untilSignal } from '../signals.ts';
import { vitest } from '../vitest.ts';

export interface SearchOptions {
  readonly folder?: string;
  readonly port?: number;
  readonly test?: true;
}

const SPECS = ['--project', 'service', 'apps/catalogue/test/open-search'];
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
    if (options.test) process.exitCode = await vitest(SPECS, { SEARCH_TEST_URL: url });
    else await untilSignal();
  } finally {
    await child.stop(STOP_LIMIT_MS);
    if (passing) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
