import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { install, whyNotInstall } from '../apt.ts';
import { build, outdated } from '../build.ts';
import { findChromium } from '../chromium.ts';
import { Ledger } from '../ledger.ts';
import { partNames } from '../parts.ts';
import { installMissing, plan } from '../stores/source.ts';
import { storeNames } from '../stores/store.ts';
import { reason } from '../trouble.ts';
import { vitest } from '../vitest.ts';

const Summary = z.object({
  passed: z.int(),
  failed: z.int(),
  skipped: z.int(),
  slowest: z.array(z.object({ file: z.string(), seconds: z.number() })),
});

/** A file that takes so long is named at the end. */
const WORTH_SAYING_S = 20;

/** `npm test`: installs what the tests need, builds, runs them, and ends with "N passed, N failed" on a line of its own. */
export async function test(filters: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shopstack-test-'));
  const summary = join(folder, 'summary.json');
  let status = 1;
  try {
    await installStores();
    if (needsSystem(filters)) await prepareSystem();
    status = await runTests(filters, { SHOPSTACK_TEST_FOLDER: folder, SHOPSTACK_TEST_SUMMARY: summary });
  } catch (error) {
    console.error(`\n${reason(error)}`);
  } finally {
    await leaveNothing(folder);
  }
  const { passed, failed, skipped, slowest } = read(summary);
  const wrong = status !== 0 || passed + failed === 0;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  // A run that broke without a failed test is a failure too, and the last line must not hide it.
  const shown = wrong && failed === 0 ? 1 : failed;
  const slow = slowest.filter(({ seconds }) => seconds >= WORTH_SAYING_S);
  if (slow.length > 0)
    console.log(`\nSlowest: ${slow.map(({ file, seconds }) => `${file} ${seconds} s`).join(', ')}`);
  if (skipped > 0) console.log(`\n${skipped} skipped: each test says above what it needs.`);
  console.log(`\n${passed} passed, ${shown} failed`);
  process.exit(wrong || failed > 0 ? 1 : 0);
}

async function installStores(): Promise<void> {
  const decided = await plan(storeNames, 'private');
  if (decided.packages.size > 0)
    console.log(`Installing ${[...decided.packages.values()].flat().join(', ')}`);
  await installMissing(decided);
}

const needsSystem = (filters: readonly string[]): boolean => {
  const paths = filters.filter((filter) => !filter.startsWith('-'));
  return paths.length === 0 || paths.some((path) => path.includes('tests'));
};

async function prepareSystem(): Promise<void> {
  if ((await findChromium()) === undefined) {
    console.log('Installing chromium for the tests in a browser');
    const not = await whyNotInstall();
    const failure =
      not ??
      (await install(['chromium', 'fonts-dejavu-core'], () => undefined).then(() => undefined, reason));
    if (failure !== undefined) console.log(`No browser: ${failure}. The tests that need one are skipped.`);
  }
  const stale = await outdated(partNames);
  if (stale.length === 0) return;
  console.log(`Building ${stale.join(', ')}`);
  await build(stale, () => undefined);
}

async function runTests(filters: readonly string[], env: Record<string, string>): Promise<number> {
  const chromium = await findChromium();
  return vitest(['--reporter=default', '--reporter=./tests/setup/summary.ts', ...filters], {
    ...env,
    ...(chromium === undefined ? {} : { CHROMIUM: chromium }),
  });
}

/** Ends what a run that was cut short has left in the folders of its stores and stacks. */
async function leaveNothing(folder: string): Promise<void> {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders) await new Ledger(join(folder, name)).clear(5_000);
}

function read(path: string): z.output<typeof Summary> {
  try {
    return Summary.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return { passed: 0, failed: 0, skipped: 0, slowest: [] };
  }
}
