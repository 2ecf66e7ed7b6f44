import { BSONRegExp } from 'bson';
import { type Expression, expression, isTrue } from './expression.ts';
import {
  equalTo,
  hasOperators,
  ofType,
  oneOf,
  ordered,
  regexTest,
  remainder,
  type Test,
} from './match-tests.ts';
import { toNumber } from './numbers.ts';
import { anyAt, type Positions, split } from './paths.ts';
import { CODE, MongoTrouble, notHere } from './trouble.ts';
import { type Doc, isDoc, show } from './values.ts';

/** A compiled filter. `positions` collects where arrays matched, for the positional `$`. */
export type Match = (doc: unknown, positions?: Positions) => boolean;

const bad = (message: string, code: number = CODE.BadValue) => new MongoTrouble(code, message);
const all =
  (tests: Match[]): Match =>
  (doc, positions) => {
    for (const test of tests) if (!test(doc, positions)) return false;
    return true;
  };

/** Compiles a MongoDB filter; throws MongoDB's error for an operator that does not exist. */
export const compile = (filter: Doc): Match => {
  const tests = Object.entries(filter)
    .map(([name, wanted]) => (name.startsWith('$') ? topLevel(name, wanted) : atPath(name, wanted)))
    .filter((test) => test !== undefined);
  return tests.length === 1 ? (tests[0] as Match) : all(tests);
};

const topLevel = (name: string, wanted: unknown): Match | undefined => {
  switch (name) {
    case '$and':
      return all(branches(name, wanted));
    case '$or': {
      const tests = branches(name, wanted);
      return (doc, positions) => tests.some((test) => test(doc, positions));
    }
    case '$nor': {
      const tests = branches(name, wanted);
      return (doc) => !tests.some((test) => test(doc));
    }
    case '$expr': {
      const value: Expression = expression(wanted);
      return (doc) => isTrue(value(doc as Doc));
    }
    case '$comment':
      return undefined;
    case '$text':
      throw new MongoTrouble(CODE.IndexNotFound, 'text index required for $text query');
    case '$where':
    case '$jsonSchema':
    case '$alwaysTrue':
    case '$alwaysFalse':
      throw notHere(name);
    default:
      throw bad(
        `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      );
  }
};

const branches = (name: string, wanted: unknown): Match[] => {
  if (!Array.isArray(wanted)) throw bad(`${name} must be an array`);
  if (wanted.length === 0) throw bad(`${name} argument must be a non-empty array`);
  return wanted.map((branch) => {
    if (!isDoc(branch)) throw bad(`${name} argument's entries must be objects`);
    return compile(branch);
  });
};

const atPath = (path: string, wanted: unknown): Match => {
  if (!hasOperators(wanted)) return leafMatch(path, equalTo(wanted));
  return all(
    Object.entries(wanted).flatMap(([name, operand]) => operator(path, name, operand, wanted) ?? []),
  );
};

const leafMatch = (path: string, test: Test, spread = true): Match => {
  const leaf = { parts: split(path), spread, test };
  if (leaf.parts.length > 1 || path === '__proto__' || path in Object.prototype)
    return (doc, positions) => anyAt(leaf, doc, 0, positions);
  return (doc, positions) => {
    const value = (doc as Doc)[path];
    return Array.isArray(value) ? anyAt(leaf, doc, 0, positions) : test(value);
  };
};

const not =
  (match: Match): Match =>
  (doc) =>
    !match(doc);

/** The test of one operator at one path; undefined for what only accompanies another (`$options`). */
const operator = (path: string, name: string, operand: unknown, beside: Doc): Match | undefined => {
  switch (name) {
    case '$eq':
      return leafMatch(path, equalTo(operand, true));
    case '$ne':
      if (operand instanceof BSONRegExp) throw bad(`Can't have regex as arg to $ne.`);
      return not(leafMatch(path, equalTo(operand, true)));
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return leafMatch(path, ordered(name, operand));
    case '$in':
      return leafMatch(path, oneOf(name, operand));
    case '$nin':
      return not(leafMatch(path, oneOf(name, operand)));
    case '$exists':
      return leafMatch(path, (value) => value !== undefined, false) === undefined
        ? undefined
        : exists(path, operand);
    case '$type':
      return leafMatch(path, ofType(operand));
    case '$regex':
      return leafMatch(path, regexTest(operand, beside.$options));
    case '$options':
      if (beside.$regex === undefined) throw bad('$options needs a $regex');
      return undefined;
    case '$not':
      return not(negated(path, operand));
    case '$all':
      return allOf(path, operand);
    case '$size':
      return size(path, operand);
    case '$elemMatch':
      return elemMatch(path, operand);
    case '$mod':
      return leafMatch(path, remainder(operand));
    case '$comment':
      return undefined;
    default:
      if (ELSEWHERE.has(name)) throw notHere(name);
      throw bad(`unknown operator: ${name}`);
  }
};

const ELSEWHERE = new Set(
  '$geoWithin $geoIntersects $near $nearSphere $within $bitsAllSet $bitsAllClear $bitsAnySet $bitsAnyClear $expr'.split(
    ' ',
  ),
);

const exists = (path: string, operand: unknown): Match => {
  const there = leafMatch(path, (value) => value !== undefined);
  return isTrue(operand) ? there : not(there);
};

const negated = (path: string, operand: unknown): Match => {
  if (operand instanceof BSONRegExp) return leafMatch(path, regexTest(operand, undefined));
  if (!isDoc(operand)) throw bad('$not needs a regex or a document');
  if (!hasOperators(operand)) throw bad('$not cannot be empty');
  return atPath(path, operand);
};

const allOf = (path: string, operand: unknown): Match => {
  if (!Array.isArray(operand)) throw bad('$all needs an array');
  if (operand.length === 0) return () => false;
  return all(
    operand.map((item) =>
      hasOperators(item) && item.$elemMatch !== undefined
        ? elemMatch(path, item.$elemMatch)
        : leafMatch(path, equalTo(item)),
    ),
  );
};

const size = (path: string, operand: unknown): Match => {
  const wanted = toNumber(operand);
  if (!Number.isInteger(wanted) || wanted < 0)
    throw bad(
      `Failed to parse $size. Expected a non-negative integer in: $size: ${show(operand)}`,
      CODE.FailedToParse,
    );
  return leafMatch(path, (value) => Array.isArray(value) && value.length === wanted, false);
};

const LOGICAL = new Set(['$and', '$or', '$nor', '$where', '$expr']);

/** `$elemMatch`: on documents when it names fields, on plain values when it starts with an operator. */
const elemMatch = (path: string, operand: unknown): Match => {
  if (!isDoc(operand)) throw bad('$elemMatch needs an Object');
  const test = elementTest(operand);
  const parts = split(path);
  return (doc, positions) => {
    const found = { index: -1 };
    const wholeTest: Test = (value) => {
      found.index = Array.isArray(value) ? value.findIndex(test) : -1;
      return found.index >= 0;
    };
    const matched = anyAt({ parts, spread: false, test: wholeTest }, doc, 0, positions);
    if (matched && positions && !positions.has(path)) positions.set(path, found.index);
    return matched;
  };
};

/** What `$elemMatch`, `$pull` and array filters ask of one element. */
export const elementTest = (operand: Doc): Test => {
  const first = Object.keys(operand)[0] ?? '';
  if (first.startsWith('$') && !LOGICAL.has(first)) {
    const match = compile({ element: operand });
    // An element that is an array is one value here; only what asks about arrays looks into it.
    const asksArray = '$size' in operand || '$elemMatch' in operand;
    return (item) => match({ element: Array.isArray(item) && !asksArray ? [item] : item });
  }
  const match = compile(operand);
  return (item) => (isDoc(item) || Array.isArray(item)) && match(Array.isArray(item) ? { ...item } : item);
};
