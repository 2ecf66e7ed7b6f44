import { availableParallelism, cpus, totalmem } from 'node:os';

/** Whether the full figures are asked for (`npm run promises`), and not those that fit into `npm test`. */
export const isLong = process.env.PROMISES === 'long';

/** The figure for `npm test`, or the full one. */
export const scale = <T>(short: T, long: T): T => (isLong ? long : short);

/** Says what was measured, a line a promise: `npm run promises` makes its table of these. */
export function figure(promise: string, measured: string): void {
  console.log(`promise ${promise}: ${measured}`);
}

/** Seconds since `start` (of Date.now()), for a figure. */
export const secondsSince = (start: number): string => `${((Date.now() - start) / 1_000).toFixed(1)} s`;

/** The p-th percentile (0 to 1) of numbers, 0 of none. */
export function percentile(numbers: readonly number[], p: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] ?? 0;
}

/** The machine in words: figures mean nothing without. */
export const machine = (): string =>
  `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
