import { setTimeout as wait } from 'node:timers/promises';
import { type Git, remoteTrouble } from './git.ts';
import { Trouble } from './trouble.ts';

/** How often a race is run again before a person is asked. */
export const attempts = 12;

const refused = /hook declined|protected branch|not allowed|denied|prohibited/;
const beaten =
  /non-fast-forward|fetch first|stale info|already exists|cannot lock ref|failed to (lock|update)|incorrect old value|but expected/;

/**
 * Pushes all of these refs or none of them, and never by force. False when somebody else was faster: then look again at
 * what is there, and decide anew.
 */
export async function pushAll(
  git: Git,
  refspecs: readonly string[],
  absent: readonly string[] = [],
): Promise<boolean> {
  const leases = absent.map((ref) => `--force-with-lease=${ref}:`);
  const ended = await git.try(['push', '--atomic', '--porcelain', ...leases, git.remote, ...refspecs]);
  if (ended.status === 0) return true;
  const rows = ended.stdout.split('\n').filter((line) => line.startsWith('!'));
  const said = `${rows.join('\n')}\n${ended.stderr}`;
  if (!refused.test(said) && beaten.test(said)) return false;
  throw remoteTrouble(git.remote, 'push', { ...ended, stderr: said });
}

/** Pauses before the next attempt: longer each time, and not the same for two that race. */
export async function pause(attempt: number): Promise<void> {
  await wait(Math.min(2_000, 50 * 2 ** attempt) * (0.5 + Math.random()));
}

export function lostRace(what: string): Trouble {
  return new Trouble(
    'raced',
    `${what} ${attempts} times, and each time somebody else pushed first.`,
    'Nothing was pushed. Run this again when the branch is quieter.',
  );
}
