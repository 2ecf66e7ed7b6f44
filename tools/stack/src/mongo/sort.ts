import { toNumber } from './numbers.ts';
import { split, valuesAt } from './paths.ts';
import { MongoTrouble, notHere } from './trouble.ts';
import { compare, type Doc, isDoc, show } from './values.ts';

export interface SortPart {
  path: string;
  direction: 1 | -1;
}

/** Reads a sort document; MongoDB's error for anything but 1 and -1. */
export const sortParts = (sort: Doc): SortPart[] =>
  Object.entries(sort).map(([path, direction]) => {
    if (isDoc(direction)) throw notHere('Sorting by $meta');
    const sign = toNumber(direction);
    if (sign !== 1 && sign !== -1)
      throw new MongoTrouble(
        15975,
        `$sort key ordering must be 1 (for ascending) or -1 (for descending), not ${show(direction)}`,
      );
    return { path, direction: sign };
  });

/** The value a document sorts by: of an array its smallest element, or its largest when descending. */
const sortValue = (doc: unknown, parts: string[], direction: 1 | -1): unknown => {
  const { values } = valuesAt(doc, parts);
  let best = values[0];
  for (const value of values) if (compare(value, best) * direction < 0) best = value;
  return best;
};

/** Sorts documents stably by a sort document, computing each document's keys once. */
export const sortDocs = <T>(items: T[], sort: Doc, docOf: (item: T) => unknown): T[] => {
  const parts = sortParts(sort).map((part) => ({ ...part, path: split(part.path) }));
  if (parts.length === 0) return items;
  const keyed = items.map((item) => ({
    item,
    keys: parts.map(({ path, direction }) => sortValue(docOf(item), path, direction)),
  }));
  keyed.sort((a, b) => {
    for (let index = 0; index < parts.length; index++) {
      const order = compare(a.keys[index], b.keys[index]);
      if (order !== 0) return order * (parts[index]?.direction ?? 1);
    }
    return 0;
  });
  return keyed.map(({ item }) => item);
};

/** A comparison of two documents by a sort document. */
export const sorter = (sort: Doc): ((a: unknown, b: unknown) => number) => {
  const parts = sortParts(sort).map((part) => ({ ...part, path: split(part.path) }));
  return (a, b) => {
    for (const { path, direction } of parts) {
      const order = compare(sortValue(a, path, direction), sortValue(b, path, direction));
      if (order !== 0) return order * direction;
    }
    return 0;
  };
};
