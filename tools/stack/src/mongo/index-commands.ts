import { type Command, listOf, strict } from './command.ts';
import { isTrue } from './expression.ts';
import type { Index, IndexSpec } from './indexes.ts';
import { compile } from './match.ts';
import { toNumber } from './numbers.ts';
import { encode } from './reply.ts';
import { CODE, MongoTrouble, notHere } from './trouble.ts';
import { type Doc, isDoc, keyOf, same, show } from './values.ts';

const cannot = (message: string) => new MongoTrouble(CODE.CannotCreateIndex, message);
const OPTIONS = new Set(
  'key name unique sparse background partialFilterExpression expireAfterSeconds v ns hidden collation'.split(
    ' ',
  ),
);

/** Checks an index description and gives it the form `listIndexes` shows. */
const readSpec = (given: Doc): IndexSpec => {
  const { key, name } = given;
  if (!isDoc(key) || Object.keys(key).length === 0) throw cannot('Index keys cannot be an empty object.');
  for (const [path, direction] of Object.entries(key)) {
    if (typeof direction === 'string')
      throw cannot(`ShopStack's stand-in for MongoDB has no ${direction} index (${path})`);
    if (path.includes('$**')) throw cannot(`ShopStack's stand-in for MongoDB has no wildcard index`);
    if (path === '' || path.split('.').some((part) => part === '' || part.startsWith('$')))
      throw cannot(`Index key contains an illegal field name: ${show(key)}`);
    const number = toNumber(direction);
    if (Number.isNaN(number) || number === 0)
      throw cannot(`Values in v:2 index key pattern must be numbers not equal to 0: ${show(key)}`);
  }
  if (typeof name !== 'string' || name === '')
    throw new MongoTrouble(
      CODE.MissingField,
      `The 'name' field is a required property of an index specification`,
    );
  const unknown = Object.keys(given).find((option) => !OPTIONS.has(option));
  if (unknown) throw new MongoTrouble(197, `The field '${unknown}' is not valid for an index specification`);
  if (isDoc(given.collation) && given.collation.locale !== 'simple')
    throw notHere('An index with a collation');
  if (isTrue(given.hidden)) throw notHere('A hidden index');
  checkExpiry(given, key);
  const filter = given.partialFilterExpression;
  if (filter !== undefined) {
    if (!isDoc(filter)) throw cannot(`'partialFilterExpression' for an index has to be a document`);
    if (given.sparse) throw cannot(`cannot mix 'partialFilterExpression' and 'sparse' options`);
    checkPartial(filter);
    compile(filter);
  }
  return {
    v: 2,
    key,
    name,
    ...(isTrue(given.unique) ? { unique: true } : {}),
    ...(isTrue(given.sparse) ? { sparse: true } : {}),
    ...(filter === undefined ? {} : { partialFilterExpression: filter }),
    ...(given.expireAfterSeconds === undefined ? {} : { expireAfterSeconds: given.expireAfterSeconds }),
  };
};

const checkExpiry = ({ expireAfterSeconds }: Doc, key: Doc): void => {
  if (expireAfterSeconds === undefined) return;
  const seconds = toNumber(expireAfterSeconds);
  if (Number.isNaN(seconds) || seconds < 0 || seconds > 2_147_483_647)
    throw cannot(`TTL index 'expireAfterSeconds' option must be within an acceptable range`);
  if (Object.keys(key).length > 1 || '_id' in key)
    throw cannot('TTL indexes are single-field indexes, compound indexes do not support TTL');
};

const PARTIAL = new Set(['$and', '$or', '$eq', '$gt', '$gte', '$lt', '$lte', '$exists', '$type', '$in']);
const checkPartial = (filter: unknown): void => {
  if (Array.isArray(filter)) for (const part of filter) checkPartial(part);
  if (!isDoc(filter)) return;
  for (const [name, wanted] of Object.entries(filter)) {
    if (name.startsWith('$') && !PARTIAL.has(name))
      throw cannot(`Expression not supported in partial index: ${name}`);
    if (name === '$exists' && !isTrue(wanted))
      throw cannot('Expression not supported in partial index: $not');
    checkPartial(wanted);
  }
};

const createIndexes: Command = async (session) => {
  const { body, database, name, store } = session;
  strict(body, 'indexes commitQuorum ignoreUnknownIndexOptions');
  const specs = listOf(session, 'indexes').map(readSpec);
  if (specs.length === 0) throw new MongoTrouble(CODE.BadValue, 'Must specify at least one index to create');
  const existed = store.get(database, name) !== undefined;
  const collection = store.getOrMake(database, name);
  const before = collection.indexes.length;
  for (const spec of specs) if (!known(collection.indexes, spec)) store.addIndex(collection, spec);
  const after = collection.indexes.length;
  await store.journal.written();
  return encode({
    numIndexesBefore: before,
    numIndexesAfter: after,
    createdCollectionAutomatically: !existed,
    ...(after === before ? { note: 'all indexes already exist' } : {}),
    ok: 1,
  });
};

/** Whether the very same index is there; another one in its place is MongoDB's conflict. */
const known = (indexes: Index[], spec: IndexSpec): boolean => {
  const bare = ({ name: _name, ...rest }: Doc) => keyOf(Object.fromEntries(Object.entries(rest).sort()));
  const sameId = keyOf(spec.key) === keyOf({ _id: 1 });
  if (sameId) return true;
  const named = indexes.find((index) => index.spec.name === spec.name);
  if (named) {
    if (bare(named.spec) === bare(spec)) return true;
    const code =
      keyOf(named.spec.key) === keyOf(spec.key) ? CODE.IndexOptionsConflict : CODE.IndexKeySpecsConflict;
    throw new MongoTrouble(
      code,
      `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${show(spec)}, existing index: ${show(named.spec)}`,
    );
  }
  const alike = indexes.find(
    (index) =>
      keyOf(index.spec.key) === keyOf(spec.key) &&
      same(index.spec.partialFilterExpression, spec.partialFilterExpression),
  );
  if (alike)
    throw new MongoTrouble(
      CODE.IndexOptionsConflict,
      `Index already exists with a different name: ${alike.spec.name}`,
    );
  return false;
};

const missing = (namespace: string) =>
  new MongoTrouble(CODE.NamespaceNotFound, `ns does not exist: ${namespace}`);

const dropIndexes: Command = async ({ body, database, name, store }) => {
  strict(body, 'index');
  const collection = store.get(database, name);
  if (!collection) throw new MongoTrouble(CODE.NamespaceNotFound, `ns not found ${database}.${name}`);
  const before = collection.indexes.length;
  const wanted = Array.isArray(body.index) ? body.index : [body.index];
  for (const one of wanted.flatMap((each) =>
    each === '*' ? collection.indexes.slice(1).map(({ spec }) => spec.name) : [each],
  )) {
    const found = collection.indexes.find(({ spec }) =>
      isDoc(one) ? keyOf(spec.key) === keyOf(one) : spec.name === one,
    );
    if (!found)
      throw new MongoTrouble(
        CODE.IndexNotFound,
        typeof one === 'string'
          ? `index not found with name [${one}]`
          : `can't find index with key: ${show(one)}`,
      );
    if (found.spec.name === '_id_') throw new MongoTrouble(CODE.InvalidOptions, 'cannot drop _id index');
    store.dropIndex(collection, found.spec.name);
  }
  await store.journal.written();
  return encode({ nIndexesWas: before, ok: 1 });
};

const listIndexes: Command = ({ body, database, name, store, cursors }) => {
  strict(body, 'cursor includeBuildUUIDs includeIndexBuildInfo');
  const collection = store.get(database, name);
  if (!collection) throw missing(`${database}.${name}`);
  return cursors.open(
    `${database}.${name}`,
    collection.indexes.map(({ spec }) => spec),
    undefined,
  );
};

const collMod: Command = async ({ body, database, name, store }) => {
  strict(body, 'index');
  const collection = store.get(database, name);
  if (!collection) throw missing(`${database}.${name}`);
  const wanted = isDoc(body.index) ? body.index : {};
  const found = collection.indexes.find(
    ({ spec }) =>
      spec.name === wanted.name || (isDoc(wanted.keyPattern) && keyOf(spec.key) === keyOf(wanted.keyPattern)),
  );
  if (!found)
    throw new MongoTrouble(
      CODE.IndexNotFound,
      `cannot find index ${show(wanted.name ?? wanted.keyPattern)} for ns ${database}.${name}`,
    );
  const { expireAfterSeconds, name: _name, keyPattern: _key, ...others } = wanted;
  if (expireAfterSeconds === undefined || Object.keys(others).length)
    throw notHere('collMod of anything but expireAfterSeconds');
  checkExpiry(wanted, found.spec.key);
  const old = found.spec.expireAfterSeconds;
  store.changeIndex(collection, found.spec.name, { expireAfterSeconds });
  await store.journal.written();
  return encode({
    ...(old === undefined ? {} : { expireAfterSeconds_old: old }),
    expireAfterSeconds_new: expireAfterSeconds,
    ok: 1,
  });
};

export const indexCommands: Record<string, Command> = {
  createIndexes,
  dropIndexes,
  deleteIndexes: dropIndexes,
  listIndexes,
  collMod,
};
