/** Of how many free places one is chosen by chance, so that shoppers at the same moment seldom want the same. */
const CHOICE = 32;

/**
 * A place from 1 to `limit` that nobody has; undefined when there is none. For every place taken beyond the limit, from a
 * time when it was higher, the highest free one is left out, so that never more than `limit` are taken from now on.
 * `chance` is from 0 up to 1.
 */
export function freePlace(limit: number, taken: readonly number[], chance: number): number | undefined {
  const room = limit - taken.length;
  const has = new Set(taken);
  const free: number[] = [];
  for (let place = 1; place <= limit && free.length < Math.min(CHOICE, room); place++) {
    if (!has.has(place)) free.push(place);
  }
  return free[Math.floor(chance * free.length)];
}
