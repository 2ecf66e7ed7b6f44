import type { Git } from './git.ts';
import type { Level } from './reservations.ts';
import { Trouble } from './trouble.ts';

const levels: readonly Level[] = ['major', 'minor', 'patch'];

export function levelNamed(name: string): Level {
  const found = levels.find((level) => level === name);
  if (found !== undefined) return found;
  throw new Trouble('input', `${name} is no part of a version.`, `Take one of ${levels.join(', ')}.`);
}

/** The largest step that a commit of these folders asks for by a trailer: `Release-As: minor`. Without one, a patch. */
export async function levelAskedFor(
  git: Git,
  since: string | undefined,
  revision: string,
  folders: readonly string[],
): Promise<Level> {
  if (since === undefined) return 'patch';
  const format = '--format=%(trailers:key=Release-As,valueonly)';
  const lines = await git.lines(['log', format, `${since}..${revision}`, '--', ...folders]);
  const asked = lines.map((line) => line.trim().toLowerCase());
  return levels.find((level) => asked.includes(level)) ?? 'patch';
}
