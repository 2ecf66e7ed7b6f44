/** Fields that the published validators lost: their generator drops every `description`, fields of that name too. */
const LOST = new Set(['description']);

interface Reading {
  /** Fields the validator looked at: the ones the schema has. */
  read: Set<string>;
  /** Whether it went through all of them: a map, whose keys are free. */
  listed: boolean;
}

/** A field that a schema does not have, and the one that was probably meant. */
export interface UnknownField {
  path: string;
  meant: string | undefined;
}

/**
 * Tells which fields of an object a compiled validator never asked for. The published validators ignore unknown fields, as
 * the API server would prune them; a field that is silently dropped is a typo. An object none of whose fields are asked for
 * is free-form.
 */
export class KnownFields {
  readonly #readings = new Map<object, Reading>();
  readonly #wrapped = new Map<object, object>();

  /** The value, watched. */
  watch<T>(value: T): T {
    if (typeof value !== 'object' || value === null) return value;
    const before = this.#wrapped.get(value);
    if (before !== undefined) return before as T;
    const reading: Reading = { read: new Set(), listed: false };
    const note = (key: string | symbol) => {
      if (typeof key === 'string') reading.read.add(key);
    };
    const proxy = new Proxy(value, {
      get: (target, key) => {
        note(key);
        return this.watch(Reflect.get(target, key));
      },
      has: (target, key) => {
        note(key);
        return Reflect.has(target, key);
      },
      ownKeys: (target) => {
        reading.listed = true;
        return Reflect.ownKeys(target);
      },
    });
    this.#readings.set(value, reading);
    this.#wrapped.set(value, proxy);
    return proxy as T;
  }

  /** The fields of a value, which a validator has gone through, that no schema has. */
  unknown(value: unknown, path = ''): UnknownField[] {
    if (Array.isArray(value)) return value.flatMap((item, index) => this.unknown(item, `${path}[${index}]`));
    if (typeof value !== 'object' || value === null) return [];
    const reading = this.#readings.get(value);
    if (reading === undefined || (!reading.listed && reading.read.size === 0)) return [];
    return Object.entries(value).flatMap(([key, inner]) => {
      const at = path === '' ? key : `${path}.${key}`;
      if (reading.listed || reading.read.has(key) || LOST.has(key)) return this.unknown(inner, at);
      return [{ path: at, meant: nearest(key, reading.read) }];
    });
  }
}

/** The name among others that differs least, when it is not far. */
export function nearest(name: string, others: Iterable<string>): string | undefined {
  const limit = Math.ceil(name.length / 3);
  const [best] = [...others]
    .map((other) => ({
      other,
      // Letters that changed places are one slip, not two.
      far: distance(name.toLowerCase(), other.toLowerCase()) - (lettersOf(name) === lettersOf(other) ? 1 : 0),
    }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far);
  return best?.other;
}

const lettersOf = (word: string) => [...word].sort().join('');

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
