import { calculate, toNumber } from './numbers.ts';
import { notHere } from './trouble.ts';
import { compare, type Doc, isDoc, isNumeric, keyOf, type Numeric } from './values.ts';

const total = (values: unknown[]): Numeric => {
  let sum: Numeric = 0;
  for (const value of values) {
    if (!isNumeric(value)) continue;
    sum = calculate('+', sum, value) ?? toNumber(sum) + toNumber(value);
  }
  return sum;
};

const extreme = (values: unknown[], sign: number): unknown => {
  let best: unknown = null;
  for (const value of values) {
    if (value === undefined || value === null) continue;
    if (best === null || compare(value, best) * sign > 0) best = value;
  }
  return best;
};

/** The accumulators of `$group` and `$bucket` over one group's values, missing ones as `undefined`. */
export const fold = (name: string, values: unknown[]): unknown => {
  switch (name) {
    case '$sum':
      return total(values);
    case '$avg': {
      const numbers = values.filter(isNumeric);
      if (numbers.length === 0) return null;
      const sum = total(numbers);
      if (typeof sum !== 'number' && rankOfDecimal(sum)) throw notHere('$avg of Decimal128');
      return toNumber(sum) / numbers.length;
    }
    case '$min':
      return extreme(values, -1);
    case '$max':
      return extreme(values, 1);
    case '$first':
      return values[0] ?? null;
    case '$last':
      return values.at(-1) ?? null;
    case '$push':
      return values.filter((value) => value !== undefined);
    case '$addToSet': {
      const set = new Map<string, unknown>();
      for (const value of values)
        if (value !== undefined && !set.has(keyOf(value))) set.set(keyOf(value), value);
      return [...set.values()];
    }
    case '$mergeObjects':
      return Object.assign({}, ...values.filter(isDoc)) as Doc;
    case '$count':
      return values.length;
    default:
      throw notHere(`The accumulator ${name}`);
  }
};

const rankOfDecimal = (value: Exclude<Numeric, number>) =>
  typeof value === 'object' && (value as { _bsontype?: string })._bsontype === 'Decimal128';

export const ACCUMULATORS = new Set(
  '$sum $avg $min $max $first $last $push $addToSet $mergeObjects $count'.split(' '),
);
