import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { root } from '../../stack/src/root.ts';
import { type Figure, figureOf, table } from './figures.ts';
import { mutate } from './mutate.ts';
import { chosen, provenBy } from './promises.ts';

const WIDTH = 110;

const program = new Command('promises')
  .description(
    'Measures what the shop promises, with the full figures, on this machine. docs/promises.md has them all.',
  )
  .argument('[ids...]', 'some of them: R3 R5; all unless named')
  .option('--short', 'the short form, as npm test runs it')
  .addHelpText(
    'after',
    '\nThe whole long form takes about an hour and wants the machine to itself.\nExit status: 0 all kept, 1 one broken or not measured, 64 a wrong command line.',
  )
  .exitOverride()
  .action(measure);

program
  .command('mutate')
  .description(
    'changes the pure rules in small ways and tells how many of the changes their tests notice; takes long',
  )
  .argument('[names...]', 'only these modules or files: cart apps/payment/src/rules/begin.ts')
  .option('--at-once <n>', 'how many changes are tried at the same time', Number, 2)
  .action(async (names: string[], { atOnce }: { atOnce: number }) => {
    process.exitCode = (await mutate(names, atOnce)) ? 0 : 1;
  });

try {
  await program.parseAsync();
} catch (error) {
  const { exitCode } = error as { exitCode?: unknown };
  if (exitCode === 0) process.exit(0);
  if (exitCode === undefined) console.error(error instanceof Error ? error.message : String(error));
  process.exit(64);
}

async function measure(asked: readonly string[], { short }: { short?: true }): Promise<void> {
  const proven = provenBy(root);
  const ids = chosen(asked.length === 0 ? [...proven.keys()] : asked, proven);
  const files = [...new Set(ids.flatMap((id) => proven.get(id) ?? []))];
  const start = Date.now();
  const { status, figures } = await run(ids, files, short === true);
  const told = new Set(figures.map(({ id }) => id));
  const silent = ids.filter((id) => !told.has(id));
  const cpu = cpus()[0]?.model ?? 'unknown processor';
  console.log(`\n${table(figures, Math.min(WIDTH, process.stdout.columns ?? WIDTH))}\n`);
  console.log(
    `${short ? 'Short form' : 'Long form'}, ${availableParallelism()} cores (${cpu}), ${Math.round(totalmem() / 2 ** 30)} GiB, ` +
      `Node ${process.versions.node}, ${mongoOf(figures)}, ${Math.round((Date.now() - start) / 1_000)} s`,
  );
  if (silent.length > 0) console.log(`No figure came from ${silent.join(', ')}: see above why.`);
  console.log(status === 0 && silent.length === 0 ? 'All kept.' : 'Not all kept.');
  process.exitCode = status === 0 && silent.length === 0 ? 0 : 1;
}

/** Runs the specs, with their own output, and picks out what they measured. */
async function run(
  ids: readonly string[],
  files: readonly string[],
  short: boolean,
): Promise<{ status: number; figures: Figure[] }> {
  const { PROMISES: _, ...env } = process.env;
  const args = [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project=promises',
    '--project=restarts',
    // Numbers in other titles must not match.
    '--testNamePattern',
    `(^|\\s)(${ids.join('|')})\\b`,
    ...files,
  ];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...env, ...(short ? {} : { PROMISES: 'long' }) },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const figures: Figure[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    console.log(line);
    const figure = figureOf(line);
    if (figure !== undefined) figures.push(figure);
  });
  const [[code]] = (await Promise.all([once(child, 'exit'), once(lines, 'close')])) as [
    [number | null],
    unknown,
  ];
  return { status: code ?? 1, figures };
}

/** What played MongoDB, by what the specs said. */
function mongoOf(figures: readonly Figure[]): string {
  if (figures.length === 0) return 'nothing measured';
  return figures.some(({ measured }) => measured.includes('MongoDB: stand-in'))
    ? 'MongoDB: stand-in'
    : 'MongoDB';
}
