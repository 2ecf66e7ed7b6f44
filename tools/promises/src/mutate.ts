import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { root } from '../../stack/src/root.ts';

const VERSION = '10.1.1';
const INSTALL_MS = 600_000;
/** The share of changes that the tests must notice, in percent. */
const AT_LEAST = 80;
/** Random orders a property is tried with: thousands would find little more, for each of thousands of changes. */
const SEQUENCES = '100';
const cache = join(root, 'node_modules/.cache/mutation');

interface Module {
  rules: readonly string[];
  /** The specs that need no store. */
  specs: readonly string[];
}

/** The pure rules of money, workflow, idempotency and stock, and what proves them. */
const modules: Readonly<Record<string, Module>> = {
  cart: { rules: ['apps/cart/src/cart.ts'], specs: ['apps/cart/test/{*.rules,model}.spec.ts'] },
  stock: {
    rules: ['apps/catalogue/src/stock.ts'],
    specs: ['apps/catalogue/test/stock.rules.spec.ts'],
  },
  payment: {
    rules: ['apps/payment/src/payment.ts', 'apps/payment/src/rules/*.ts'],
    specs: ['apps/payment/test/{*.rules,model}.spec.ts'],
  },
  order: {
    rules: [
      'apps/dispatch/src/order/{workflow,steps,facts,states,commands,deadlines,announcements,fingerprint}.ts',
    ],
    specs: ['apps/dispatch/test/{order,model,*.rules}.spec.ts'],
  },
  'after-sale': {
    rules: ['apps/dispatch/src/order/{refunds,returns,worth}.ts'],
    specs: ['apps/dispatch/test/{order,model,*.rules}.spec.ts'],
  },
  promotion: {
    rules: ['apps/dispatch/src/promotion/rules/*.ts', 'apps/dispatch/src/quote/quote.ts'],
    specs: ['apps/dispatch/test/{promotion,quote}.rules.spec.ts'],
  },
};

const Report = z.object({
  files: z.record(z.string(), z.object({ mutants: z.array(z.object({ status: z.string() })) })),
});

const noticed = new Set(['Killed', 'Timeout']);
const counted = new Set([...noticed, 'Survived', 'NoCoverage']);

/**
 * Changes the rules in thousands of small ways, and tells how many of the changes a test notices. False where a module
 * is below 80 %. `only` are names of modules and paths of their files; all of them unless named.
 */
export async function mutate(only: readonly string[], atOnce: number): Promise<boolean> {
  await install();
  const scores: Score[] = [];
  for (const [name, { rules, specs }] of chosen(only))
    scores.push(...(await run(name, rules, specs, atOnce)));
  return judge(scores);
}

function chosen(only: readonly string[]): [string, Module][] {
  const all = Object.entries(modules);
  if (only.length === 0) return all;
  const some = all.flatMap(([name, module]): [string, Module][] => {
    if (only.includes(name)) return [[name, module]];
    const rules = only.filter((file) => module.rules.some((pattern) => matchesGlob(file, pattern)));
    return rules.length === 0 ? [] : [[name, { ...module, rules }]];
  });
  if (some.length > 0) return some;
  throw new Error(
    `No rules are called ${only.join(', ')}. There are ${Object.keys(modules).join(', ')}, and their files.`,
  );
}

/** How many of the changes to a file were noticed. */
interface Score {
  module: string;
  path: string;
  noticed: number;
  of: number;
}

async function run(
  module: string,
  rules: readonly string[],
  specs: readonly string[],
  atOnce: number,
): Promise<Score[]> {
  const report = join(cache, `${module}.json`);
  rmSync(report, { force: true });
  configure(rules, specs, report, atOnce);
  const stryker = spawn(
    process.execPath,
    [join(cache, 'node_modules/.bin/stryker'), 'run', join(cache, 'stryker.json')],
    { cwd: root, stdio: 'inherit' },
  );
  await once(stryker, 'exit');
  if (!existsSync(report)) throw new Error('Stryker left no report: see above why.');
  const { files } = Report.parse(JSON.parse(readFileSync(report, 'utf8')));
  return Object.entries(files).map(([path, { mutants }]) => {
    const statuses = mutants.map(({ status }) => status).filter((status) => counted.has(status));
    const seen = statuses.filter((status) => noticed.has(status));
    return { module, path, noticed: seen.length, of: statuses.length };
  });
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

function configure(rules: readonly string[], specs: readonly string[], report: string, atOnce: number): void {
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
      // Most of the time would go into loading the same modules for each file.
      isolate: false,
    },
  };
  writeFileSync(
    join(cache, 'vitest.config.mjs'),
    `export default { root: process.cwd(), ...${JSON.stringify(vitest)} };\n`,
  );
  const config = {
    testRunner: 'vitest',
    plugins: [join(cache, 'node_modules/@stryker-mutator/vitest-runner/dist/src/index.js')],
    mutate: rules,
    ignorePatterns: ['**', '!apps/{cart,catalogue,payment,dispatch}/**', '!tools/stack/src/mongo/**'],
    tempDirName: join('node_modules/.cache/mutation', 'tmp'),
    coverageAnalysis: 'perTest',
    concurrency: atOnce,
    timeoutMS: 60_000,
    reporters: ['progress-append-only', 'clear-text', 'json'],
    jsonReporter: { fileName: report },
    vitest: { configFile: join(cache, 'vitest.config.mjs'), related: false },
  };
  writeFileSync(join(cache, 'stryker.json'), JSON.stringify(config));
}

/** Tells what came of it, file by file and module by module. */
function judge(scores: readonly Score[]): boolean {
  for (const score of scores) console.log(`${told(score)}  ${score.path}`);
  let kept = scores.length > 0;
  for (const [module, files = []] of Object.entries(Object.groupBy(scores, (score) => score.module))) {
    const all = {
      noticed: files.reduce((sum, { noticed }) => sum + noticed, 0),
      of: files.reduce((sum, { of }) => sum + of, 0),
    };
    kept &&= shareOf(all) >= AT_LEAST;
    console.log(`promise R17:${told(all)} changes to the rules of ${module} noticed, ${AT_LEAST} % promised`);
  }
  return kept;
}

type Counts = Pick<Score, 'noticed' | 'of'>;
const shareOf = ({ noticed, of }: Counts): number => (100 * noticed) / Math.max(1, of);
const told = (counts: Counts): string =>
  `${shareOf(counts).toFixed(1).padStart(6)} % of ${String(counts.of).padStart(4)}`;
