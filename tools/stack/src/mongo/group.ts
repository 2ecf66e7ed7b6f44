import { ACCUMULATORS, fold } from './accumulate.ts';
import { type Expression, expression, type Variables } from './expression.ts';
import { withValue } from './projection.ts';
import { MongoTrouble, notHere } from './trouble.ts';
import { compare, type Doc, field, isDoc, keyOf } from './values.ts';

type Run = (docs: Doc[], variables?: Variables) => Doc[];
interface Accumulator {
  name: string;
  operator: string;
  value: Expression;
}

const MORE = new Set(
  `$accumulator $bottom $bottomN $firstN $lastN $maxN $minN $median $percentile $stdDevPop $stdDevSamp $top $topN
   $concatArrays $setUnion`.split(/\s+/),
);

const accumulators = (spec: Doc, scope: string[]): Accumulator[] =>
  Object.entries(spec).map(([name, source]) => {
    const [operator, ...others] = isDoc(source) ? Object.keys(source) : [];
    if (!isDoc(source) || !operator)
      throw new MongoTrouble(40234, `The field '${name}' must be an accumulator object`);
    if (name.includes('.')) throw new MongoTrouble(40235, `The field name '${name}' cannot contain '.'`);
    if (others.length) throw new MongoTrouble(40238, `The field '${name}' must specify one accumulator`);
    if (MORE.has(operator)) throw notHere(`The accumulator ${operator}`);
    if (!ACCUMULATORS.has(operator)) throw new MongoTrouble(15952, `unknown group operator '${operator}'`);
    return { name, operator, value: expression(source[operator], scope) };
  });

/** `$group`: groups keep the order in which their first document came. */
export const group = (spec: unknown, scope: string[]): Run => {
  if (!isDoc(spec)) throw new MongoTrouble(15947, `a group's fields must be specified in an object`);
  if (spec._id === undefined) throw new MongoTrouble(15955, 'a group specification must include an _id');
  const { _id: by, ...fields } = spec;
  return grouped(expression(by, scope), accumulators(fields, scope));
};

const grouped =
  (by: Expression, fields: Accumulator[]): Run =>
  (docs, variables) => {
    const groups = new Map<string, { id: unknown; members: Doc[] }>();
    for (const doc of docs) {
      const id = by(doc, variables) ?? null;
      const key = keyOf(id);
      const known = groups.get(key);
      if (known) known.members.push(doc);
      else groups.set(key, { id, members: [doc] });
    }
    return [...groups.values()].map(({ id, members }) => {
      const out: Doc = { _id: id };
      for (const { name, operator, value } of fields)
        out[name] = fold(
          operator,
          members.map((member) => value(member, variables)),
        );
      return out;
    });
  };

/** `$bucket`: the groups between ascending boundaries, the rest in `default`. */
export const bucket = (spec: unknown, scope: string[]): Run => {
  if (!isDoc(spec)) throw new MongoTrouble(40201, 'Argument to $bucket stage must be an object');
  const { groupBy, boundaries, default: rest, output = { count: { $sum: 1 } } } = spec;
  if (!Array.isArray(boundaries) || boundaries.length < 2)
    throw new MongoTrouble(40192, `The $bucket 'boundaries' field must have at least 2 values`);
  if (boundaries.some((value, index) => index > 0 && compare(boundaries[index - 1], value) >= 0))
    throw new MongoTrouble(40194, `The 'boundaries' option to $bucket must be sorted in ascending order`);
  if (!isDoc(output)) throw new MongoTrouble(40196, `The $bucket 'output' field must be an object`);
  const value = expression(groupBy, scope);
  const by: Expression = (doc, variables) => {
    const at = value(doc, variables);
    const next = boundaries.findIndex((boundary) => compare(at, boundary) < 0);
    if (next > 0) return boundaries[next - 1];
    if (rest !== undefined) return rest;
    throw new MongoTrouble(
      7158203,
      '$switch could not find a matching branch for an input, and no default was specified.',
    );
  };
  const run = grouped(by, accumulators(output, scope));
  return (docs, variables) => run(docs, variables).sort((a, b) => compare(a._id, b._id));
};

/** `$unwind`: a document for each element of an array. */
export const unwind = (spec: unknown): Run => {
  const options = isDoc(spec) ? spec : { path: spec };
  const { path, includeArrayIndex, preserveNullAndEmptyArrays = false } = options as Doc;
  if (typeof path !== 'string') throw new MongoTrouble(28812, `no path specified to $unwind stage`);
  if (!path.startsWith('$') || path.length < 2)
    throw new MongoTrouble(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  const unknown = Object.keys(options).find(
    (name) => !['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays'].includes(name),
  );
  if (unknown) throw new MongoTrouble(28811, `unrecognized option to $unwind stage: ${unknown}`);
  const parts = path.slice(1).split('.');
  const placed = (doc: Doc, index: unknown) =>
    typeof includeArrayIndex === 'string' ? withValue(doc, includeArrayIndex.split('.'), index) : doc;
  return (docs) =>
    docs.flatMap((doc) => {
      const items = plainAt(doc, parts);
      if (Array.isArray(items) && items.length > 0)
        return items.map((item, index) => placed(withValue(doc, parts, item), index));
      if (!Array.isArray(items) && items !== undefined && items !== null) return [placed(doc, null)];
      if (!preserveNullAndEmptyArrays) return [];
      return [placed(Array.isArray(items) ? withValue(doc, parts, undefined) : doc, null)];
    });
};

// Unlike an expression, $unwind does not look into arrays on its way.
const plainAt = (doc: Doc, parts: string[]): unknown =>
  parts.reduce<unknown>((value, part) => (isDoc(value) ? field(value, part) : undefined), doc);
