/** What the load process is asked to do; it answers each job with one Outcome. */
export type Job = Steady | Batch;

/** For some seconds, every connection sends the next request as soon as it has its answer. */
export interface Steady {
  readonly kind: 'steady';
  readonly origin: string;
  readonly connections: number;
  readonly seconds: number;
  readonly method: 'GET' | 'POST';
  /** Taken in turn. */
  readonly paths: readonly string[];
  readonly body?: string;
  /** Headers of each connection; the list is as long as there are connections. */
  readonly headers: readonly Record<string, string>[];
}

/** Every request once, as fast as so many connections bring them. */
export interface Batch {
  readonly kind: 'batch';
  readonly origin: string;
  readonly connections: number;
  readonly requests: readonly Single[];
}
export interface Single {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** Times in milliseconds. */
export interface Outcome {
  readonly perSecond: number;
  readonly requests: number;
  readonly p50: number;
  readonly p99: number;
  /** Answers that were not 2xx, and requests without an answer. */
  readonly errors: number;
  /** Bodies of a batch, in the order of its requests. */
  readonly answers?: readonly string[];
}

/** The value below which `share` of the sorted numbers lie. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const ascending = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);

export function median(numbers: readonly number[]): number {
  const sorted = ascending(numbers);
  return (percentile(sorted, 0.5) + (sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN)) / 2;
}
