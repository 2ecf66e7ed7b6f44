import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { findChromium } from '../../stack/src/chromium.ts';
import { Ledger } from '../../stack/src/ledger.ts';
import { root } from '../../stack/src/root.ts';
import { startStack } from '../../stack/src/stack.ts';
import { Trouble } from '../../stack/src/trouble.ts';
import { lighthouse } from './install.ts';
import { below, median, table, type Visit, wanted } from './scores.ts';
import { stepAside } from './step-aside.ts';
import { pagesOf, visit, warm } from './visit.ts';

const figures = join(root, 'test-results/lighthouse.json');

const program = new Command('lighthouse')
  .description(
    'Looks at the shop as a slow phone does: home, list, product and cart, each the median of some visits.',
  )
  .option('--url <address>', 'a shop that runs; without it one is started, and stopped after')
  .option('--visits <number>', 'how often each page is looked at', odd, 3)
  .option('--only <page>', 'one page: home, list, product or cart')
  .option('--json', 'print the figures as JSON and nothing else')
  .addHelpText(
    'after',
    `\nWanted: ${Object.entries(wanted)
      .map(([name, score]) => `${name} ${score}`)
      .join(
        ', ',
      )}. The figures are left in test-results/lighthouse.json.\nIt wants the machine to itself.\nExit status: 0 all reached, 1 one not reached or not measured.`,
  )
  .action(look);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Trouble ? `\n${error.message}` : error);
  process.exitCode = 1;
}

async function look(options: { url?: string; visits: number; only?: string; json?: true }): Promise<void> {
  const chromium = process.env.CHROMIUM ?? (await findChromium());
  if (chromium === undefined)
    throw new Trouble('There is no Chromium here.', 'Install it (apt-get install chromium) and start again.');
  const cli = await lighthouse();
  const say = (line: string) => options.json !== true && console.log(line);
  const folder = mkdtempSync(join(tmpdir(), 'shopstack-lighthouse-'));
  const seen: Record<string, Visit> = {};
  let stop = async (): Promise<void> => undefined;
  try {
    let { url } = options;
    if (url === undefined) {
      say('Opening a shop');
      const stack = await startStack({ folder, ports: 'free' });
      stop = stack.stop;
      url = stack.url;
      const own = new Ledger(folder).running().filter(({ pid }) => pid !== process.pid);
      await stepAside(
        own.map(({ pid }) => pid),
        say,
      );
    }
    for (const page of await pagesOf(url)) {
      if (options.only !== undefined && options.only !== page.name) continue;
      await warm(page);
      const visits: Visit[] = [];
      for (let n = 1; n <= options.visits; n++) {
        say(`Looking at ${page.name}, ${n} of ${options.visits}`);
        visits.push(await visit(page, { cli, chromium, folder, say }));
      }
      seen[page.name] = median(visits);
    }
  } finally {
    await stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
  tell(seen, options.json === true);
}

function tell(seen: Readonly<Record<string, Visit>>, json: boolean): void {
  mkdirSync(join(root, 'test-results'), { recursive: true });
  writeFileSync(figures, `${JSON.stringify(seen, undefined, 2)}\n`);
  if (json) console.log(JSON.stringify(seen, undefined, 2));
  else console.log(`\n${table(seen)}`);
  const wrong = Object.entries(seen).filter(([, page]) => below(page).length > 0);
  for (const [name, page] of wrong)
    console.error(
      `\n${name} stays below what is wanted in ${below(page).join(', ')}:\n  ${page.lost.join('\n  ')}`,
    );
  process.exitCode = wrong.length === 0 && Object.keys(seen).length > 0 ? 0 : 1;
}

function odd(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number % 2 === 1) return number;
  throw new InvalidArgumentError('An odd number, so that there is one in the middle.');
}
