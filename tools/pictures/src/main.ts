import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { findChromium } from '../../stack/src/chromium.ts';
import { root } from '../../stack/src/root.ts';
import { startStack } from '../../stack/src/stack.ts';
import { Trouble } from '../../stack/src/trouble.ts';
import { scenes } from './scenes.ts';

const folder = join(root, 'docs/pictures');
const QUALITY = 82;
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];

const program = new Command('pictures')
  .description('Takes the pictures of README.md and docs anew, of a shop with some orders.')
  .option('--url <address>', 'a shop for development that runs; it gets orders. Without it one is started')
  .option('--only <name>', `one picture: ${Object.keys(scenes).join(', ')}`)
  .action(take);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Trouble ? `\n${error.message}` : error);
  process.exitCode = 1;
}

async function take(options: { url?: string; only?: string }): Promise<void> {
  const executablePath = process.env.CHROMIUM ?? (await findChromium());
  if (executablePath === undefined)
    throw new Trouble('There is no Chromium here.', 'Install it (apt-get install chromium) and start again.');
  const data = mkdtempSync(join(tmpdir(), 'shopstack-pictures-'));
  const closing = [() => rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })];
  try {
    let { url } = options;
    if (url === undefined) {
      console.log('Opening a shop');
      const stack = await startStack({ folder: data, ports: 'free' });
      closing.push(stack.stop);
      url = stack.url;
    }
    const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
    closing.push(() => browser.close());
    mkdirSync(folder, { recursive: true });
    for (const [name, { look, show }] of Object.entries(scenes)) {
      if (options.only !== undefined && options.only !== name) continue;
      const context = await browser.newContext({ baseURL: url, locale: 'en-DE', ...look });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      await show(page);
      const path = join(folder, `${name}.webp`);
      const { size } = await sharp(await page.screenshot())
        .webp({ quality: QUALITY })
        .toFile(path);
      console.log(`${relative(root, path)}, ${Math.round(size / 1_000)} kB`);
      await context.close();
    }
  } finally {
    for (const close of closing.reverse()) await close();
  }
}
