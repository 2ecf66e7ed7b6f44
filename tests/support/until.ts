import { setTimeout as wait } from 'node:timers/promises';

/** Looks again and again until `look` gives something else than undefined or false; fails after `limitMs`. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  limitMs = 20_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
    } catch (error) {
      last = error;
    }
    await wait(25);
  }
  throw new Error(`${what}: not within ${limitMs} ms`, { cause: last });
}
