import { type Expression, expression, isTrue, type Variables } from './expression.ts';
import { elementTest } from './match.ts';
import { toNumber } from './numbers.ts';
import type { Positions } from './paths.ts';
import { CODE, MongoTrouble, notHere } from './trouble.ts';
import { type Doc, field, isDoc, isNumeric } from './values.ts';

export type Project = (doc: Doc, variables?: Variables, positions?: Positions) => Doc;
type Compute = (doc: Doc, variables: Variables | undefined, positions: Positions | undefined) => unknown;

interface Plan {
  picks: Tree;
  computed: { parts: string[]; value: Compute }[];
  including: boolean | undefined;
  id: boolean | undefined;
}
interface Tree {
  [name: string]: Tree | true;
}

/** Compiles a projection: of `find` (with `$slice`, `$elemMatch` and `.$`) or of the stage `$project`. */
export const projection = (spec: Doc, of: 'find' | 'stage', scope: string[] = []): Project => {
  const plan: Plan = { picks: Object.create(null), computed: [], including: undefined, id: undefined };
  for (const [path, value] of Object.entries(spec)) read(plan, path, value, of, scope);
  const including = plan.including ?? plan.id ?? false;
  if (including && plan.id !== false) plan.picks._id = true;
  if (!including && plan.id === false) plan.picks._id = true;
  return (doc, variables, positions) => {
    let out = (including ? include : exclude)(doc, plan.picks);
    for (const { parts, value } of plan.computed)
      out = withValue(out, parts, value(doc, variables, positions));
    return out;
  };
};

const read = (plan: Plan, path: string, value: unknown, of: 'find' | 'stage', scope: string[]): void => {
  if (path === '' || path.split('.').includes(''))
    throw new MongoTrouble(40352, 'FieldPath cannot be constructed with empty string');
  if (typeof value === 'boolean' || isNumeric(value)) {
    readFlag(plan, path, isTrue(value), of);
    return;
  }
  if (isDoc(value) && !Object.keys(value)[0]?.startsWith('$')) {
    if (Object.keys(value).length === 0)
      throw new MongoTrouble(51270, 'An empty sub-projection is not a valid value.');
    for (const [name, inner] of Object.entries(value)) read(plan, `${path}.${name}`, inner, of, scope);
    return;
  }
  if (of === 'find' && isDoc(value)) {
    if ('$slice' in value) {
      readSlice(plan, path, value.$slice);
      return;
    }
    if ('$elemMatch' in value) {
      readElemMatch(plan, path, value.$elemMatch);
      return;
    }
    if ('$meta' in value) throw notHere('$meta');
  }
  setMode(plan, true, path);
  add(plan, path, expressionOf(expression(value, scope)));
};

const expressionOf =
  (value: Expression): Compute =>
  (doc, variables) =>
    value(doc, variables);

const setMode = (plan: Plan, including: boolean, path: string): void => {
  if (plan.including !== undefined && plan.including !== including) {
    const [code, what, other] = including
      ? [CODE.ProjectionInclusionInExclusion, 'inclusion', 'exclusion']
      : [CODE.ProjectionExclusionInInclusion, 'exclusion', 'inclusion'];
    throw new MongoTrouble(code, `Cannot do ${what} on field ${path} in ${other} projection`);
  }
  plan.including = including;
};

const readFlag = (plan: Plan, path: string, on: boolean, of: 'find' | 'stage'): void => {
  if (path === '_id') {
    plan.id = on;
    return;
  }
  setMode(plan, on, path);
  if (path.endsWith('.$')) {
    readPositional(plan, path, on && of === 'find');
    return;
  }
  pick(plan.picks, path);
};

const collision = (path: string) => new MongoTrouble(CODE.PathCollision, `Path collision at ${path}`);

const pick = (tree: Tree, path: string): void => {
  const parts = path.split('.');
  let at = tree;
  for (const part of parts.slice(0, -1)) {
    if (at[part] === true) throw collision(path);
    const next: Tree = (at[part] as Tree | undefined) ?? Object.create(null);
    at[part] = next;
    at = next;
  }
  const last = parts.at(-1) as string;
  if (at[last] !== undefined) throw collision(path);
  at[last] = true;
};

const add = (plan: Plan, path: string, value: Compute): void => {
  if (path === '_id') plan.id = false;
  if (plan.computed.some((other) => overlap(other.parts.join('.'), path))) throw collision(path);
  plan.computed.push({ parts: path.split('.'), value });
};
export const overlap = (a: string, b: string): boolean =>
  a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);

const readSlice = (plan: Plan, path: string, operand: unknown): void => {
  const [first, second] = (Array.isArray(operand) ? operand : [operand]).map(toNumber);
  if (first === undefined || !Number.isInteger(first) || (second !== undefined && !(second > 0)))
    throw new MongoTrouble(28667, '$slice takes a number, or a skip and a positive limit');
  if (path.includes('.')) throw notHere('$slice on a dotted path in a projection');
  if (plan.including) pick(plan.picks, path);
  add(plan, path, (doc) => {
    const items = field(doc, path);
    if (!Array.isArray(items)) return items;
    if (second === undefined) return first < 0 ? items.slice(first) : items.slice(0, first);
    const from = first < 0 ? Math.max(0, items.length + first) : first;
    return items.slice(from, from + second);
  });
};

const readElemMatch = (plan: Plan, path: string, operand: unknown): void => {
  if (!isDoc(operand)) throw new MongoTrouble(31274, 'elemMatch: Invalid argument, object required');
  if (path.includes('.')) throw new MongoTrouble(31275, 'Cannot use $elemMatch projection on a nested field');
  const test = elementTest(operand);
  setMode(plan, true, path);
  add(plan, path, (doc) => {
    const items = field(doc, path);
    const found = Array.isArray(items) ? items.findIndex(test) : -1;
    return found < 0 ? undefined : [(items as unknown[])[found]];
  });
};

const readPositional = (plan: Plan, path: string, allowed: boolean): void => {
  const name = path.slice(0, -2);
  if (!allowed || name.includes('$'))
    throw new MongoTrouble(31394, 'positional projection is not allowed here');
  if (name.includes('.')) throw notHere('A positional projection on a dotted path');
  add(plan, name, (doc, _variables, positions) => {
    const items = field(doc, name);
    if (!Array.isArray(items)) return items;
    const index = positions?.get(name);
    if (index === undefined)
      throw new MongoTrouble(
        51246,
        `Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array`,
      );
    return items[index] === undefined ? [] : [items[index]];
  });
};

const include = (doc: Doc, tree: Tree): Doc => {
  const out: Doc = {};
  for (const name of Object.keys(doc)) {
    const want = tree[name];
    if (want === undefined) continue;
    const value = want === true ? doc[name] : includeIn(doc[name], want);
    if (value !== undefined) out[name] = value;
  }
  return out;
};
const includeIn = (value: unknown, tree: Tree): unknown => {
  if (Array.isArray(value))
    return value.map((item) => includeIn(item, tree)).filter((item) => item !== undefined);
  return isDoc(value) ? include(value, tree) : undefined;
};

const exclude = (doc: Doc, tree: Tree): Doc => {
  const out: Doc = {};
  for (const name of Object.keys(doc)) {
    const drop = tree[name];
    if (drop !== true) out[name] = drop === undefined ? doc[name] : excludeIn(doc[name], drop);
  }
  return out;
};
const excludeIn = (value: unknown, tree: Tree): unknown => {
  if (Array.isArray(value)) return value.map((item) => excludeIn(item, tree));
  return isDoc(value) ? exclude(value, tree) : value;
};

/** A copy of the document with a value at the path; arrays on the way get it in each element, missing removes it. */
export const withValue = (doc: Doc, parts: string[], value: unknown): Doc => {
  const [name = '', ...rest] = parts;
  const out = { ...doc };
  if (rest.length === 0) {
    if (value === undefined) delete out[name];
    else out[name] = value;
    return out;
  }
  const inner = (at: unknown): unknown => {
    if (Array.isArray(at)) return at.map(inner);
    if (value === undefined && !isDoc(at)) return at;
    return withValue(isDoc(at) ? at : {}, rest, value);
  };
  const next = inner(field(doc, name));
  if (next !== undefined) out[name] = next;
  return out;
};
