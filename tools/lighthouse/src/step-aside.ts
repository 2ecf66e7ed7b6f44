import { execa } from 'execa';
import { reason } from '../../stack/src/trouble.ts';

const NICE = '10';
const LIMIT_MS = 5_000;

/**
 * Lets the shop's processes, leaders of their groups, wait for the browser where both want the same core: a shopper's
 * phone does not run the shop. Says so where that cannot be done.
 */
export async function stepAside(pids: readonly number[], say: (line: string) => void): Promise<void> {
  try {
    await execa('renice', ['-n', NICE, '-g', ...pids.map(String)], { timeout: LIMIT_MS });
  } catch (error) {
    say(`The shop does not step aside for the browser, expect less: ${reason(error)}`);
  }
}
