import { evalExpr } from 'mingo/core';
import type { ExpressionOperator, Options } from 'mingo/types';
import { fold } from './accumulate.ts';
import { roundTo, toNumber } from './numbers.ts';
import { sorter } from './sort.ts';
import { MongoTrouble } from './trouble.ts';
import { compare, type Doc, isDoc, isNumeric, same, typeName } from './values.ts';

// Where mingo answers differently from MongoDB: its comparisons look into arrays and refuse to compare across types,
// its rounding works on decimal text of the wrong length, its $type and accumulators have their own idea of numbers.

const order = (a: unknown, b: unknown): number => {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return Math.sign(compare(a, b));
};

const pair = (name: string, decide: (order: number) => unknown): ExpressionOperator => {
  return (obj: unknown, source: unknown, options: Options) => {
    if (!Array.isArray(source) || source.length !== 2)
      throw new MongoTrouble(16020, `Expression ${name} takes exactly 2 arguments.`);
    return decide(order(evalExpr(obj, source[0], options), evalExpr(obj, source[1], options)));
  };
};

const rounded =
  (how: 'even' | 'down'): ExpressionOperator =>
  (obj: unknown, source: unknown, options: Options) => {
    const [value, place = 0] = [evalExpr(obj, source, options)].flat() as unknown[];
    if (value === undefined || value === null) return null;
    if (!isNumeric(value))
      throw new MongoTrouble(51081, `$round only supports numeric types, not ${typeName(value)}`);
    return roundTo(toNumber(value), toNumber(place), how);
  };

const folded =
  (name: string): ExpressionOperator =>
  (obj: unknown, source: unknown, options: Options) => {
    const given = evalExpr(obj, source, options);
    return fold(name, Array.isArray(given) ? given : [given]);
  };

const includes: ExpressionOperator = (obj: unknown, source: unknown, options: Options) => {
  const [wanted, items] = evalExpr(obj, source, options) as unknown[];
  if (!Array.isArray(items))
    throw new MongoTrouble(40081, `$in requires an array as a second argument, found: ${typeName(items)}`);
  return items.some((item) => same(item, wanted));
};

const sortArray: ExpressionOperator = (obj: unknown, source: unknown, options: Options) => {
  const { input, sortBy } = source as Doc;
  const items = evalExpr(obj, input, options);
  if (items === undefined || items === null) return null;
  if (!Array.isArray(items))
    throw new MongoTrouble(2942504, 'The input argument to $sortArray must be an array');
  const by = isDoc(sortBy) ? sorter(sortBy) : (a: unknown, b: unknown) => compare(a, b) * toNumber(sortBy);
  return [...items].sort(by as (a: unknown, b: unknown) => number);
};

const ifNull: ExpressionOperator = (obj: unknown, source: unknown, options: Options) => {
  if (!Array.isArray(source) || source.length < 2)
    throw new MongoTrouble(1257300, '$ifNull needs at least two arguments');
  let value: unknown;
  for (const item of source) {
    value = evalExpr(obj, item, options);
    if (value !== undefined && value !== null) return value;
  }
  return value;
};

const type: ExpressionOperator = (obj: unknown, source: unknown, options: Options) =>
  typeName(evalExpr(obj, Array.isArray(source) ? source[0] : source, options));

const arrayElemAt: ExpressionOperator = (obj: unknown, source: unknown, options: Options) => {
  const [items, at] = evalExpr(obj, source, options) as unknown[];
  if (items === undefined || items === null) return null;
  if (!Array.isArray(items))
    throw new MongoTrouble(
      28689,
      `$arrayElemAt's first argument must be an array, but is ${typeName(items)}`,
    );
  return items.at(toNumber(at));
};

// MongoDB gives an empty text for null and missing, mingo null.
const cased =
  (change: (text: string) => string): ExpressionOperator =>
  (obj: unknown, source: unknown, options: Options) => {
    const [text] = [evalExpr(obj, source, options)].flat() as unknown[];
    if (text === undefined || text === null) return '';
    if (typeof text !== 'string')
      throw new MongoTrouble(16007, `can't convert from BSON type ${typeName(text)} to String`);
    return change(text);
  };

/** Our own expression operators, in mingo's shape. */
export const own = {
  $eq: pair('$eq', (result) => result === 0),
  $ne: pair('$ne', (result) => result !== 0),
  $gt: pair('$gt', (result) => result > 0),
  $gte: pair('$gte', (result) => result >= 0),
  $lt: pair('$lt', (result) => result < 0),
  $lte: pair('$lte', (result) => result <= 0),
  $cmp: pair('$cmp', (result) => result),
  $in: includes,
  $round: rounded('even'),
  $trunc: rounded('down'),
  $sum: folded('$sum'),
  $avg: folded('$avg'),
  $min: folded('$min'),
  $max: folded('$max'),
  $sortArray: sortArray,
  $ifNull: ifNull,
  $type: type,
  $arrayElemAt: arrayElemAt,
  $toLower: cased((text) => text.toLowerCase()),
  $toUpper: cased((text) => text.toUpperCase()),
} as const;
