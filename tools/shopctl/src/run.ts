import { CommanderError } from 'commander';
import { commands } from './cli.ts';
import type { Result } from './context.ts';
import { exitCodes, type Kind, reasonOf, Trouble } from './trouble.ts';
import type { World } from './world.ts';

/** Runs one command and returns its exit code. */
export async function shopctl(words: string[], world: World): Promise<number> {
  const asJson = words.includes('--json');
  let found = false;
  const show = (result: Result): void => {
    found = result.found === true;
    world.out(asJson ? JSON.stringify(result.document, null, 2) : result.text);
  };
  /** The document of a failure: with --json there is one on standard output, whatever happens. */
  const fail = (kind: Kind, what: string, advice: string): number => {
    const exitCode = exitCodes[kind];
    if (asJson) world.out(JSON.stringify({ error: { kind, exitCode, what, advice } }, null, 2));
    return exitCode;
  };
  try {
    await commands(world, show).parseAsync(words, { from: 'user' });
    return found ? exitCodes.found : 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      // Without a command commander shows the help and has nothing to say of its own.
      const what = error.code === 'commander.help' ? 'No command was given.' : error.message;
      return fail('usage', what.replace(/^error: /, ''), 'See `shopctl --help`.');
    }
    if (error instanceof Trouble) {
      world.err(error.message);
      return fail(error.kind, error.what, error.advice);
    }
    world.err(error instanceof Error ? (error.stack ?? error.message) : reasonOf(error));
    return fail('fault', reasonOf(error), '');
  }
}
