import { random } from '../../psp/src/faults.ts';

/** Chance that can be repeated: the same seed and the same questions give the same answers. */
export interface Dice {
  /** A number in [0, 1). */
  roll(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** True with that probability. */
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** By weight: `{ often: 3, seldom: 1 }`. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K;
  shuffled<T>(all: readonly T[]): T[];
}

/** Dice of their own for each use, so that one user's throws do not change another's: `diceOf(7, 'guest-3')`. */
export function diceOf(seed: number, use = ''): Dice {
  const roll = random(hash(`${seed} ${use}`));
  const between = (low: number, high: number): number => low + Math.floor(roll() * (high - low + 1));
  const pick = <T>(from: readonly T[]): T => {
    const one = from[between(0, from.length - 1)];
    if (one === undefined) throw new Error('there is nothing to pick from');
    return one;
  };
  return {
    roll,
    between,
    chance: (share) => roll() < share,
    pick,
    weighted(weights) {
      const entries = Object.entries<number>(weights);
      let left = roll() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      const found = entries.find(([, weight]) => {
        left -= weight;
        return left < 0;
      });
      return (found ?? pick(entries))[0] as keyof typeof weights;
    },
    shuffled(all) {
      const rest = [...all];
      return all.flatMap(() => rest.splice(between(0, rest.length - 1), 1));
    },
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return value >>> 0;
}
