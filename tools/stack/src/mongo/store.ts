import { type Collection, makeCollection } from './collection.ts';
import type { IndexSpec } from './indexes.ts';
import { type Entry, type Journal, KIND, openJournal } from './journal.ts';
import { toNumber } from './numbers.ts';
import { valuesAt } from './paths.ts';
import { CODE, MongoTrouble } from './trouble.ts';
import { type Doc, parse, toBytes } from './values.ts';

interface Named {
  id: number;
  database: string;
  name: string;
  collection: Collection;
}

export interface Store {
  get(database: string, name: string): Collection | undefined;
  getOrMake(database: string, name: string): Collection;
  drop(database: string, name: string): boolean;
  list(database: string): string[];
  databases(): string[];
  addIndex(collection: Collection, spec: IndexSpec): void;
  dropIndex(collection: Collection, name: string): void;
  /** Puts another value of an option into an index's description (`collMod`). */
  changeIndex(collection: Collection, name: string, change: Doc): void;
  /** Removes what TTL indexes say is over; returns how many documents. */
  sweep(now: number): number;
  journal: Journal;
  close(): void;
}

const COMPACT_FROM = 64 * 1024 * 1024;

/** Opens the folder's databases as the journal left them. `broken` is called when the disk refuses a write. */
export const openStore = (folder: string, broken: (error: Error) => void): Store => {
  const byName = new Map<string, Named>();
  const byId = new Map<number, Named>();
  let lastId = 0;
  let live = 0;

  const make = (id: number, database: string, name: string): Named => {
    const append = (kind: Entry['kind'], bytes: Uint8Array) =>
      journal.append({ kind, collection: id, bytes });
    const collection = makeCollection(`${database}.${name}`, {
      put: (bytes) => append(KIND.put, bytes),
      removed: (_id) => append(KIND.remove, toBytes({ _id })),
    });
    const named = { id, database, name, collection };
    byName.set(collection.namespace, named);
    byId.set(id, named);
    lastId = Math.max(lastId, id);
    return named;
  };
  const forget = (named: Named) => {
    byName.delete(named.collection.namespace);
    byId.delete(named.id);
  };
  const idOf = (collection: Collection): number => {
    const named = byName.get(collection.namespace);
    if (!named) throw new MongoTrouble(CODE.NamespaceNotFound, `ns does not exist: ${collection.namespace}`);
    return named.id;
  };
  const note = (collection: number, change: Doc) =>
    journal.append({ kind: KIND.catalog, collection, bytes: toBytes(change) });
  const catalog = (id: number, change: Doc): void => {
    const named = byId.get(id);
    if (change.make !== undefined) make(id, String(change.database), String(change.make));
    else if (!named) return;
    else if (change.drop) forget(named);
    else if (change.index) named.collection.addIndex(change.index as IndexSpec);
    else if (change.unindex) named.collection.dropIndex(String(change.unindex));
  };
  const apply = ({ kind, collection, bytes }: Entry): void => {
    if (kind === KIND.catalog) catalog(collection, parse(bytes));
    else if (kind === KIND.put) byId.get(collection)?.collection.restore(bytes);
    else byId.get(collection)?.collection.forget(parse(bytes)._id);
  };
  function* everything(): Generator<Entry> {
    for (const { id, database, name, collection } of byId.values()) {
      yield { kind: KIND.catalog, collection: id, bytes: toBytes({ make: name, database }) };
      for (const { spec } of collection.indexes.slice(1))
        yield { kind: KIND.catalog, collection: id, bytes: toBytes({ index: spec }) };
      for (const { bytes } of collection.all()) yield { kind: KIND.put, collection: id, bytes };
    }
  }
  const compact = (): void => {
    journal.rewrite(everything());
    live = journal.size();
  };

  const journal: Journal = openJournal(folder, apply, broken);
  let used = 0;
  for (const { collection } of byId.values())
    for (const { bytes } of collection.all()) used += bytes.length + 13;
  live = used;
  if (journal.size() > 1_000_000 && journal.size() > used * 2) compact();

  const dropIndex = (collection: Collection, name: string): void => {
    collection.dropIndex(name);
    note(idOf(collection), { unindex: name });
  };
  const addIndex = (collection: Collection, spec: IndexSpec): void => {
    collection.addIndex(spec);
    note(idOf(collection), { index: spec });
  };

  return {
    journal,
    get: (database, name) => byName.get(`${database}.${name}`)?.collection,
    getOrMake(database, name) {
      const known = byName.get(`${database}.${name}`);
      if (known) return known.collection;
      checkName(database, name);
      const named = make(lastId + 1, database, name);
      note(named.id, { make: name, database });
      return named.collection;
    },
    drop(database, name) {
      const named = byName.get(`${database}.${name}`);
      if (!named) return false;
      forget(named);
      note(named.id, { drop: true });
      return true;
    },
    list: (database) =>
      [...byName.values()].filter((named) => named.database === database).map(({ name }) => name),
    databases: () => [...new Set([...byName.values()].map(({ database }) => database))].sort(),
    addIndex,
    dropIndex,
    changeIndex(collection, name, change) {
      const spec = collection.indexes.find((index) => index.spec.name === name)?.spec;
      if (!spec)
        throw new MongoTrouble(
          CODE.IndexNotFound,
          `cannot find index ${name} for ns ${collection.namespace}`,
        );
      dropIndex(collection, name);
      addIndex(collection, { ...spec, ...change });
    },
    sweep(now) {
      let gone = 0;
      for (const { collection } of byName.values()) gone += expire(collection, now);
      if (gone > 0) journal.written().catch(broken);
      if (journal.size() > COMPACT_FROM && journal.size() > live * 3) compact();
      return gone;
    },
    close: () => journal.close(),
  };
};

const checkName = (database: string, name: string): void => {
  if (/[/\\. "$*<>:|?\0]/.test(database) || database === '' || database.length > 63)
    throw new MongoTrouble(CODE.InvalidNamespace, `Invalid database name: '${database}'`);
  if (
    name === '' ||
    name.startsWith('.') ||
    name.includes('$') ||
    name.includes('\0') ||
    name.startsWith('system.')
  )
    throw new MongoTrouble(CODE.InvalidNamespace, `Invalid collection name: '${name}'`);
};

/** Removes documents whose date (the earliest, of an array) is older than the index allows. */
const expire = (collection: Collection, now: number): number => {
  let gone = 0;
  for (const { spec, filter, parts } of collection.indexes) {
    const [part] = parts;
    if (spec.expireAfterSeconds === undefined || !part) continue;
    const limit = new Date(now - toNumber(spec.expireAfterSeconds) * 1000);
    for (const stored of collection.find({ filter: { [part.path]: { $lte: limit } } })) {
      if (filter && !filter.test(stored.doc)) continue;
      if (!valuesAt(stored.doc, part.parts).values.some((value) => value instanceof Date && value <= limit))
        continue;
      collection.remove(stored);
      gone++;
    }
  }
  return gone;
};
