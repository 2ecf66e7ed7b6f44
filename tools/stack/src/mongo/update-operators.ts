import { Long, Timestamp } from 'bson';
import { compile, elementTest } from './match.ts';
import { hasOperators } from './match-tests.ts';
import { calculate, toNumber } from './numbers.ts';
import { sorter } from './sort.ts';
import { CODE, MongoTrouble } from './trouble.ts';
import { compare, copy, isDoc, isNumeric, keyOf, same, show, typeName } from './values.ts';

interface Where {
  path: string;
  id: unknown;
}
/** The new value of a field from its old one (`undefined`: missing); returns the old one where nothing changes. */
type Change = (old: unknown, operand: unknown, where: Where) => unknown;

const bad = (message: string, code: number = CODE.BadValue) => new MongoTrouble(code, message);
const last = (path: string) => path.split('.').at(-1) as string;

const set: Change = (_old, operand, { path }) => {
  checkValue(operand, path);
  return copy(operand);
};
const checkValue = (value: unknown, path: string): void => {
  if (Array.isArray(value)) for (const item of value) checkValue(item, path);
  if (!isDoc(value)) return;
  for (const name of Object.keys(value))
    if (name === '__proto__') throw bad('The field name __proto__ is refused');
};

const arithmetic =
  (sign: '+' | '*'): Change =>
  (old, operand, { path, id }) => {
    const name = sign === '+' ? '$inc' : '$mul';
    if (!isNumeric(operand))
      throw bad(
        `Cannot ${sign === '+' ? 'increment' : 'multiply'} with non-numeric argument: {${path}: ${show(operand)}}`,
        CODE.TypeMismatch,
      );
    if (old !== undefined && !isNumeric(old))
      throw bad(
        `Cannot apply ${name} to a value of non-numeric type. {_id: ${show(id)}} has the field '${last(path)}' of non-numeric type ${typeName(old)}`,
        CODE.TypeMismatch,
      );
    if (old === undefined && sign === '+') return operand;
    const result = calculate(sign, old ?? 0, operand);
    if (result === undefined)
      throw bad(
        `Failed to apply ${name} operations to current value (${show(old)}) for document {_id: ${show(id)}}`,
      );
    return result;
  };

const extreme =
  (sign: 1 | -1): Change =>
  (old, operand) =>
    old === undefined || compare(operand, old) * sign > 0 ? copy(operand) : old;

const currentDate: Change = (_old, operand) => {
  const type = isDoc(operand) ? operand.$type : operand;
  if (type === true || type === false || type === 'date') return new Date();
  if (type === 'timestamp') return new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 });
  throw bad(
    `The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}`,
  );
};

const arrayOf = (old: unknown, { path, id }: Where, what: string): unknown[] => {
  if (old === undefined) return [];
  if (Array.isArray(old)) return old;
  throw bad(
    what === '$push'
      ? `The field '${path}' must be an array but is of type ${typeName(old)} in document {_id: ${show(id)}}`
      : `Cannot apply ${what} to a non-array value at '${path}' of type ${typeName(old)}`,
  );
};

const CLAUSES = new Set(['$each', '$position', '$slice', '$sort']);
const push: Change = (old, operand, where) => {
  const items = [...arrayOf(old, where, '$push')];
  if (!isDoc(operand) || !('$each' in operand)) {
    if (hasOperators(operand) && CLAUSES.has(Object.keys(operand)[0] as string))
      throw bad(`The $push clauses need $each`);
    return [...items, copy(operand)];
  }
  const { $each, $position, $slice, $sort } = operand;
  const unknown = Object.keys(operand).find((name) => !CLAUSES.has(name));
  if (unknown) throw bad(`Unrecognized clause in $push: ${unknown}`);
  if (!Array.isArray($each))
    throw bad(`The argument to $each in $push must be an array but it was of type: ${typeName($each)}`);
  const position = $position === undefined ? items.length : whole($position, '$position');
  items.splice(position, 0, ...copy($each));
  if ($sort !== undefined) items.sort(pushOrder($sort));
  if ($slice === undefined) return items;
  const keep = whole($slice, '$slice');
  return keep < 0 ? items.slice(keep) : items.slice(0, keep);
};

const whole = (value: unknown, name: string): number => {
  const number = toNumber(value);
  if (!Number.isInteger(number))
    throw bad(`The value for ${name} must be an integer value but was given type: ${typeName(value)}`);
  return number;
};

const pushOrder = (sort: unknown): ((a: unknown, b: unknown) => number) => {
  if (isDoc(sort)) return sorter(sort);
  const sign = toNumber(sort);
  if (sign !== 1 && sign !== -1) throw bad('The $sort element value must be either 1 or -1');
  return (a, b) => compare(a, b) * sign;
};

const addToSet: Change = (old, operand, where) => {
  const items = arrayOf(old, where, '$addToSet');
  const each = isDoc(operand) && '$each' in operand ? operand.$each : [operand];
  if (!Array.isArray(each))
    throw bad(`The argument to $each in $addToSet must be an array but it was of type ${typeName(each)}`);
  const known = new Set(items.map(keyOf));
  const fresh = each.filter((item) => !known.has(keyOf(item)) && known.add(keyOf(item)));
  return fresh.length === 0 && old !== undefined ? old : [...items, ...copy(fresh)];
};

const pull: Change = (old, operand, where) => {
  if (old === undefined) return old;
  return without(old, arrayOf(old, where, '$pull'), pullTest(operand));
};
const pullTest = (operand: unknown): ((item: unknown) => boolean) => {
  if (isDoc(operand)) return elementTest(operand);
  if (typeName(operand) !== 'regex')
    return (item) => (operand === null ? item === null : same(item, operand));
  const match = compile({ item: operand });
  return (item) => match({ item });
};
const pullAll: Change = (old, operand, where) => {
  if (!Array.isArray(operand))
    throw bad(`$pullAll requires an array argument but was given a ${typeName(operand)}`);
  if (old === undefined) return old;
  const keys = new Set(operand.map(keyOf));
  return without(old, arrayOf(old, where, '$pullAll'), (item) => keys.has(keyOf(item)));
};
const without = (old: unknown, items: unknown[], test: (item: unknown) => boolean): unknown => {
  const left = items.filter((item) => !test(item));
  return left.length === items.length ? old : left;
};

const pop: Change = (old, operand, { path }) => {
  const end = toNumber(operand);
  if (end !== 1 && end !== -1) throw bad(`$pop expects 1 or -1, found: ${show(operand)}`, CODE.FailedToParse);
  if (old === undefined) return old;
  if (!Array.isArray(old))
    throw bad(`Path '${path}' contains an element of non-array type '${typeName(old)}'`, CODE.TypeMismatch);
  if (old.length === 0) return old;
  return end === 1 ? old.slice(0, -1) : old.slice(1);
};

const isInteger = (value: unknown): value is number | Long =>
  value instanceof Long || (Number.isInteger(value) && value === (Number(value) | 0));
const bit: Change = (old, operand, { path, id }) => {
  const entries = Object.entries(isDoc(operand) ? operand : {});
  if (entries.length === 0)
    throw bad(
      `You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}}`,
    );
  if (old !== undefined && !isInteger(old))
    throw bad(
      `Cannot apply $bit to a value of non-integral type.{_id: ${show(id)}} has the field ${path} of non-integer type ${typeName(old)}`,
    );
  return entries.reduce<number | Long>((value, [name, mask]) => bitwise(value, name, mask), old ?? 0);
};
const bitwise = (value: number | Long, name: string, mask: unknown): number | Long => {
  if (!isInteger(mask))
    throw bad(
      `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(mask)}' is not supported here`,
    );
  if (name !== 'and' && name !== 'or' && name !== 'xor')
    throw bad(
      `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator`,
    );
  const result = Long.fromValue(value)[name](Long.fromValue(mask));
  return value instanceof Long || mask instanceof Long ? result : result.toInt();
};

/** Every operator that gives a field a new value; `$unset` and `$rename` move fields and live with the paths. */
export const OPERATORS: ReadonlyMap<string, Change> = new Map<string, Change>([
  ['$set', set],
  ['$setOnInsert', set],
  ['$inc', arithmetic('+')],
  ['$mul', arithmetic('*')],
  ['$min', extreme(-1)],
  ['$max', extreme(1)],
  ['$currentDate', currentDate],
  ['$push', push],
  ['$addToSet', addToSet],
  ['$pull', pull],
  ['$pullAll', pullAll],
  ['$pop', pop],
  ['$bit', bit],
]);
