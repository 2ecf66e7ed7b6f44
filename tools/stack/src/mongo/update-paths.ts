import { elementTest } from './match.ts';
import type { Positions } from './paths.ts';
import { CODE, MongoTrouble } from './trouble.ts';
import { type Doc, field, isDoc, show } from './values.ts';

/** What an update's paths are resolved with. */
export interface Ground {
  doc: Doc;
  positions: Positions | undefined;
  filters: Map<string, (element: unknown) => boolean>;
}

/** Reads `arrayFilters`: one document a name, each asking about that name's element. */
export const readFilters = (given: unknown, used: string): Ground['filters'] => {
  const filters: Ground['filters'] = new Map();
  for (const filter of (given ?? []) as Doc[]) {
    const names = new Set(Object.keys(filter).map((path) => path.split('.')[0] as string));
    const [name] = names;
    if (!name || names.size > 1)
      throw new MongoTrouble(
        CODE.FailedToParse,
        'Cannot use an expression without one top-level field name in arrayFilters',
      );
    if (filters.has(name))
      throw new MongoTrouble(
        CODE.FailedToParse,
        `Found multiple array filters with the same top-level field name ${name}`,
      );
    if (!used.includes(`$[${name}]`))
      throw new MongoTrouble(
        CODE.FailedToParse,
        `The array filter for identifier '${name}' was not used in the update`,
      );
    filters.set(name, filterTest(name, filter));
  }
  return filters;
};

const filterTest = (name: string, filter: Doc): ((element: unknown) => boolean) => {
  const test = elementTest({ $and: [filter] });
  return (element) => test({ [name]: element });
};

/** The plain paths that a path with `$`, `$[]` and `$[name]` stands for in this document. */
export const expand = (ground: Ground, path: string): string[][] => {
  const parts = path.split('.');
  if (parts.some((part) => part === ''))
    throw new MongoTrouble(
      56,
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  if (parts.includes('__proto__'))
    throw new MongoTrouble(CODE.BadValue, 'The field name __proto__ is refused');
  return parts.some((part) => part.startsWith('$')) ? expandParts(ground, parts, [], ground.doc) : [parts];
};

const expandParts = (ground: Ground, left: string[], done: string[], at: unknown): string[][] => {
  const [part, ...rest] = left;
  if (part === undefined) return [done];
  const into = (name: string) => expandParts(ground, rest, [...done, name], child(at, name));
  if (part === '$') {
    const index = ground.positions?.get(done.join('.'));
    if (index === undefined)
      throw new MongoTrouble(
        CODE.BadValue,
        'The positional operator did not find the match needed from the query.',
      );
    return into(String(index));
  }
  const named = /^\$\[(.*)\]$/.exec(part);
  if (!named) return into(part);
  if (at === undefined)
    throw new MongoTrouble(
      CODE.BadValue,
      `The path '${done.join('.')}' must exist in the document in order to apply array updates.`,
    );
  if (!Array.isArray(at))
    throw new MongoTrouble(
      CODE.BadValue,
      `Cannot apply array updates to non-array element ${done.at(-1)}: ${show(at)}`,
    );
  const test = named[1] === '' ? () => true : ground.filters.get(named[1] as string);
  if (!test)
    throw new MongoTrouble(
      CODE.BadValue,
      `No array filter found for identifier '${named[1]}' in path '${[...done, ...left].join('.')}'`,
    );
  return at.flatMap((item, index) => (test(item) ? into(String(index)) : []));
};

const isIndex = (part: string) => /^\d+$/.test(part);
const child = (value: unknown, name: string): unknown => {
  if (Array.isArray(value)) return isIndex(name) ? value[Number(name)] : undefined;
  return isDoc(value) ? field(value, name) : undefined;
};

export const valueAtPath = (doc: Doc, parts: string[]): unknown =>
  parts.reduce<unknown>((value, part) => child(value, part), doc);

const notViable = (part: string, name: string, value: unknown) =>
  new MongoTrouble(CODE.PathNotViable, `Cannot create field '${part}' in element {${name}: ${show(value)}}`);

/** Puts a value at a plain path, making documents on the way; an array grows with nulls up to the index. */
export const putAt = (doc: Doc, parts: string[], value: unknown): void => {
  let current: Doc | unknown[] = doc;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as string;
    if (Array.isArray(current) && !isIndex(part)) throw notViable(part, parts[index - 1] ?? '', current);
    if (index === parts.length - 1) {
      store(current, part, value);
      return;
    }
    let next = child(current, part);
    if (next === undefined) {
      next = {};
      store(current, part, next);
    } else if (!isDoc(next) && !Array.isArray(next)) throw notViable(parts[index + 1] as string, part, next);
    current = next as Doc | unknown[];
  }
};

const store = (at: Doc | unknown[], part: string, value: unknown): void => {
  if (!Array.isArray(at)) {
    at[part] = value;
    return;
  }
  const index = Number(part);
  if (index > at.length + 1_500_000)
    throw new MongoTrouble(CODE.BadValue, 'can not backfill array to larger than 1500000 elements');
  while (at.length < index) at.push(null);
  at[index] = value;
};

/** Takes a field away; an array element becomes null, as in MongoDB. */
export const removeAt = (doc: Doc, parts: string[]): void => {
  const above = valueAtPath(doc, parts.slice(0, -1));
  const last = parts.at(-1) as string;
  if (Array.isArray(above)) {
    if (isIndex(last) && Number(last) < above.length) above[Number(last)] = null;
  } else if (isDoc(above)) delete above[last];
};
