import { CommanderError } from 'commander';
import { commands } from './cli.ts';
import type { Result } from './context.ts';
import { exitCodes, reasonOf, Trouble } from './trouble.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => stop.abort(new Trouble('interrupted', 'Interrupted.', '')));
// The reader of a pipe may have seen enough: `shopctl dlq list | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await main(process.argv.slice(2));
// What was asked of others may still be on its way; whoever interrupts does not wait for it.
if (stop.signal.aborted) process.exit();

/** Runs one command and says how it ended. */
async function main(words: string[]): Promise<number> {
  let found = false;
  const show = (result: Result, json: boolean): void => {
    found = result.found === true;
    console.log(json ? JSON.stringify(result.document, null, 2) : result.text);
  };
  try {
    await commands({ env: process.env, stop: stop.signal, show }).parseAsync(words, { from: 'user' });
    return found ? exitCodes.found : 0;
  } catch (error) {
    const json = words.includes('--json');
    if (error instanceof CommanderError) {
      const code = error.exitCode === 0 || error.code === 'commander.help' ? 0 : exitCodes.usage;
      if (json && code !== 0) fail('usage', error.message.replace(/^error: /, ''), '');
      return code;
    }
    if (!(error instanceof Trouble)) {
      if (json) fail('fault', reasonOf(error), '');
      console.error(error instanceof Error ? error.stack : reasonOf(error));
      return exitCodes.fault;
    }
    if (json) fail(error.kind, error.what, error.advice);
    console.error(error.message);
    return exitCodes[error.kind];
  }
}

/** The document of a failure, for --json. */
function fail(kind: keyof typeof exitCodes, what: string, advice: string): void {
  console.log(JSON.stringify({ error: { kind, exitCode: exitCodes[kind], what, advice } }, null, 2));
}
