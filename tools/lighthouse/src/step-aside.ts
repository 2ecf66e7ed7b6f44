import { execa } from 'execa';

const NICE = '10';
const LIMIT_MS = 5_000;

/**
 * Lets the shop's processes, leaders of their groups, wait for the browser where both want the same core: a shopper's
 * phone does not run the shop. Fails when the system has no `renice`.
 */
export async function stepAside(pids: readonly number[]): Promise<void> {
  await execa('renice', ['-n', NICE, '-g', ...pids.map(String)], { timeout: LIMIT_MS });
}
