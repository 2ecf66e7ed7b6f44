import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errors } from '@shop/contracts';
import compile from 'icu-minify/compile';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../messages');
type Tree = { [key: string]: string | Tree };
const read = (language: string, file: string): Tree =>
  JSON.parse(readFileSync(join(folder, language, file), 'utf8'));

/** Every message of an area by its whole key. */
function flat(tree: Tree, before = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[before + key, value]] : [...flat(value, `${before}${key}.`)],
    ),
  );
}

/** What a message takes: its arguments and tags, whatever its words. As compiled, both are lists that begin with a name. */
function takes(compiled: unknown): string[] {
  if (!Array.isArray(compiled)) return [];
  return compiled.flatMap((part: unknown): string[] => {
    if (!Array.isArray(part)) return [];
    const [name, second, choices] = part as [string, unknown, unknown];
    if (part.length === 1) return [name];
    if (typeof second !== 'number') return [`<${name}>`, ...takes(part.slice(1))];
    return [name, ...Object.values(Object(choices) as object).flatMap(takes)];
  });
}
const taken = (message: string) => [...new Set(takes(compile(message)))].sort();

const areas = readdirSync(join(folder, 'en'));

describe('the words of the shop', () => {
  it.each(areas)('in %s are the same in both languages, and take the same', (area) => {
    const [english, german] = [flat(read('en', area)), flat(read('de', area))];
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, text] of english) {
      expect(taken(german.get(key) ?? ''), `${area} ${key}`).toEqual(taken(text));
      expect(german.get(key)?.trim(), `${area} ${key}`).not.toBe('');
    }
  });

  it('are in files that both languages have, and the sentences of errors for every code', () => {
    expect(readdirSync(join(folder, 'de')).sort()).toEqual([...areas, 'errors.json'].sort());
    expect(Object.keys(read('de', 'errors.json')).sort()).toEqual(Object.keys(errors).sort());
  });
});
