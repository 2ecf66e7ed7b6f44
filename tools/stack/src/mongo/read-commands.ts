import { Long } from 'bson';
import type { Collection, Query } from './collection.ts';
import { type Command, strict } from './command.ts';
import { expression, isTrue } from './expression.ts';
import { compile } from './match.ts';
import { toNumber } from './numbers.ts';
import { split, valuesAt } from './paths.ts';
import { pipeline } from './pipeline.ts';
import { type Project, projection } from './projection.ts';
import { encode, type Item } from './reply.ts';
import { sortParts } from './sort.ts';
import { CODE, MongoTrouble, notHere } from './trouble.ts';
import { type Doc, isDoc, keyOf, typeName } from './values.ts';

export const optionalDoc = (value: unknown, name: string): Doc => {
  if (value === undefined || value === null) return {};
  if (!isDoc(value))
    throw new MongoTrouble(
      CODE.TypeMismatch,
      `BSON field '${name}' is the wrong type '${typeName(value)}', expected type 'object'`,
    );
  return value;
};
const amount = (value: unknown, name: string): number | undefined => {
  if (value === undefined || value === null) return undefined;
  const number = toNumber(value);
  if (!Number.isInteger(number))
    throw new MongoTrouble(CODE.TypeMismatch, `BSON field '${name}' is the wrong type '${typeName(value)}'`);
  if (number < 0)
    throw new MongoTrouble(51024, `BSON field '${name}' value must be >= 0, actual value '${number}'`);
  return number;
};

const noProjection = (spec: Doc) => Object.keys(spec).length === 0;

const find: Command = ({ body, database, name, store, cursors }) => {
  strict(
    body,
    'filter sort projection hint skip limit batchSize singleBatch max min returnKey showRecordId tailable awaitData noCursorTimeout allowPartialResults allowDiskUse let oplogReplay',
  );
  for (const option of ['tailable', 'awaitData', 'returnKey', 'showRecordId', 'max', 'min', 'let'])
    if (body[option] !== undefined && isTrue(body[option])) throw notHere(`find with ${option}`);
  const query: Query = {
    filter: optionalDoc(body.filter, 'find.filter'),
    sort: optionalDoc(body.sort, 'find.sort'),
    skip: amount(body.skip, 'skip') ?? 0,
    limit: Math.abs(amount(body.limit, 'limit') ?? 0),
    hint: body.hint,
  };
  const wanted = optionalDoc(body.projection, 'find.projection');
  const project = noProjection(wanted) ? undefined : projection(wanted, 'find');
  const collection = store.get(database, name);
  const items = collection ? projected(collection, query, project) : nothing(query);
  return cursors.open(
    `${database}.${name}`,
    items,
    amount(body.batchSize, 'batchSize'),
    isTrue(body.singleBatch),
  );
};

// A collection that is not there answers like an empty one, but a mistake in the query is still a mistake.
const nothing = (query: Query): Item[] => {
  compile(query.filter);
  sortParts(query.sort ?? {});
  return [];
};

const projected = (collection: Collection, query: Query, project: Project | undefined): Item[] => {
  const found = collection.find(query);
  if (!project) return found.map(({ bytes }) => bytes);
  const positions = collection.positions(query.filter);
  return found.map(({ doc }) => project(doc, undefined, positions(doc)));
};

const aggregate: Command = ({ body, database, name, store, cursors }) => {
  strict(body, 'pipeline cursor explain allowDiskUse bypassDocumentValidation hint let');
  if (isTrue(body.explain)) throw notHere('explain');
  if (body.cursor === undefined)
    throw new MongoTrouble(
      CODE.FailedToParse,
      `The 'cursor' option is required, except for aggregate with the explain argument`,
    );
  if (typeof body.aggregate !== 'string') throw refuseWithout(body.pipeline);
  const stages = Array.isArray(body.pipeline) ? body.pipeline : [];
  const variables = Object.fromEntries(
    Object.entries(optionalDoc(body.let, 'let')).map(([each, value]) => [each, expression(value)({})]),
  );
  const around = {
    find: (from: string, filter: Doc) =>
      store
        .get(database, from)
        ?.find({ filter })
        .map(({ doc }) => doc) ?? [],
    scope: Object.keys(variables),
  };
  const run = pipeline(body.pipeline, around);
  const { query, rest } = front(stages, around.scope);
  const collection = store.get(database, name);
  const found = collection?.find({ ...query, hint: body.hint }) ?? [];
  const items =
    rest.length === 0
      ? found.map(({ bytes }) => bytes)
      : (rest.length === stages.length ? run : pipeline(rest, around))(
          found.map(({ doc }) => doc),
          variables,
        );
  return cursors.open(
    `${database}.${name}`,
    items,
    amount(optionalDoc(body.cursor, 'cursor').batchSize, 'batchSize'),
  );
};

const refuseWithout = (stages: unknown): MongoTrouble => {
  const first = Array.isArray(stages) && isDoc(stages[0]) ? Object.keys(stages[0])[0] : '';
  if (first === '$changeStream')
    return new MongoTrouble(
      CODE.ChangeStreamNeedsReplicaSet,
      'The $changeStream stage is only supported on replica sets',
    );
  return notHere('aggregate without a collection');
};

/** The leading $match, $sort and $limit, which a collection answers by its indexes. */
const front = (stages: Doc[], scope: string[]): { query: Query; rest: Doc[] } => {
  const query: Query = { filter: {} };
  let at = 0;
  if (scope.length === 0 && isDoc(stages[at]?.$match)) query.filter = stages[at++]?.$match as Doc;
  if (isDoc(stages[at]?.$sort)) query.sort = stages[at++]?.$sort as Doc;
  if (stages[at]?.$limit !== undefined) query.limit = toNumber(stages[at++]?.$limit);
  return { query, rest: stages.slice(at) };
};

const count: Command = ({ body, database, name, store }) => {
  strict(body, 'query limit skip hint fields');
  const filter = optionalDoc(body.query, 'count.query');
  const collection = store.get(database, name);
  const skip = amount(body.skip, 'skip') ?? 0;
  const limit = Math.abs(toNumber(body.limit ?? 0));
  compile(filter);
  const plain = Object.keys(filter).length === 0;
  const all = !collection
    ? 0
    : plain
      ? collection.size()
      : collection.find({ filter, hint: body.hint }).length;
  const n = Math.max(0, all - skip);
  return encode({ n: limit ? Math.min(limit, n) : n, ok: 1 });
};

const distinct: Command = ({ body, database, name, store }) => {
  strict(body, 'key query hint');
  if (typeof body.key !== 'string' || body.key === '')
    throw new MongoTrouble(CODE.TypeMismatch, `BSON field 'distinct.key' must be a string`);
  const parts = split(body.key);
  const filter = optionalDoc(body.query, 'distinct.query');
  compile(filter);
  const seen = new Map<string, unknown>();
  for (const { doc } of store.get(database, name)?.find({ filter, hint: body.hint }) ?? [])
    for (const value of valuesAt(doc, parts).values)
      if (value !== undefined && !seen.has(keyOf(value))) seen.set(keyOf(value), value);
  return encode({ values: [...seen.values()], ok: 1 });
};

const cursorId = (value: unknown): bigint =>
  value instanceof Long ? value.toBigInt() : BigInt(toNumber(value) || 0);

const getMore: Command = ({ body, database, cursors }) => {
  strict(body, 'collection batchSize');
  return cursors.more(
    cursorId(body.getMore),
    `${database}.${String(body.collection)}`,
    amount(body.batchSize, 'batchSize'),
  );
};

const killCursors: Command = ({ body, cursors }) => {
  strict(body, 'cursors');
  const { killed, unknown } = cursors.kill(((body.cursors as unknown[] | undefined) ?? []).map(cursorId));
  return encode({
    cursorsKilled: killed,
    cursorsNotFound: unknown,
    cursorsAlive: [],
    cursorsUnknown: [],
    ok: 1,
  });
};

/** The commands that change nothing. */
export const reads: Record<string, Command> = { find, aggregate, count, distinct, getMore, killCursors };
