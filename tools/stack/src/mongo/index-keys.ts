import { put, split, valuesAt } from './paths.ts';
import { CODE, MongoTrouble } from './trouble.ts';
import { copy, type Doc, field, isDoc, keyOf } from './values.ts';

export interface IndexPart {
  path: string;
  parts: string[];
  /** Sorted the other way round than the index's first field. */
  inverted: boolean;
}

/** The characters of a key the other way round, so that it sorts descending. */
export const invert = (key: string): string => {
  let out = '';
  for (let index = 0; index < key.length; index++) out += String.fromCharCode(0xffff - key.charCodeAt(index));
  return out;
};

export const partKey = (part: IndexPart, value: unknown): string =>
  part.inverted ? invert(keyOf(value)) : keyOf(value);

/** The keys under which an index finds a document; `many` when an array made it several. */
export const keysOf = (parts: IndexPart[], doc: Doc): { keys: string[]; many: boolean; missing: boolean } => {
  const [only] = parts;
  if (parts.length === 1 && only && only.parts.length === 1) {
    const value = field(doc, only.path);
    if (!Array.isArray(value))
      return { keys: [partKey(only, value)], many: false, missing: value === undefined };
  }
  const found = parts.map((part) => valuesAt(doc, part.parts));
  const missing = found.every(({ values }) => values.every((value) => value === undefined));
  const arrays = found.filter(({ many }) => many);
  if (arrays.length > 1)
    return {
      keys: perElement(
        parts,
        doc,
        arrays.flatMap(({ through }) => through),
      ),
      many: true,
      missing,
    };
  let keys = [''];
  parts.forEach((part, index) => {
    const ends = [...new Set((found[index]?.values ?? []).map((value) => partKey(part, value)))];
    keys =
      ends.length === 1
        ? keys.map((key) => key + ends[0])
        : keys.flatMap((key) => ends.map((end) => key + end));
  });
  return { keys, many: arrays.length > 0, missing };
};

/** Two fields within one array: a key for each element, never a mix of two elements. */
const perElement = (parts: IndexPart[], doc: Doc, through: string[]): string[] => {
  const outer = through.reduce((shortest, path) => (path.length < shortest.length ? path : shortest));
  const parallel =
    through.some((path) => path !== outer && !path.startsWith(`${outer}.`)) ||
    parts.some((part) => part.path === outer && through.length > 1);
  if (parallel)
    throw new MongoTrouble(
      CODE.CannotIndexParallelArrays,
      `cannot index parallel arrays [${[...new Set(through)].join('] [')}]`,
    );
  const items = outer
    .split('.')
    .reduce<unknown>((value, name) => (isDoc(value) ? field(value, name) : undefined), doc);
  if (!Array.isArray(items))
    throw new MongoTrouble(CODE.CannotIndexParallelArrays, `cannot index arrays within arrays at ${outer}`);
  const keys = items.flatMap((item) => {
    const single = copy(doc);
    put(single, split(outer), item);
    return keysOf(parts, single).keys;
  });
  return [...new Set(keys)];
};
