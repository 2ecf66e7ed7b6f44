import { expression, valueAt } from './expression.ts';
import type { Stage, Surroundings } from './pipeline.ts';
import { withValue } from './projection.ts';
import { CODE, MongoTrouble, notHere } from './trouble.ts';
import { type Doc, isDoc } from './values.ts';

type Make = (source: unknown, around: Surroundings) => Stage;

const asDoc = (spec: unknown, message: string): Doc => {
  if (!isDoc(spec)) throw new MongoTrouble(CODE.FailedToParse, message);
  return spec;
};

/** `$lookup`, by equality of fields, by a pipeline with variables, or both. `make` compiles a pipeline. */
export const lookup = (spec: unknown, around: Surroundings, make: Make): Stage => {
  const {
    from,
    as,
    localField,
    foreignField,
    let: lets,
    pipeline: source,
    ...rest
  } = asDoc(spec, 'the $lookup specification must be an Object');
  if (typeof from !== 'string') throw notHere('$lookup without a collection in from');
  if (typeof as !== 'string')
    throw new MongoTrouble(CODE.FailedToParse, `must specify 'as' field for a $lookup`);
  if (Object.keys(rest).length)
    throw new MongoTrouble(CODE.FailedToParse, `unknown argument to $lookup: ${Object.keys(rest)[0]}`);
  const joined = typeof localField === 'string' && typeof foreignField === 'string';
  if (!joined && (localField !== undefined || foreignField !== undefined || source === undefined))
    throw new MongoTrouble(
      CODE.FailedToParse,
      '$lookup requires both or neither of localField and foreignField, or a pipeline',
    );
  const variables = Object.entries(isDoc(lets) ? lets : {}).map(
    ([name, value]) => [name, expression(value, around.scope)] as const,
  );
  const scope = [...around.scope, ...variables.map(([name]) => name)];
  const run = source === undefined ? undefined : make(source, { ...around, scope });
  return (docs, outer) =>
    docs.map((doc) => {
      const found = around.find(
        from,
        joined ? equals(foreignField, valueAt(doc, localField.split('.'))) : {},
      );
      const own = Object.fromEntries(variables.map(([name, value]) => [name, value(doc, outer)]));
      return withValue(doc, as.split('.'), run ? run(found, { ...outer, ...own }) : found);
    });
};

const equals = (path: string, local: unknown): Doc =>
  Array.isArray(local)
    ? { $or: [{ [path]: { $eq: local } }, ...local.map((item) => ({ [path]: { $eq: item } }))] }
    : { [path]: { $eq: local ?? null } };

/** `$unionWith`: the documents of another collection behind these. */
export const unionWith = (spec: unknown, around: Surroundings, make: Make): Stage => {
  const { coll, pipeline: source } =
    typeof spec === 'string'
      ? { coll: spec, pipeline: undefined }
      : asDoc(spec, 'the $unionWith stage specification must be an object or string');
  if (typeof coll !== 'string') throw notHere('$unionWith without a collection');
  const run = source === undefined ? undefined : make(source, around);
  return (docs, variables) => {
    const found = around.find(coll, {});
    return [...docs, ...(run ? run(found, variables) : found)];
  };
};
