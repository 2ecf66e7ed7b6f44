import { type Expression, expression, type Variables } from './expression.ts';
import { bucket, group, unwind } from './group.ts';
import { lookup, unionWith } from './joins.ts';
import { compile } from './match.ts';
import { toNumber } from './numbers.ts';
import { overlap, projection, withValue } from './projection.ts';
import { sortDocs, sortParts } from './sort.ts';
import { CODE, MongoTrouble, notHere } from './trouble.ts';
import { type Doc, isDoc, typeName } from './values.ts';

/** What a stage may ask of the store. */
export interface Surroundings {
  find(collection: string, filter: Doc): Doc[];
  scope: string[];
}
export type Stage = (docs: Doc[], variables?: Variables) => Doc[];

/** Compiles a whole pipeline, so that a mistake in its last stage is found before the first one runs. */
export const pipeline = (source: unknown, around: Surroundings, allowed?: Set<string>): Stage => {
  if (!Array.isArray(source))
    throw new MongoTrouble(CODE.TypeMismatch, `'pipeline' option must be specified as an array`);
  const stages = source.map((spec) => {
    if (!isDoc(spec) || Object.keys(spec).length !== 1)
      throw new MongoTrouble(
        CODE.BadStage,
        'A pipeline stage specification object must contain exactly one field.',
      );
    const name = Object.keys(spec)[0] as string;
    if (allowed && !allowed.has(name))
      throw new MongoTrouble(CODE.InvalidOptions, `${name} is not allowed to be used within an update`);
    return stage(name, spec[name], around);
  });
  return (docs, variables) => stages.reduce((current, run) => run(current, variables), docs);
};

export const UPDATE_STAGES = new Set('$set $addFields $unset $project $replaceRoot $replaceWith'.split(' '));
const ELSEWHERE = new Set(
  `$bucketAuto $collStats $currentOp $densify $documents $fill $geoNear $graphLookup $indexStats $listSessions
   $listLocalSessions $merge $out $planCacheStats $redact $search $searchMeta $setWindowFields $vectorSearch`.split(
    /\s+/,
  ),
);

const stage = (name: string, spec: unknown, around: Surroundings): Stage => {
  switch (name) {
    case '$match': {
      if (!isDoc(spec)) throw new MongoTrouble(15959, 'the match filter must be an expression in an object');
      if (around.scope.length) return matchWithVariables(spec, around.scope);
      const test = compile(spec);
      return (docs) => docs.filter((doc) => test(doc));
    }
    case '$project': {
      if (!isDoc(spec) || Object.keys(spec).length === 0)
        throw new MongoTrouble(
          51272,
          'Invalid $project :: caused by :: projection specification must have at least one field',
        );
      const project = projection(spec, 'stage', around.scope);
      return (docs, variables) => docs.map((doc) => project(doc, variables));
    }
    case '$set':
    case '$addFields':
      return addFields(name, spec, around.scope);
    case '$unset':
      return unset(spec);
    case '$sort': {
      const sort = asDoc(spec, 15973, 'the $sort key specification must be an object');
      sortParts(sort);
      return (docs) => sortDocs(docs, sort, (doc) => doc);
    }
    case '$limit': {
      const limit = count(name, spec, 1);
      return (docs) => docs.slice(0, limit);
    }
    case '$skip': {
      const skip = count(name, spec, 0);
      return (docs) => docs.slice(skip);
    }
    case '$count':
      if (typeof spec !== 'string' || spec === '' || spec.startsWith('$') || spec.includes('.'))
        throw new MongoTrouble(40156, 'the count field must be a non-empty string');
      return (docs) => (docs.length ? [{ [spec]: docs.length }] : []);
    case '$group':
      return group(spec, around.scope);
    case '$sortByCount': {
      const grouped = group({ _id: spec, count: { $sum: 1 } }, around.scope);
      return (docs, variables) => sortDocs(grouped(docs, variables), { count: -1 }, (doc) => doc);
    }
    case '$bucket':
      return bucket(spec, around.scope);
    case '$unwind':
      return unwind(spec);
    case '$replaceRoot':
      return replaceRoot(
        asDoc(spec, 40229, 'expected an object as specification for $replaceRoot stage').newRoot,
        around.scope,
      );
    case '$replaceWith':
      return replaceRoot(spec, around.scope);
    case '$facet':
      return facet(spec, around);
    case '$lookup':
      return lookup(spec, around, pipeline);
    case '$unionWith':
      return unionWith(spec, around, pipeline);
    case '$sample': {
      const size = count(
        name,
        asDoc(spec, 28745, 'the $sample stage specification must be an object').size,
        0,
      );
      return (docs) => sample(docs, size);
    }
    case '$changeStream':
      throw new MongoTrouble(
        CODE.ChangeStreamNeedsReplicaSet,
        'The $changeStream stage is only supported on replica sets',
      );
    default:
      if (ELSEWHERE.has(name)) throw notHere(`The stage ${name}`);
      throw new MongoTrouble(CODE.UnknownStage, `Unrecognized pipeline stage name: '${name}'`);
  }
};

const asDoc = (spec: unknown, code: number, message: string): Doc => {
  if (!isDoc(spec)) throw new MongoTrouble(code, message);
  return spec;
};

const count = (name: string, spec: unknown, least: number): number => {
  const value = toNumber(spec);
  if (!Number.isInteger(value) || value < least)
    throw new MongoTrouble(
      name === '$limit' ? 15958 : 5107200,
      `invalid argument to ${name} stage: ${String(spec)}`,
    );
  return value;
};

/** Within `$lookup` with `let`, `$expr` sees the variables; they differ from document to document. */
const matchWithVariables = (spec: Doc, scope: string[]): Stage => {
  const { $expr, ...rest } = spec;
  const test = compile(rest);
  const condition = $expr === undefined ? undefined : expression({ $and: [$expr] }, scope);
  return (docs, variables) =>
    docs.filter((doc) => test(doc) && (!condition || condition(doc, variables) === true));
};

const addFields = (name: string, spec: unknown, scope: string[]): Stage => {
  const fields = flat(asDoc(spec, 40272, `${name} specification stage must be an object`), '', scope);
  fields.forEach(({ path }, index) => {
    if (fields.slice(0, index).some((other) => overlap(other.path, path)))
      throw new MongoTrouble(CODE.PathCollision, `Invalid ${name} :: caused by :: Path collision at ${path}`);
  });
  return (docs, variables) =>
    docs.map((doc) =>
      fields.reduce((out, { path, value }) => {
        const result = value(doc, variables);
        return withValue(out, path.split('.'), result);
      }, doc),
    );
};

const flat = (spec: Doc, above: string, scope: string[]): { path: string; value: Expression }[] =>
  Object.entries(spec).flatMap(([name, source]) => {
    const path = above + name;
    if (name.startsWith('$')) throw new MongoTrouble(16410, `FieldPath field names may not start with '$'.`);
    const nested =
      isDoc(source) && Object.keys(source).length > 0 && !Object.keys(source)[0]?.startsWith('$');
    return nested ? flat(source as Doc, `${path}.`, scope) : [{ path, value: expression(source, scope) }];
  });

const unset = (spec: unknown): Stage => {
  const names = Array.isArray(spec) ? spec : [spec];
  if (names.length === 0 || !names.every((name) => typeof name === 'string' && name !== ''))
    throw new MongoTrouble(31002, '$unset specification must be a string or an array of strings');
  const project = projection(Object.fromEntries(names.map((name) => [name, 0])), 'stage');
  return (docs) => docs.map((doc) => project(doc));
};

const replaceRoot = (spec: unknown, scope: string[]): Stage => {
  const value = expression(spec, scope);
  return (docs, variables) =>
    docs.map((doc) => {
      const root = value(doc, variables);
      if (!isDoc(root))
        throw new MongoTrouble(
          40228,
          `'newRoot' expression must evaluate to an object, but resulting value was of type: '${typeName(root)}'`,
        );
      return root;
    });
};

const facet = (spec: unknown, around: Surroundings): Stage => {
  const parts = Object.entries(asDoc(spec, 40169, 'the $facet specification must be a non-empty object')).map(
    ([name, source]) => {
      const names = Array.isArray(source) ? source.filter(isDoc).flatMap(Object.keys) : [];
      if (names.includes('$facet'))
        throw new MongoTrouble(40600, '$facet is not allowed to be used within a $facet stage');
      return [name, pipeline(source, around)] as const;
    },
  );
  return (docs, variables) => [Object.fromEntries(parts.map(([name, run]) => [name, run(docs, variables)]))];
};

const sample = (docs: Doc[], size: number): Doc[] => {
  const left = [...docs];
  for (let index = 0; index < Math.min(size, left.length); index++) {
    const other = index + Math.floor(Math.random() * (left.length - index));
    [left[index], left[other]] = [left[other] as Doc, left[index] as Doc];
  }
  return left.slice(0, size);
};
