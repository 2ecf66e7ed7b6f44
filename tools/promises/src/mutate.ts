import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { root } from '../../stack/src/root.ts';

const VERSION = '10.1.1';
const INSTALL_MS = 180_000;
/** The share of changes that the tests must notice, in percent. */
const AT_LEAST = 80;
/** Random orders a property is tried with: thousands would find little more, for each of thousands of changes. */
const SEQUENCES = '300';
const cache = join(root, 'node_modules/.cache/mutation');

/** The pure rules of money, workflow, idempotency and stock. */
const rules = [
  'apps/dispatch/src/order/{workflow,steps,facts,states,commands,deadlines,announcements,fingerprint}.ts',
  'apps/payment/src/rules/*.ts',
  'apps/payment/src/payment.ts',
  'apps/catalogue/src/stock.ts',
  'apps/cart/src/cart.ts',
];
/** The specs that need no store. */
const specs = [
  'apps/dispatch/test/{order,model}.spec.ts',
  'apps/payment/test/payment.rules.spec.ts',
  'apps/catalogue/test/stock.rules.spec.ts',
  'apps/cart/test/{cart,priced}.rules.spec.ts',
];

const Report = z.object({
  files: z.record(z.string(), z.object({ mutants: z.array(z.object({ status: z.string() })) })),
});

/** Changes the rules in thousands of small ways, and tells how many of the changes a test notices. False below 80 %. */
export async function mutate(only: readonly string[]): Promise<boolean> {
  await install();
  const report = join(cache, 'report.json');
  rmSync(report, { force: true });
  configure(only.length > 0 ? only : rules, report);
  const stryker = spawn(
    process.execPath,
    [join(cache, 'node_modules/.bin/stryker'), 'run', join(cache, 'stryker.json')],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  await once(stryker, 'exit');
  if (!existsSync(report)) throw new Error('Stryker left no report: see above why.');
  return judge(Report.parse(JSON.parse(readFileSync(report, 'utf8'))));
}

async function install(): Promise<void> {
  if (existsSync(join(cache, 'node_modules/@stryker-mutator/vitest-runner/package.json'))) return;
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), '{ "private": true }\n');
  // Its peers are this repository's Vitest.
  const names = ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@${VERSION}`);
  const args = ['install', '--no-audit', '--no-fund', '--legacy-peer-deps', '--ignore-scripts', ...names];
  try {
    await promisify(execFile)('npm', args, { cwd: cache, timeout: INSTALL_MS });
  } catch (error) {
    throw new Error(`npm could not install Stryker ${VERSION}; is its registry within reach?`, {
      cause: error,
    });
  }
}

function configure(files: readonly string[], report: string): void {
  writeFileSync(
    join(cache, 'setup.mjs'),
    "import fc from 'fast-check';\nfc.configureGlobal({ endOnFailure: true });\n",
  );
  const vitest = {
    ssr: { resolve: { conditions: ['source'] } },
    oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
    test: {
      include: specs,
      env: { SEQUENCES },
      setupFiles: [join(cache, 'setup.mjs')],
      testTimeout: 60_000,
      maxWorkers: 1,
    },
  };
  writeFileSync(
    join(cache, 'vitest.config.mjs'),
    `export default { root: process.cwd(), ...${JSON.stringify(vitest)} };\n`,
  );
  const config = {
    testRunner: 'vitest',
    plugins: [join(cache, 'node_modules/@stryker-mutator/vitest-runner/dist/src/index.js')],
    mutate: files,
    ignorePatterns: ['**', '!apps/{cart,catalogue,payment,dispatch}/**'],
    tempDirName: join('node_modules/.cache/mutation', 'tmp'),
    coverageAnalysis: 'perTest',
    concurrency: 2,
    timeoutMS: 20_000,
    reporters: ['progress-append-only', 'clear-text', 'json'],
    jsonReporter: { fileName: report },
    vitest: { configFile: join(cache, 'vitest.config.mjs'), related: false },
  };
  writeFileSync(join(cache, 'stryker.json'), JSON.stringify(config));
}

const noticed = new Set(['Killed', 'Timeout']);
const counted = new Set([...noticed, 'Survived', 'NoCoverage']);

function judge({ files }: z.infer<typeof Report>): boolean {
  const share = (statuses: string[]): number =>
    (100 * statuses.filter((status) => noticed.has(status)).length) / Math.max(1, statuses.length);
  const all: string[] = [];
  for (const [path, { mutants }] of Object.entries(files)) {
    const statuses = mutants.map(({ status }) => status).filter((status) => counted.has(status));
    all.push(...statuses);
    console.log(
      `${share(statuses).toFixed(1).padStart(6)} %  of ${String(statuses.length).padStart(4)}  ${path}`,
    );
  }
  console.log(
    `promise R17: ${share(all).toFixed(1)} % of ${all.length} changes to the rules noticed, ${AT_LEAST} % promised`,
  );
  return all.length > 0 && share(all) >= AT_LEAST;
}
