import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The promises that the specs under a folder of the repository prove, by id: the files to run for each. */
export function provenBy(root: string): ReadonlyMap<string, readonly string[]> {
  const proven = new Map<string, string[]>();
  const specs = globSync('tests/promises/**/*.spec.ts', { cwd: root }).sort();
  for (const spec of specs) {
    for (const id of idsIn(root, spec)) proven.set(id, [...(proven.get(id) ?? []), spec]);
  }
  return proven;
}

/** The ids at the beginning of titles in a spec, and in the files that it takes its tests from. */
function idsIn(root: string, path: string, read: ReadonlySet<string> = new Set()): Set<string> {
  // Files may take from each other.
  if (read.has(path)) return new Set();
  const text = readFileSync(join(root, path), 'utf8');
  const ids = new Set([...text.matchAll(/['"`](R\d+)\b/g)].map(([, id = '']) => id));
  for (const [, sibling = ''] of text.matchAll(/from '(\.\/[^']+\.ts)'/g)) {
    const file = join(path, '..', sibling);
    if (!file.includes('support')) for (const id of idsIn(root, file, new Set([...read, path]))) ids.add(id);
  }
  return ids;
}

/** `r3` is R3. Throws one sentence that names what can be asked for. */
export function chosen(asked: readonly string[], proven: ReadonlyMap<string, readonly string[]>): string[] {
  const ids = asked.map((id) => id.toUpperCase());
  const unknown = ids.filter((id) => !proven.has(id));
  if (unknown.length === 0) return ids;
  const known = [...proven.keys()].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  throw new Error(
    `There is no runnable check of ${unknown.join(', ')}. There is one of ${known.join(', ')}; docs/promises.md has the others.`,
  );
}
