import type { ratings } from '@shop/contracts';

/** How many published reviews gave each score, 1 to 5 in this order. */
export type Tally = [number, number, number, number, number];

/** A published review counts with its score; a rejected or missing one does not count. */
export interface Counted {
  score: number;
  status: 'published' | 'rejected';
}

/** What replacing one review by another does to the tally: exact integers, so that nothing drifts. */
export function difference(before: Counted | undefined, after: Counted | undefined): Tally {
  const change: Tally = [0, 0, 0, 0, 0];
  count(change, before, -1);
  count(change, after, 1);
  return change;
}

function count(tally: Tally, review: Counted | undefined, by: 1 | -1): void {
  if (review?.status !== 'published') return;
  tally[review.score - 1] = (tally[review.score - 1] ?? 0) + by;
}

export const plus = (a: Tally, b: Tally): Tally => a.map((value, i) => value + (b[i] ?? 0)) as Tally;

/** Count, sum and mean of a tally; the mean to two decimals, 0 when there is none. */
export function summarise(tally: Tally): ratings.RatingSummary {
  const total = tally.reduce((sum, value) => sum + value, 0);
  const sum = tally.reduce((points, value, i) => points + value * (i + 1), 0);
  return {
    count: total,
    sum,
    average: total === 0 ? 0 : Math.round((sum / total) * 100) / 100,
    histogram: [...tally],
  };
}
