interface Entry<T> {
  key: string;
  item: T;
}

/** Items in the order of their unique keys, in chunks so that one more costs the same however many there are. */
export interface Sorted<T> {
  add(key: string, item: T): void;
  remove(key: string): void;
  /** Items with `from` <= key < `to`, backwards when `reverse`. */
  range(from: string, to: string, reverse?: boolean): Generator<T>;
  /** The first item with `from` <= key < `to` that passes. */
  first(from: string, to: string, test: (item: T) => boolean): T | undefined;
}

const CHUNK = 512;

export const sorted = <T>(): Sorted<T> => {
  const chunks: Entry<T>[][] = [[]];

  /** The chunk that holds, or would hold, the key. */
  const chunkOf = (key: string): number => {
    let low = 0;
    let high = chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((chunks[middle]?.[0]?.key ?? '') <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  /** The place of the first entry not below the key. */
  const placeOf = (chunk: Entry<T>[], key: string): number => {
    let low = 0;
    let high = chunk.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((chunk[middle] as Entry<T>).key < key) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  function* forward(from: string, to: string): Generator<T> {
    let at = chunkOf(from);
    let place = placeOf(chunks[at] as Entry<T>[], from);
    for (; at < chunks.length; at++, place = 0) {
      const chunk = chunks[at] as Entry<T>[];
      for (; place < chunk.length; place++) {
        const entry = chunk[place] as Entry<T>;
        if (entry.key >= to) return;
        yield entry.item;
      }
    }
  }
  function* backward(from: string, to: string): Generator<T> {
    let at = chunkOf(to);
    let place = placeOf(chunks[at] as Entry<T>[], to) - 1;
    for (;;) {
      const chunk = chunks[at] as Entry<T>[];
      for (; place >= 0; place--) {
        const entry = chunk[place] as Entry<T>;
        if (entry.key < from) return;
        yield entry.item;
      }
      if (--at < 0) return;
      place = (chunks[at] as Entry<T>[]).length - 1;
    }
  }

  return {
    add(key, item) {
      const at = chunkOf(key);
      const chunk = chunks[at] as Entry<T>[];
      const last = chunk.at(-1);
      if (!last || last.key < key) chunk.push({ key, item });
      else chunk.splice(placeOf(chunk, key), 0, { key, item });
      if (chunk.length > CHUNK * 2)
        chunks.splice(at + 1, 0, chunk.splice(at === chunks.length - 1 ? CHUNK * 2 : CHUNK));
    },
    remove(key) {
      const at = chunkOf(key);
      const chunk = chunks[at] as Entry<T>[];
      const place = placeOf(chunk, key);
      if (chunk[place]?.key !== key) return;
      chunk.splice(place, 1);
      if (chunk.length === 0 && chunks.length > 1) chunks.splice(at, 1);
    },
    range: (from, to, reverse = false) => (reverse ? backward(from, to) : forward(from, to)),
    first(from, to, test) {
      for (const item of forward(from, to)) if (test(item)) return item;
      return undefined;
    },
  };
};
