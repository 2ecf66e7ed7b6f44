import { type IndexPart, keysOf } from './index-keys.ts';
import { compile, type Match } from './match.ts';
import { doubleKey, toNumber } from './numbers.ts';
import { split, valuesAt } from './paths.ts';
import { type Sorted, sorted } from './sorted.ts';
import { CODE, MongoTrouble } from './trouble.ts';
import { type Doc, show } from './values.ts';

/** A stored document: its bytes are what the journal and a reply carry. Neither is ever changed in place. */
export interface Stored {
  key: string;
  order: number;
  doc: Doc;
  bytes: Uint8Array;
}

/** An index as `listIndexes` shows it. */
export type IndexSpec = Doc & { v: number; key: Doc; name: string };

export interface Index {
  spec: IndexSpec;
  parts: IndexPart[];
  unique: boolean;
  sparse: boolean;
  filter: { doc: Doc; test: Match } | undefined;
  /** Some document has an array in it, so that it says nothing about order. */
  many: boolean;
  entries: Sorted<Stored>;
}

export const makeIndex = (spec: IndexSpec): Index => {
  const directions = Object.entries(spec.key);
  const first = Math.sign(toNumber(directions[0]?.[1]));
  const filter = spec.partialFilterExpression as Doc | undefined;
  return {
    spec,
    parts: directions.map(([path, direction]) => ({
      path,
      parts: split(path),
      inverted: Math.sign(toNumber(direction)) !== first,
    })),
    unique: spec.unique === true || spec.name === '_id_',
    sparse: spec.sparse === true,
    filter: filter && { doc: filter, test: compile(filter) },
    many: false,
    entries: sorted(),
  };
};

/** The keys of a document in an index; none when the index is sparse or partial and leaves it out. */
export const indexKeys = (index: Index, doc: Doc): string[] => {
  if (index.filter && !index.filter.test(doc)) return [];
  const { keys, many, missing } = keysOf(index.parts, doc);
  if (index.sparse && missing) return [];
  if (many) index.many = true;
  return keys;
};

// Above every key that starts with the prefix: no key has this character.
const TOP = '\uffff';
const entryKey = (key: string, stored: Stored) => `${key}\u0000${doubleKey(stored.order)}`;

export const addEntries = (index: Index, stored: Stored, keys: string[]): void => {
  for (const key of keys) index.entries.add(entryKey(key, stored), stored);
};
export const removeEntries = (index: Index, stored: Stored, keys: string[]): void => {
  for (const key of keys) index.entries.remove(entryKey(key, stored));
};

/** Throws MongoDB's duplicate key error when a document other than `self` (the key of its _id) has one of the keys. */
export const refuseDuplicate = (
  index: Index,
  keys: string[],
  doc: Doc,
  self: string | undefined,
  namespace: string,
): void => {
  if (!index.unique) return;
  for (const key of keys) {
    const other = index.entries.first(key, key + TOP, (found) => found.key !== self);
    if (other) throw duplicate(index, doc, other.doc, namespace);
  }
};

const duplicate = (index: Index, doc: Doc, other: Doc, namespace: string): MongoTrouble => {
  const keyValue = Object.fromEntries(
    index.parts.map(({ path, parts }) => {
      const theirs = new Set(valuesAt(other, parts).values.map(show));
      const { values } = valuesAt(doc, parts);
      return [path, values.find((value) => theirs.has(show(value))) ?? null];
    }),
  );
  return new MongoTrouble(
    CODE.DuplicateKey,
    `E11000 duplicate key error collection: ${namespace} index: ${index.spec.name} dup key: ${show(keyValue)}`,
    { keyPattern: index.spec.key, keyValue },
  );
};

/** The entries whose key starts with the prefix, or lies between two. */
export const scan = (index: Index, from: string, to = from, reverse = false): Generator<Stored> =>
  index.entries.range(from, to + TOP, reverse);
