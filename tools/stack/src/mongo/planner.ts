import { isTrue } from './expression.ts';
import { partKey } from './index-keys.ts';
import { type Index, type Stored, scan } from './indexes.ts';
import { hasOperators } from './match-tests.ts';
import type { SortPart } from './sort.ts';
import { type Doc, isDoc, isNaNValue, keyOf, rank, same } from './values.ts';

interface Asked {
  /** Equality with one of these. */
  values?: unknown[];
  low?: unknown;
  high?: unknown;
  exists?: boolean;
}
type Conditions = Map<string, Asked>;

/** What a filter certainly asks of single paths. */
export const conditions = (filter: Doc, into: Conditions = new Map(), above = ''): Conditions => {
  for (const [name, wanted] of Object.entries(filter)) {
    if (name === '$and' && Array.isArray(wanted))
      for (const part of wanted) conditions(part as Doc, into, above);
    if (name.startsWith('$')) continue;
    const path = above + name;
    const asked = into.get(path) ?? {};
    into.set(path, asked);
    if (!hasOperators(wanted)) equality(asked, [wanted]);
    else readOperators(asked, wanted, path, into);
  }
  return into;
};

const readOperators = (asked: Asked, wanted: Doc, path: string, into: Conditions): void => {
  for (const [operator, operand] of Object.entries(wanted)) {
    if (operator === '$eq') equality(asked, [operand]);
    else if (operator === '$in' && Array.isArray(operand)) equality(asked, operand);
    else if ((operator === '$gt' || operator === '$gte') && bound(operand)) asked.low ??= operand;
    else if ((operator === '$lt' || operator === '$lte') && bound(operand)) asked.high ??= operand;
    else if (operator === '$exists' && isTrue(operand)) asked.exists = true;
    else if (operator === '$elemMatch' && isDoc(operand) && !hasOperators(operand))
      conditions(operand, into, `${path}.`);
  }
};

// Null stands for missing too, an array for its elements, a regex for many: no single key finds them.
const findable = (value: unknown) => ![2, 6, 12].includes(rank(value)) && !isNaNValue(value);
const bound = (value: unknown) => [3, 4, 8, 10].includes(rank(value)) && !isNaNValue(value);
const equality = (asked: Asked, values: unknown[]): void => {
  if (asked.values === undefined && values.length <= 500 && values.every(findable)) asked.values = values;
};

export interface Plan {
  candidates: Iterable<Stored>;
  /** They come in the order asked for. */
  sorted: boolean;
}

/** The best index for a filter and an order; undefined when looking at every document is as good. */
export const plan = (indexes: Index[], filter: Doc, sort: SortPart[]): Plan | undefined => {
  const asked = conditions(filter);
  let best: { score: number; make: () => Plan } | undefined;
  for (const index of indexes) {
    const option = consider(index, asked, filter, sort);
    if (option && (!best || option.score > best.score)) best = option;
  }
  return best?.make();
};

const consider = (index: Index, asked: Conditions, filter: Doc, sort: SortPart[]) => {
  if (index.filter && !implied(index.filter.doc, filter, asked)) return undefined;
  let equal = 0;
  let prefixes = [''];
  for (const part of index.parts) {
    const values = elsewhere(index, equal) ? undefined : asked.get(part.path)?.values;
    if (!values || prefixes.length * values.length > 1000) break;
    const ends = [...new Set(values.map((value) => partKey(part, value)))];
    prefixes = prefixes.flatMap((prefix) => ends.map((end) => prefix + end));
    equal++;
  }
  const next = index.parts[equal];
  const range = next && !next.inverted && !elsewhere(index, equal) ? asked.get(next.path) : undefined;
  const bounded = range !== undefined && (range.low !== undefined || range.high !== undefined);
  const certain = equal > 0 || bounded || (index.parts.length === 1 && range?.exists === true);
  if (index.sparse && !certain) return undefined;
  const order =
    sort.length && prefixes.length === 1 && !index.many ? sortedBy(index, equal, asked, sort) : undefined;
  const narrowed = equal > 0 || bounded || index.filter !== undefined || index.sparse;
  if (!narrowed && order === undefined) return undefined;
  const score =
    (index.unique && equal === index.parts.length ? 1000 : 0) +
    equal * 20 +
    (bounded ? 10 : 0) +
    (order === undefined ? 0 : 8) +
    (index.filter || index.sparse ? 5 : 0);
  const [from, to] = bounded ? span(range, index.many) : ['', ''];
  const make = (): Plan => ({
    candidates: walk(index, prefixes, from, to, order === 'backward'),
    sorted: order !== undefined,
  });
  return { score, make };
};

// The keys of two fields in one array belong to one element, while the filter may be met by two elements.
const elsewhere = (index: Index, at: number): boolean =>
  index.many && index.parts.slice(0, at).some((part) => part.parts[0] === index.parts[at]?.parts[0]);

function* walk(
  index: Index,
  prefixes: string[],
  from: string,
  to: string,
  reverse: boolean,
): Generator<Stored> {
  if (!index.many) {
    for (const prefix of prefixes) yield* scan(index, prefix + from, prefix + to, reverse);
    return;
  }
  const seen = new Set<Stored>();
  for (const prefix of prefixes)
    for (const stored of scan(index, prefix + from, prefix + to, reverse)) {
      if (seen.has(stored)) continue;
      seen.add(stored);
      yield stored;
    }
}

// With arrays one element may satisfy the lower bound and another the upper: then only one bound narrows.
const span = ({ low, high }: Asked, many: boolean): [string, string] => {
  const type = String.fromCharCode(rank(low ?? high));
  const from = low === undefined ? type : keyOf(low);
  const useHigh = high !== undefined && (low === undefined || (!many && rank(low) === rank(high)));
  return [from, useHigh ? keyOf(high) : type];
};

const sortedBy = (
  index: Index,
  equal: number,
  asked: Conditions,
  sort: SortPart[],
): 'forward' | 'backward' | undefined => {
  const wanted = sort.filter(
    ({ path }) =>
      asked.get(path)?.values?.length !== 1 ||
      !index.parts.slice(0, equal).some((part) => part.path === path),
  );
  let flips: boolean | undefined;
  for (let at = 0; at < wanted.length; at++) {
    const part = index.parts[equal + at];
    const want = wanted[at];
    if (!part || !want || part.path !== want.path) return undefined;
    const flip = (want.direction === -1) !== part.inverted;
    flips ??= flip;
    if (flip !== flips) return undefined;
  }
  return flips ? 'backward' : 'forward';
};

/** Whether every document that the filter finds is in the partial index. */
const implied = (partial: Doc, filter: Doc, asked: Conditions): boolean =>
  Object.entries(partial).every(([path, wanted]) => {
    if (path.startsWith('$')) return false;
    if (same(filter[path], wanted) && filter[path] !== undefined) return true;
    const values = asked.get(path)?.values;
    if (!hasOperators(wanted)) return values?.length === 1 && same(values[0], wanted);
    const names = Object.keys(wanted);
    if (names.length !== 1) return false;
    if (names[0] === '$eq') return values?.length === 1 && same(values[0], wanted.$eq);
    if (names[0] !== '$exists' || !isTrue(wanted.$exists)) return false;
    return (
      values !== undefined ||
      asked.get(path)?.exists === true ||
      asked.get(path)?.low !== undefined ||
      asked.get(path)?.high !== undefined
    );
  });
