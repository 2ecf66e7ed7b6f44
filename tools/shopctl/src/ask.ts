import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Trouble } from './trouble.ts';

/** Whether there is a person to ask. */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** Asks on standard error, so that standard output stays what was asked for. `hidden` shows nothing of the answer. */
export async function ask(question: string, stop: AbortSignal, hidden = false): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: process.stdin,
    output: hidden ? silent : process.stderr,
    terminal: true,
  });
  try {
    if (hidden) process.stderr.write(question);
    const answer = await Promise.race([
      lines.question(hidden ? '' : question, { signal: stop }),
      gone(lines),
    ]);
    if (hidden) process.stderr.write('\n');
    return answer.trim();
  } finally {
    lines.close();
  }
}

/** Ctrl-C and Ctrl-D end the question and the command. */
function gone(lines: ReturnType<typeof createInterface>): Promise<never> {
  return new Promise((_resolve, reject) => {
    const leave = () => reject(new Trouble('interrupted', 'Nothing was done.', ''));
    lines.once('SIGINT', leave);
    lines.once('close', leave);
  });
}

/**
 * Goes on only after the operator has typed `word`, or said --yes. Where nobody can be asked, --yes is needed.
 */
export async function confirm(
  what: string,
  word: string,
  { yes, stop }: { yes: boolean | undefined; stop: AbortSignal },
): Promise<void> {
  if (yes === true) return;
  if (!canAsk())
    throw new Trouble('usage', `${what} Nobody can be asked here.`, 'Say --yes if that is meant.');
  const typed = await ask(`${what}\nType ${word} to go on: `, stop);
  if (typed !== word) throw new Trouble('refused', 'Not confirmed: nothing was done.', '');
}
