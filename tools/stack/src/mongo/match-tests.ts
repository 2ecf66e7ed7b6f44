import { BSONRegExp } from 'bson';
import { toNumber } from './numbers.ts';
import { toRegExp } from './regex.ts';
import { CODE, MongoTrouble } from './trouble.ts';
import { compare, type Doc, isDoc, isNaNValue, isNumeric, rank, same, typeTest } from './values.ts';

/** Tests one value; `undefined` is a missing field. */
export type Test = (value: unknown) => boolean;

const bad = (message: string, code: number = CODE.BadValue) => new MongoTrouble(code, message);

/** Whether `{ field: wanted }` asks with operators, or for equality with a document. */
export const hasOperators = (wanted: unknown): wanted is Doc =>
  isDoc(wanted) && (Object.keys(wanted)[0]?.startsWith('$') ?? false);

export const equalTo = (wanted: unknown, literal = false): Test => {
  if (wanted instanceof BSONRegExp && !literal) return regexTest(wanted, undefined);
  if (wanted === null) return (value) => value === null || value === undefined;
  if (typeof wanted === 'string' || typeof wanted === 'boolean') return (value) => value === wanted;
  if (typeof wanted === 'number' && !Number.isNaN(wanted))
    return (value) =>
      value === wanted || (typeof value === 'object' && isNumeric(value) && same(value, wanted));
  const type = rank(wanted);
  return (value) => value !== undefined && rank(value) === type && same(value, wanted);
};

export const ordered = (name: string, operand: unknown): Test => {
  if (operand instanceof BSONRegExp) throw bad(`Can't have RegEx as arg to predicate over field`);
  const type = rank(operand);
  const orEqual = name.endsWith('e');
  const sign = name.startsWith('$g') ? 1 : -1;
  if (type === 2 || isNaNValue(operand)) {
    const equal = equalTo(operand);
    return orEqual ? equal : () => false;
  }
  const anyType = type === 1 || type === 127;
  return (value) => {
    if (value === undefined || (!anyType && rank(value) !== type) || isNaNValue(value)) return false;
    const order = compare(value, operand) * sign;
    return order > 0 || (orEqual && order === 0);
  };
};

export const oneOf = (name: string, operand: unknown): Test => {
  if (!Array.isArray(operand)) throw bad(`${name} needs an array`);
  if (operand.some(hasOperators)) throw bad(`cannot nest $ under ${name}`);
  const texts = new Set(operand.filter((item) => typeof item === 'string'));
  const others = operand.filter((item) => typeof item !== 'string').map((item) => equalTo(item));
  return (value) => (typeof value === 'string' && texts.has(value)) || others.some((test) => test(value));
};

export const ofType = (operand: unknown): Test => {
  const tests = (Array.isArray(operand) ? operand : [operand]).map((alias) => {
    const test = typeTest(alias);
    if (!test) throw bad(`Unknown type name alias: ${String(alias)}`);
    return test;
  });
  if (tests.length === 0) throw bad('$type must match at least one type', CODE.FailedToParse);
  return (value) => value !== undefined && tests.some((test) => test(value));
};

export const regexTest = (operand: unknown, options: unknown): Test => {
  const regex = toRegExp(operand, options);
  return (value) =>
    (typeof value === 'string' && regex.test(value)) ||
    (value instanceof BSONRegExp && operand instanceof BSONRegExp && same(value, operand));
};

export const remainder = (operand: unknown): Test => {
  if (!Array.isArray(operand)) throw bad('malformed mod, needs to be an array');
  if (operand.length !== 2)
    throw bad(`malformed mod, ${operand.length < 2 ? 'not enough' : 'too many'} elements`);
  const [divisor, rest] = operand.map((part) => Math.trunc(toNumber(part))) as [number, number];
  if (divisor === 0) throw bad('divisor cannot be 0');
  return (value) => isNumeric(value) && Math.trunc(toNumber(value)) % divisor === rest;
};
