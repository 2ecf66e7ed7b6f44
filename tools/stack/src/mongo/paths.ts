import { field, isDoc } from './values.ts';

/** Where an array was entered while matching: its path to the index that matched, for the positional `$`. */
export type Positions = Map<string, number>;

export const split = (path: string): string[] => path.split('.');

const isIndex = (part: string) => /^(0|[1-9]\d*)$/.test(part);

export interface Leaf {
  parts: string[];
  /** Whether an array at the end of the path stands for its elements too (`$size` and `$elemMatch` want it whole). */
  spread: boolean;
  test: (value: unknown) => boolean;
}

/**
 * Walks a query path as MongoDB does: arrays on the way stand for their elements, a number is an index too, a path
 * that ends early is `undefined`. True as soon as a value passes the test.
 */
export const anyAt = (leaf: Leaf, value: unknown, at: number, positions?: Positions): boolean => {
  if (isDoc(value)) {
    const next = field(value, leaf.parts[at] as string);
    if (at === leaf.parts.length - 1) return atEnd(leaf, next, positions);
    if (isDoc(next)) return anyAt(leaf, next, at + 1, positions);
    if (Array.isArray(next)) return inArray(leaf, next, at + 1, positions);
  }
  return leaf.test(undefined);
};

const atEnd = (leaf: Leaf, value: unknown, positions?: Positions): boolean => {
  if (leaf.spread && Array.isArray(value)) {
    const found = value.findIndex((item) => leaf.test(item));
    if (found >= 0) {
      positions?.set(leaf.parts.join('.'), found);
      return true;
    }
  }
  return leaf.test(value);
};

const inArray = (leaf: Leaf, items: unknown[], at: number, positions?: Positions): boolean => {
  const part = leaf.parts[at] as string;
  const last = at === leaf.parts.length - 1;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const passed =
      (isDoc(item) && anyAt(leaf, item, at, positions)) ||
      (part === String(index) && (last ? leaf.test(item) : intoElement(leaf, item, at + 1, positions)));
    if (!passed) continue;
    positions?.set(leaf.parts.slice(0, at).join('.'), index);
    return true;
  }
  return false;
};

const intoElement = (leaf: Leaf, item: unknown, at: number, positions?: Positions): boolean => {
  if (isDoc(item)) return anyAt(leaf, item, at, positions);
  return Array.isArray(item) ? inArray(leaf, item, at, positions) : leaf.test(undefined);
};

/**
 * The values an index sees at a path. `undefined` stands for missing, and an array gives each element.
 * `many` tells whether an array was on the way.
 */
export const valuesAt = (
  value: unknown,
  parts: string[],
  at = 0,
): { values: unknown[]; many: boolean; through: string[] } => {
  const values: unknown[] = [];
  const through = new Set<string>();
  const collect = (current: unknown, depth: number): void => {
    if (depth === parts.length) {
      if (!Array.isArray(current)) values.push(current);
      else {
        through.add(parts.join('.'));
        values.push(...(current.length === 0 ? [undefined] : current));
      }
      return;
    }
    const part = parts[depth] as string;
    if (Array.isArray(current)) {
      through.add(parts.slice(0, depth).join('.'));
      if (isIndex(part) && Number(part) < current.length) collect(current[Number(part)], depth + 1);
      let any = false;
      for (const item of current) {
        if (!isDoc(item)) continue;
        any = true;
        collect(item, depth);
      }
      if (!any && !isIndex(part)) values.push(undefined);
      return;
    }
    if (isDoc(current)) collect(field(current, part), depth + 1);
    else values.push(undefined);
  };
  collect(value, at);
  return { values: values.length ? values : [undefined], many: through.size > 0, through: [...through] };
};

/** Puts a value at a path of plain names, making documents on the way. */
export const put = (doc: { [name: string]: unknown }, parts: string[], value: unknown): void => {
  let current = doc;
  for (const part of parts.slice(0, -1)) {
    const next = field(current, part);
    if (isDoc(next)) current = next;
    else {
      const made = {};
      current[part] = made;
      current = made;
    }
  }
  current[parts.at(-1) as string] = value;
};
