import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { reason } from '../../stack/src/trouble.ts';
import { watch } from './progress.ts';
import { type ChaosOptions, runChaos } from './run.ts';
import { textOf } from './text.ts';

interface Options {
  readonly orders: number;
  readonly seed: number;
  readonly shoppers: number;
  readonly killsPerProcess: number;
  readonly proxy: boolean;
  readonly keep?: string;
  readonly report?: string;
  readonly json?: boolean;
}

const BROKEN = 1;
const NOT_RUN = 2;

const number =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`It must be a whole number from ${least} on.`);
    return value;
  };

const program = new Command('chaos')
  .usage('[options]')
  .description(
    'Starts a shop of its own, has shoppers buy in it while every process is killed (kill -9), frozen and cut off again\n' +
      'and again, and then checks the books: no order lost or doubled, no stock oversold, no money adrift.',
  )
  .option('-n, --orders <number>', 'orders the shop must accept', number(1), 500)
  .option(
    '-s, --seed <number>',
    'draws the schedule of faults; the same seed gives the same schedule',
    number(0),
    1,
  )
  .option('--shoppers <number>', 'how many buy at once', number(1), 16)
  .option('--kills-per-process <number>', 'how often each process is killed at least', number(1), 4)
  .option('--no-proxy', 'no faults of the network between services and stores')
  .option('--keep <folder>', 'keep data, logs and history there, which must be empty or new')
  .option('--report <file>', 'write the whole report there, as JSON')
  .option('--json', 'print the report as JSON; what happens goes to standard error')
  .addHelpText(
    'after',
    `
Exit codes:
  0  every promise held
  1  a promise was broken: the report names it, and the folder with history and logs is kept
  2  the run could not be made

Example:
  npm run chaos -- --orders 500 --seed 7`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : NOT_RUN))
  .action(chaos);

await program.parseAsync();

async function chaos(options: Options): Promise<void> {
  const folder =
    options.keep === undefined ? mkdtempSync(join(tmpdir(), 'shopstack-chaos-')) : resolve(options.keep);
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => ended.abort(new Error(`${signal} came`)));
  const { orders, seed, shoppers, killsPerProcess, proxy } = options;
  const run: ChaosOptions = {
    orders,
    seed,
    shoppers,
    killsPerProcess,
    network: proxy,
    folder,
    signal: ended.signal,
  };
  const shown = watch(process.stderr, orders);
  try {
    const report = await runChaos({ ...run, tell: shown.tell });
    shown.end();
    if (options.report !== undefined)
      writeFileSync(options.report, `${JSON.stringify(report, undefined, 2)}\n`);
    console.log(options.json === true ? JSON.stringify(report, undefined, 2) : textOf(report));
    if (!report.held) {
      writeFileSync(join(folder, 'report.json'), `${JSON.stringify(report, undefined, 2)}\n`);
      console.error(`History, logs and data are kept in ${folder}`);
      process.exitCode = BROKEN;
    } else if (options.keep === undefined)
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  } catch (error) {
    shown.end();
    console.error(`The run could not be made: ${reason(error)}\nWhat there is of it is kept in ${folder}`);
    process.exitCode = NOT_RUN;
  }
  // A connection to a broker that died in the middle of an answer would keep this process for ever.
  process.exit();
}
