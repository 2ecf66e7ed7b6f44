import type { Entry } from '../history.ts';
import type { Evidence, OrderRow, Rule, Stocked, Violation } from './evidence.ts';

/** What is judged: what was found, what the clients remember, the stock there was, and what was planted. */
export interface Case {
  readonly evidence: Evidence;
  readonly history: readonly Entry[];
  readonly stocked: Stocked;
  /** Ids of messages that the run itself put where they become dead letters. */
  readonly planted: ReadonlySet<string>;
}

/** A check tells of everything that breaks its rules. */
export type Check = (given: Case) => Iterable<Violation>;

/** The states in which an order has ended. */
export const ended = new Set(['delivered', 'cancelled', 'refunded']);
export const broken = (rule: Rule, what: string): Violation => ({ rule, what });
export const sum = <T>(items: Iterable<T>, of: (item: T) => number): number => {
  let total = 0;
  for (const item of items) total += of(item);
  return total;
};
export const euros = (cents: number): string => (cents / 100).toFixed(2);

/** What belongs together, by what it has in common. */
export function grouped<T>(items: Iterable<T>, by: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(by(item), [...(groups.get(by(item)) ?? []), item]);
  return groups;
}

/** The orders of shoppers, without those of the verifier. */
export const real = (orders: readonly OrderRow[]): OrderRow[] => orders.filter(({ synthetic }) => !synthetic);

/** Lines in words, the same for the same goods in any order. */
export const listed = (lines: OrderRow['lines']): string =>
  lines
    .map(({ sku, quantity }) => `${quantity} ${sku}`)
    .sort()
    .join(', ');
