import { ObjectId } from 'bson';
import type { Collection } from './collection.ts';
import { type Command, checkCollation, listOf, type Session, strict } from './command.ts';
import { isTrue } from './expression.ts';
import type { Stored } from './indexes.ts';
import { hasOperators } from './match-tests.ts';
import { toNumber } from './numbers.ts';
import { projection } from './projection.ts';
import { optionalDoc } from './read-commands.ts';
import { encode } from './reply.ts';
import { CODE, MongoTrouble } from './trouble.ts';
import { isReplacement, type Update, updater } from './update.ts';
import { putAt, valueAtPath } from './update-paths.ts';
import { copy, type Doc, isDoc, same } from './values.ts';
import { troubleOf } from './wire.ts';

/** Waits until the journal has it: with the operating system, or on the disk for `{ j: true }`. */
const durable = async ({ body, store }: Session): Promise<void> => {
  const concern = body.writeConcern;
  await (isDoc(concern) && (isTrue(concern.j) || isTrue(concern.fsync))
    ? store.journal.synced()
    : store.journal.written());
};

/** Runs each item; a failure is noted with its place, and ends an ordered batch. */
const each = (items: Doc[], ordered: boolean, run: (item: Doc, index: number) => void): Doc[] => {
  const writeErrors: Doc[] = [];
  for (const [index, item] of items.entries()) {
    try {
      run(item, index);
    } catch (error) {
      writeErrors.push(troubleOf(error).toWriteError(index));
      if (ordered) break;
    }
  }
  return writeErrors;
};
const isOrdered = (body: Doc) => body.ordered === undefined || isTrue(body.ordered);
const checkBatch = (items: unknown[]) => {
  if (items.length === 0 || items.length > 100_000)
    throw new MongoTrouble(
      16,
      `Write batch sizes must be between 1 and 100000. Got ${items.length} operations.`,
    );
};
const withErrors = (reply: Doc, writeErrors: Doc[]): Uint8Array =>
  encode({ ...reply, ...(writeErrors.length ? { writeErrors } : {}), ok: 1 });

const insert: Command = async (session) => {
  const { body, raw, database, name, store } = session;
  strict(body, 'documents ordered bypassDocumentValidation');
  const documents = listOf(session, 'documents');
  checkBatch(documents);
  const collection = store.getOrMake(database, name);
  const bytes = raw.get('documents');
  let n = 0;
  const writeErrors = each(documents, isOrdered(body), (doc, index) => {
    collection.insert(doc, bytes?.[index]);
    n++;
  });
  await durable(session);
  return withErrors({ n }, writeErrors);
};

interface Change {
  filter: Doc;
  update: Update;
  replacing: boolean;
  upsert: boolean;
}

const readChange = (
  source: unknown,
  arrayFilters: unknown,
  filter: unknown,
  upsert: unknown,
  lets: unknown,
): Change => ({
  filter: optionalDoc(filter, 'q'),
  update: updater(source, arrayFilters, optionalDoc(lets, 'c')),
  replacing: isReplacement(source),
  upsert: isTrue(upsert),
});

const change = (collection: Collection, { filter, update }: Change, stored: Stored): boolean =>
  collection.replace(stored, update(stored.doc, collection.positions(filter)(stored.doc), false));

/** The document an upsert starts from: what the filter says by equality. */
const seedOf = (filter: Doc, seed: Doc = {}): Doc => {
  for (const [path, wanted] of Object.entries(filter)) {
    if (path === '$and' && Array.isArray(wanted)) for (const part of wanted) seedOf(part as Doc, seed);
    if (path === '$or' && Array.isArray(wanted) && wanted.length === 1) seedOf(wanted[0] as Doc, seed);
    if (path.startsWith('$')) continue;
    const value = equalityOf(wanted);
    if (value === undefined) continue;
    const known = valueAtPath(seed, path.split('.'));
    if (known !== undefined && !same(known, value))
      throw new MongoTrouble(54, `cannot infer query fields to set, path '${path}' is matched twice`);
    putAt(seed, path.split('.'), copy(value));
  }
  return seed;
};
const equalityOf = (wanted: unknown): unknown => {
  if (!hasOperators(wanted)) return (wanted as Doc | null)?._bsontype === 'BSONRegExp' ? undefined : wanted;
  if ('$eq' in wanted) return wanted.$eq;
  const only = wanted.$in ?? wanted.$all;
  return Array.isArray(only) && only.length === 1 && !hasOperators(only[0]) ? only[0] : undefined;
};

const upsert = (collection: Collection, { filter, update, replacing }: Change): Stored => {
  const seed = seedOf(filter);
  const start: Doc = replacing ? ('_id' in seed ? { _id: seed._id } : {}) : seed;
  const made = update(start, undefined, true);
  const { _id = new ObjectId(), ...rest } = made;
  if (seed._id !== undefined && !same(seed._id, _id))
    throw new MongoTrouble(
      CODE.ImmutableField,
      `Performing an update on the path '_id' would modify the immutable field '_id'`,
    );
  return collection.insert({ _id, ...rest });
};

const UPDATE_FIELDS = new Set('q u c multi upsert collation arrayFilters hint sort'.split(' '));

const update: Command = async (session) => {
  const { body, database, name, store } = session;
  strict(body, 'updates ordered bypassDocumentValidation let');
  const updates = listOf(session, 'updates');
  checkBatch(updates);
  const totals = { n: 0, nModified: 0, upserted: [] as Doc[] };
  const writeErrors = each(updates, isOrdered(body), (one, index) => {
    const unknown = Object.keys(one).find((field) => !UPDATE_FIELDS.has(field));
    if (unknown)
      throw new MongoTrouble(
        CODE.UnknownField,
        `BSON field 'update.updates.${unknown}' is an unknown field.`,
      );
    checkCollation(one.collation);
    const wanted = readChange(one.u, one.arrayFilters, one.q, one.upsert, one.c ?? body.let);
    const many = isTrue(one.multi);
    if (many && wanted.replacing)
      throw new MongoTrouble(
        CODE.FailedToParse,
        'multi update is not supported for replacement-style update',
      );
    // Only an upsert makes a collection: an update of one that is not there finds nothing.
    const collection = wanted.upsert ? store.getOrMake(database, name) : store.get(database, name);
    const sort = optionalDoc(one.sort, 'sort');
    const found =
      collection?.find({ filter: wanted.filter, limit: many ? 0 : 1, sort, hint: one.hint }) ?? [];
    for (const stored of found) {
      const changed = change(collection as Collection, wanted, stored);
      totals.n++;
      if (changed) totals.nModified++;
    }
    if (found.length > 0 || !wanted.upsert || !collection) return;
    totals.upserted.push({ index, _id: upsert(collection, wanted).doc._id });
    totals.n++;
  });
  await durable(session);
  const { upserted, ...counts } = totals;
  return withErrors({ ...counts, ...(upserted.length ? { upserted } : {}) }, writeErrors);
};

const remove: Command = async (session) => {
  const { body, database, name, store } = session;
  strict(body, 'deletes ordered let');
  const deletes = listOf(session, 'deletes');
  checkBatch(deletes);
  const collection = store.get(database, name);
  let n = 0;
  const writeErrors = each(deletes, isOrdered(body), ({ q, limit, hint, collation }) => {
    checkCollation(collation);
    const most = toNumber(limit);
    if (most !== 0 && most !== 1)
      throw new MongoTrouble(
        CODE.FailedToParse,
        `The limit field in delete objects must be 0 or 1. Got ${String(limit)}`,
      );
    for (const stored of collection?.find({ filter: optionalDoc(q, 'q'), limit: most, hint }) ?? []) {
      collection?.remove(stored);
      n++;
    }
  });
  await durable(session);
  return withErrors({ n }, writeErrors);
};

const findAndModify: Command = async (session) => {
  const { body, database, name, store } = session;
  strict(body, 'query sort remove update new fields upsert bypassDocumentValidation arrayFilters hint let');
  const removing = isTrue(body.remove);
  if (removing === (body.update !== undefined))
    throw new MongoTrouble(
      CODE.FailedToParse,
      removing
        ? 'Cannot specify both an update and remove=true'
        : 'Either an update or remove=true must be specified',
    );
  if (removing && (isTrue(body.upsert) || isTrue(body.new)))
    throw new MongoTrouble(CODE.FailedToParse, 'Cannot specify upsert or new with remove=true');
  const filter = optionalDoc(body.query, 'query');
  const wanted = removing
    ? undefined
    : readChange(body.update, body.arrayFilters, filter, body.upsert, body.let);
  const collection = wanted?.upsert ? store.getOrMake(database, name) : store.get(database, name);
  const [found] =
    collection?.find({ filter, sort: optionalDoc(body.sort, 'sort'), limit: 1, hint: body.hint }) ?? [];
  const fields = optionalDoc(body.fields, 'fields');
  const show = (doc: Doc, positions = collection?.positions(filter)(doc)) =>
    Object.keys(fields).length === 0 ? doc : projection(fields, 'find')(doc, undefined, positions);
  const { value, ...about } = act();
  await durable(session);
  return encode({ lastErrorObject: about, value, ok: 1 });

  function act(): { n: number; updatedExisting?: boolean; upserted?: unknown; value: Doc | null } {
    if (!collection || (!found && !wanted?.upsert))
      return { n: 0, ...(removing ? {} : { updatedExisting: false }), value: null };
    if (!wanted) {
      const value = show((found as Stored).doc);
      collection.remove(found as Stored);
      return { n: 1, value };
    }
    if (found) {
      const before = isTrue(body.new) ? undefined : show(found.doc);
      change(collection, wanted, found);
      const after =
        before ??
        show(
          collection.find({ filter: { _id: found.doc._id } })[0]?.doc ?? {},
          collection.positions(filter)(found.doc),
        );
      return { n: 1, updatedExisting: true, value: after };
    }
    const made = upsert(collection, wanted).doc;
    return { n: 1, updatedExisting: false, upserted: made._id, value: isTrue(body.new) ? show(made) : null };
  }
};

/** The commands that change documents. */
export const writes: Record<string, Command> = {
  insert,
  update,
  delete: remove,
  findAndModify,
  findandmodify: findAndModify,
};
