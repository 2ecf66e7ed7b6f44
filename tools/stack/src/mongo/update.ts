import { Timestamp } from 'bson';
import type { Positions } from './paths.ts';
import { pipeline, UPDATE_STAGES } from './pipeline.ts';
import { overlap } from './projection.ts';
import { CODE, MongoTrouble } from './trouble.ts';
import { OPERATORS } from './update-operators.ts';
import { expand, type Ground, putAt, readFilters, removeAt, valueAtPath } from './update-paths.ts';
import { copy, type Doc, isDoc, same, show } from './values.ts';

/** A compiled update: gives the changed copy of a document, `inserting` tells an upsert. */
export type Update = (doc: Doc, positions: Positions | undefined, inserting: boolean) => Doc;

export const isReplacement = (update: unknown): boolean =>
  isDoc(update) && !Object.keys(update)[0]?.startsWith('$');

/** Compiles a modifier document, a replacement or a pipeline. */
export const updater = (update: unknown, arrayFilters: unknown, variables: Doc = {}): Update => {
  if (Array.isArray(update)) {
    const run = pipeline(update, { find: () => [], scope: Object.keys(variables) }, UPDATE_STAGES);
    return (doc) => keepId(doc, run([doc], variables)[0] as Doc);
  }
  if (!isDoc(update))
    throw new MongoTrouble(CODE.FailedToParse, 'Update argument must be either an object or an array');
  if (isReplacement(update)) {
    checkNames(update);
    return (doc) => keepId(doc, copy(stamped(update)));
  }
  return modifier(update, arrayFilters);
};

// A replacement keeps the document's _id, and _id comes first.
const keepId = (before: Doc, after: Doc): Doc => {
  const { _id = before._id, ...rest } = after;
  return _id === undefined ? rest : { _id, ...rest };
};

// MongoDB fills an empty timestamp at the top of a document with the time.
const stamped = (doc: Doc): Doc => {
  for (const value of Object.values(doc))
    if (value instanceof Timestamp && value.isZero()) return { ...doc, ...filled(doc) };
  return doc;
};
const filled = (doc: Doc): Doc =>
  Object.fromEntries(
    Object.entries(doc).map(([name, value]) =>
      value instanceof Timestamp && value.isZero() && name !== '_id' ? [name, now()] : [name, value],
    ),
  );
const now = () => new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 });

const checkNames = (doc: Doc): void => {
  const dollar = Object.keys(doc).find((name) => name.startsWith('$'));
  if (dollar)
    throw new MongoTrouble(
      CODE.DollarPrefixedFieldName,
      `The dollar ($) prefixed field '${dollar}' in '${dollar}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
};

interface Step {
  operator: string;
  path: string;
  operand: unknown;
}

const modifier = (update: Doc, arrayFilters: unknown): Update => {
  const steps = Object.entries(update).flatMap(([operator, fields]) => readOperator(operator, fields));
  checkConflicts(steps);
  // MongoDB applies by path, not in the order given.
  steps.sort((a, b) => (a.path < b.path ? -1 : 1));
  const filters = readFilters(arrayFilters, steps.map((step) => step.path).join(' '));
  return (before, positions, inserting) => {
    const doc = copy(before);
    const ground: Ground = { doc, positions, filters };
    for (const step of steps) if (inserting || step.operator !== '$setOnInsert') apply(ground, step);
    if (before._id !== undefined && !same(before._id, doc._id))
      throw new MongoTrouble(
        CODE.ImmutableField,
        `Performing an update on the path '_id' would modify the immutable field '_id'`,
      );
    return doc;
  };
};

const readOperator = (operator: string, fields: unknown): Step[] => {
  if (operator !== '$rename' && operator !== '$unset' && !OPERATORS.has(operator))
    throw new MongoTrouble(
      CODE.FailedToParse,
      operator.startsWith('$')
        ? `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`
        : `The update cannot mix modifiers with the field '${operator}'`,
    );
  if (!isDoc(fields))
    throw new MongoTrouble(
      CODE.FailedToParse,
      `Modifiers operate on fields but we found type ${typeof fields} instead. For example: {$mod: {<field>: ...}} not {${operator}: ${show(fields)}}`,
    );
  return Object.entries(fields).map(([path, operand]) => ({ operator, path, operand }));
};

const checkConflicts = (steps: Step[]): void => {
  const paths = steps.flatMap(({ operator, path, operand }) =>
    operator === '$rename' ? [path, String(operand)] : [path],
  );
  const clash = paths.find((path, index) => paths.slice(0, index).some((other) => overlap(path, other)));
  if (clash !== undefined)
    throw new MongoTrouble(
      CODE.ConflictingUpdateOperators,
      `Updating the path '${clash}' would create a conflict at '${clash}'`,
    );
};

const apply = (ground: Ground, { operator, path, operand }: Step): void => {
  if (operator === '$rename') {
    rename(ground.doc, path, operand);
    return;
  }
  for (const parts of expand(ground, path)) {
    if (operator === '$unset') {
      removeAt(ground.doc, parts);
      continue;
    }
    const change = OPERATORS.get(operator);
    const old = valueAtPath(ground.doc, parts);
    const next = change?.(old, operand, { path, id: ground.doc._id });
    if (next !== undefined && next !== old) putAt(ground.doc, parts, next);
  }
};

const rename = (doc: Doc, from: string, to: unknown): void => {
  if (typeof to !== 'string')
    throw new MongoTrouble(
      CODE.BadValue,
      `The 'to' field for $rename must be a string: ${from}: ${show(to)}`,
    );
  if (from.includes('$') || to.includes('$'))
    throw new MongoTrouble(
      CODE.BadValue,
      `The source and target field for $rename may not be dynamic: ${from}`,
    );
  const parts = from.split('.');
  const value = valueAtPath(doc, parts);
  if (value === undefined) return;
  const throughArray = [parts, to.split('.')].some((each) =>
    each.slice(0, -1).some((_, index) => Array.isArray(valueAtPath(doc, each.slice(0, index + 1)))),
  );
  if (throughArray)
    throw new MongoTrouble(
      CODE.BadValue,
      `The source and target field for $rename cannot be array elements: ${from}`,
    );
  removeAt(doc, parts);
  putAt(doc, to.split('.'), value);
};
