import { CommanderError } from 'commander';
import { commands } from './cli.ts';
import { exitCodes, reason, Trouble } from './trouble.ts';

process.exitCode = await main(process.argv.slice(2));

/** Runs one command and says how it ended. */
async function main(words: string[]): Promise<number> {
  try {
    await commands().parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.input;
    const kind = error instanceof Trouble ? error.kind : 'fault';
    const phase = words.find((word) => !word.startsWith('-')) ?? '';
    if (words.includes('--json')) {
      const [what, advice] = error instanceof Trouble ? [error.what, error.advice] : [reason(error), ''];
      console.log(
        JSON.stringify({ ok: false, command: phase, kind, exitCode: exitCodes[kind], what, advice }, null, 2),
      );
    }
    console.error(
      `\nrelease ${phase}: ${error instanceof Trouble ? error.message : error instanceof Error ? error.stack : reason(error)}`,
    );
    return exitCodes[kind];
  }
}
