import * as every from 'mingo/operators/expression';
import { CODE, MongoTrouble, notHere } from './trouble.ts';
import { type Doc, isDoc } from './values.ts';

/** What is known of an expression before it runs. */
export interface Facts {
  /** It does arithmetic or the like, so that a Decimal128 in its way is refused. */
  calculates: boolean;
  asksType: boolean;
  now: number;
}

const words = (text: string) => text.trim().split(/\s+/);
const MOVES = words(`
  $eq $ne $gt $gte $lt $lte $cmp $in $ifNull $arrayElemAt $filter $map $size $mergeObjects $concatArrays $first $last
  $slice $isArray $literal $let $reduce $getField $reverseArray $objectToArray $arrayToObject $sortArray $type`);
const CALCULATES = words(`
  $abs $add $ceil $divide $exp $floor $ln $log $log10 $mod $multiply $pow $round $sqrt $subtract $trunc
  $and $or $not $cond $switch $indexOfArray $range $zip $allElementsTrue $anyElementTrue $setDifference $setEquals
  $setIntersection $setIsSubset $setUnion $concat $ltrim $rtrim $trim $regexMatch $replaceAll $replaceOne $split
  $strLenCP $strcasecmp $substrCP $toLower $toUpper $toBool $toDate $toDouble $toInt $toLong $toString
  $year $month $dayOfMonth $dayOfWeek $dayOfYear $hour $minute $second $millisecond $dateToString $dateAdd
  $dateSubtract $isNumber $sum $avg $min $max $rand`);
const SUPPORTED = new Set([...MOVES, ...CALCULATES]);
const KNOWN = new Set([
  ...Object.keys(every),
  '$meta',
  '$accumulator',
  '$tsSecond',
  '$tsIncrement',
  '$top',
  '$bottom',
]);

/** Refuses, before anything runs, what MongoDB refuses and what mingo would answer differently. */
export const checkExpression = (source: unknown, scope: Set<string>): Facts => {
  const facts: Facts = { calculates: false, asksType: false, now: Date.now() };
  check(source, scope, facts);
  return facts;
};

const check = (source: unknown, scope: Set<string>, facts: Facts): void => {
  if (typeof source === 'string') checkPath(source, scope);
  else if (Array.isArray(source)) for (const item of source) check(item, scope, facts);
  else if (isDoc(source)) checkDoc(source, scope, facts);
};

const SYSTEM = new Set(['ROOT', 'CURRENT', 'NOW', 'REMOVE']);

const checkPath = (source: string, scope: Set<string>): void => {
  if (!source.startsWith('$')) return;
  const isVariable = source.startsWith('$$');
  const [name = '', ...rest] = source.slice(isVariable ? 2 : 1).split('.');
  if (isVariable && !SYSTEM.has(name) && !scope.has(name))
    throw new MongoTrouble(17276, `Use of undefined variable: ${name}`);
  const parts = isVariable ? rest : [name, ...rest];
  if (parts.some((part) => part === '') || (!isVariable && name === ''))
    throw new MongoTrouble(40353, "FieldPath must not end with a '.' or be empty");
  if (parts.some((part) => part.startsWith('$')))
    throw new MongoTrouble(16410, `FieldPath field names may not start with '$'.`);
  if (parts.some((part) => /^\d+$/.test(part))) throw notHere(`The numeric path ${source} in an expression`);
};

const checkDoc = (source: Doc, scope: Set<string>, facts: Facts): void => {
  const names = Object.keys(source);
  const name = names.find((each) => each.startsWith('$'));
  if (name === undefined) {
    for (const each of names) check(source[each], scope, facts);
    return;
  }
  if (names.length > 1)
    throw new MongoTrouble(
      15983,
      `an expression specification must contain exactly one field, the name of the expression. Found ${names.length} fields`,
    );
  if (!SUPPORTED.has(name)) {
    if (KNOWN.has(name)) throw notHere(`The expression ${name}`);
    throw new MongoTrouble(CODE.InvalidPipelineOperator, `Unrecognized expression '${name}'`);
  }
  facts.calculates ||= !MOVES.includes(name);
  facts.asksType ||= name === '$type';
  checkOperand(name, source[name], scope, facts);
};

const checkOperand = (name: string, operand: unknown, scope: Set<string>, facts: Facts): void => {
  if (name === '$literal') return;
  const inner = isDoc(operand) ? innerScope(name, operand) : undefined;
  if (name === '$sortArray' && isDoc(operand)) check(operand.input, scope, facts);
  else if (!inner || !isDoc(operand)) check(operand, scope, facts);
  else checkScoped(operand, scope, inner, facts);
};

const checkScoped = (operand: Doc, scope: Set<string>, inner: string[], facts: Facts): void => {
  for (const [part, value] of Object.entries(operand)) {
    if (part === 'as') continue;
    check(value, part === 'in' || part === 'cond' ? new Set([...scope, ...inner]) : scope, facts);
  }
};

const innerScope = (name: string, operand: Doc): string[] | undefined => {
  if (name === '$let') return isDoc(operand.vars) ? Object.keys(operand.vars) : [];
  if (name === '$map' || name === '$filter') return [String(operand.as ?? 'this')];
  return name === '$reduce' ? ['this', 'value'] : undefined;
};
