import { ObjectId } from 'bson';
import {
  addEntries,
  type Index,
  type IndexSpec,
  indexKeys,
  makeIndex,
  refuseDuplicate,
  removeEntries,
  type Stored,
} from './indexes.ts';
import { compile, type Match } from './match.ts';
import type { Positions } from './paths.ts';
import { conditions, plan } from './planner.ts';
import { sortDocs, sortParts } from './sort.ts';
import { CODE, MongoTrouble } from './trouble.ts';
import { type Doc, keyOf, parse, same, show, toBytes } from './values.ts';

export const MAX_DOCUMENT = 16 * 1024 * 1024;

/** What a query wants of a collection. */
export interface Query {
  filter: Doc;
  sort?: Doc | undefined;
  skip?: number;
  limit?: number;
  hint?: unknown;
}

export interface Collection {
  readonly namespace: string;
  readonly indexes: Index[];
  size(): number;
  all(): Iterable<Stored>;
  find(query: Query): Stored[];
  /** Compiles the filter and tells where it matches arrays. */
  positions(filter: Doc): (doc: Doc) => Positions;
  insert(doc: Doc, bytes?: Uint8Array): Stored;
  replace(old: Stored, doc: Doc): boolean;
  remove(stored: Stored): void;
  /** Takes a document as the journal has it: no checks, no new record. */
  restore(bytes: Uint8Array): void;
  forget(id: unknown): void;
  addIndex(spec: IndexSpec): void;
  dropIndex(name: string): void;
}

/** Told of every change, before the change is visible to a client. */
export interface Watcher {
  put(bytes: Uint8Array): void;
  removed(id: unknown): void;
}

export const makeCollection = (namespace: string, watcher: Watcher): Collection => {
  const byId = new Map<string, Stored>();
  const indexes: Index[] = [makeIndex({ v: 2, key: { _id: 1 }, name: '_id_' })];
  let order = 0;

  const store = (stored: Stored, old: Stored | undefined): void => {
    const changes = indexes.map((index) => ({ index, keys: indexKeys(index, stored.doc) }));
    for (const { index, keys } of changes) refuseDuplicate(index, keys, stored.doc, old?.key, namespace);
    if (old) for (const index of indexes) removeEntries(index, old, indexKeys(index, old.doc));
    for (const { index, keys } of changes) addEntries(index, stored, keys);
    byId.set(stored.key, stored);
  };
  const drop = (stored: Stored): void => {
    for (const index of indexes) removeEntries(index, stored, indexKeys(index, stored.doc));
    byId.delete(stored.key);
  };

  return {
    namespace,
    indexes,
    size: () => byId.size,
    all: () => byId.values(),
    find: (query) => find(query, byId, indexes),
    positions(filter) {
      const match = compile(filter);
      return (doc) => {
        const positions: Positions = new Map();
        match(doc, positions);
        return positions;
      };
    },
    insert(given, givenBytes) {
      const first = Object.keys(given)[0];
      const { _id = new ObjectId(), ...rest } = given;
      const doc = first === '_id' ? given : { _id, ...rest };
      const bytes = first === '_id' && givenBytes ? givenBytes : sized(toBytes(doc), CODE.BSONObjectTooLarge);
      checkId(doc._id);
      store({ key: keyOf(doc._id), order: ++order, doc, bytes }, undefined);
      watcher.put(bytes);
      return byId.get(keyOf(doc._id)) as Stored;
    },
    replace(old, changed) {
      if (!same(old.doc._id, changed._id))
        throw new MongoTrouble(
          CODE.ImmutableField,
          `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${show(changed._id)}`,
        );
      const bytes = sized(toBytes(changed), 17419);
      if (Buffer.compare(bytes, old.bytes) === 0) return false;
      // Read back, so that what is kept is what the wire would carry.
      store({ key: old.key, order: old.order, doc: parse(bytes), bytes }, old);
      watcher.put(bytes);
      return true;
    },
    remove(stored) {
      drop(stored);
      watcher.removed(stored.doc._id);
    },
    restore(bytes) {
      const doc = parse(bytes);
      const key = keyOf(doc._id);
      const old = byId.get(key);
      store({ key, order: old?.order ?? ++order, doc, bytes }, old);
    },
    forget(id) {
      const old = byId.get(keyOf(id));
      if (old) drop(old);
    },
    addIndex(spec) {
      const index = makeIndex(spec);
      for (const stored of byId.values()) {
        const keys = indexKeys(index, stored.doc);
        refuseDuplicate(index, keys, stored.doc, stored.key, namespace);
        addEntries(index, stored, keys);
      }
      indexes.push(index);
    },
    dropIndex(name) {
      const at = indexes.findIndex((index) => index.spec.name === name);
      if (at > 0) indexes.splice(at, 1);
    },
  };
};

const sized = (bytes: Uint8Array, code: number): Uint8Array => {
  if (bytes.length <= MAX_DOCUMENT) return bytes;
  throw new MongoTrouble(code, `Resulting document after update is larger than ${MAX_DOCUMENT}`);
};

const checkId = (id: unknown): void => {
  const type = Array.isArray(id)
    ? 'array'
    : (id as Doc | undefined)?._bsontype === 'BSONRegExp'
      ? 'regex'
      : undefined;
  if (type) throw new MongoTrouble(CODE.InvalidIdField, `The '_id' value cannot be of type ${type}`);
};

const find = (query: Query, byId: Map<string, Stored>, indexes: Index[]): Stored[] => {
  const { filter, sort = {}, skip = 0 } = query;
  const limit = query.limit || Number.POSITIVE_INFINITY;
  const match = compile(filter);
  const parts = sortParts(sort);
  const { candidates, sorted } = candidatesOf(query, byId, indexes, parts);
  const inOrder = sorted || parts.length === 0;
  const enough = inOrder ? skip + limit : Number.POSITIVE_INFINITY;
  const found = pick(candidates, match, enough);
  const ordered = inOrder ? found : sortDocs(found, sort, ({ doc }) => doc);
  return skip > 0 || ordered.length > limit ? ordered.slice(skip, skip + limit) : ordered;
};

const pick = (candidates: Iterable<Stored>, match: Match, enough: number): Stored[] => {
  const found: Stored[] = [];
  for (const stored of candidates) {
    if (found.length >= enough) break;
    if (match(stored.doc)) found.push(stored);
  }
  return found;
};

const candidatesOf = (
  query: Query,
  byId: Map<string, Stored>,
  indexes: Index[],
  parts: ReturnType<typeof sortParts>,
) => {
  const { filter, hint } = query;
  const allowed = hinted(indexes, hint);
  const natural = parts[0]?.path === '$natural' ? parts[0].direction : 1;
  if (parts[0]?.path === '$natural')
    return { candidates: natural === 1 ? byId.values() : [...byId.values()].reverse(), sorted: true };
  if (!hint) {
    const ids = conditions(filter).get('_id')?.values;
    if (ids && (ids.length === 1 || parts.length === 0)) {
      const keys = new Set(ids.map(keyOf));
      const found = [...keys].map((key) => byId.get(key)).filter((stored) => stored !== undefined);
      return {
        candidates: ids.length === 1 ? found : found.sort((a, b) => a.order - b.order),
        sorted: ids.length === 1,
      };
    }
  }
  return plan(allowed, filter, parts) ?? { candidates: byId.values(), sorted: false };
};

const hinted = (indexes: Index[], hint: unknown): Index[] => {
  if (hint === undefined || (typeof hint === 'object' && hint !== null && Object.keys(hint).length === 0))
    return indexes;
  if (typeof hint === 'object' && hint !== null && '$natural' in hint) return [];
  const named = indexes.filter(({ spec }) =>
    typeof hint === 'string' ? spec.name === hint : keyOf(spec.key) === keyOf(hint),
  );
  if (named.length === 0)
    throw new MongoTrouble(
      CODE.BadValue,
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  return named;
};
