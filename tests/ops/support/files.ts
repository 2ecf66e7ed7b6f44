import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

export const root = join(import.meta.dirname, '../../..');

/** The text of a file, by its path in the repository. */
export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** One YAML document of the repository. */
export const load = <T>(path: string): T => parse(read(path)) as T;

/** All YAML documents of a file. Throws where one cannot be read. */
export function loadAll<T>(path: string): T[] {
  return parseAllDocuments(read(path)).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new Error(`${path}: ${error.message}`);
    return document.toJS() as T;
  });
}

/** Files of a folder that end so, as paths in the repository, sorted. */
export const list = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => `${folder}/${name}`);
