import { Problem } from '@shop/contracts';
import { isUnavailable } from '@shop/service/plain';
import { Unprocessable } from './errors.ts';

/** How often and how late a failed message is tried again. */
export interface Retries {
  /** Waits before the second, third, ... attempt, in milliseconds; the last one repeats. */
  readonly delaysMs: readonly number[];
  /** Attempts until a message that fails is taken for dead. */
  readonly attempts: number;
  /** The same while a store or a peer that it needs is away. */
  readonly unavailableAttempts: number;
  /** The same for a message nobody here handles: another replica may, during a rolling update. */
  readonly unhandledAttempts: number;
}

/** 20 attempts in about 9 minutes; a day of them while a store is away, which is no message's fault. */
export const DEFAULT_RETRIES: Retries = {
  delaysMs: [200, 1_000, 5_000, 30_000],
  attempts: 20,
  unavailableAttempts: 2_880,
  unhandledAttempts: 5,
};

/** The message cannot be read: no JSON, or no envelope. */
export class Malformed extends Unprocessable {}
/** The payload breaks its contract. */
export class Invalid extends Unprocessable {}
/** No handler for this type in this process. */
export class Unhandled extends Error {}

/** Why a message is dead, as the header `x-shop-reason` says it. */
export type DeadReason = 'malformed' | 'invalid' | 'unprocessable' | 'unhandled' | 'gave-up';

export type Verdict = { retryInMs: number } | { dead: DeadReason };

/** What to do with a message whose `attempt`th attempt (from 1) ended with `error`. */
export function verdict(error: unknown, attempt: number, retries: Retries): Verdict {
  if (error instanceof Malformed) return { dead: 'malformed' };
  if (error instanceof Invalid) return { dead: 'invalid' };
  if (error instanceof Unprocessable) return { dead: 'unprocessable' };
  const unhandled = error instanceof Unhandled;
  const most = unhandled
    ? retries.unhandledAttempts
    : isAway(error)
      ? retries.unavailableAttempts
      : retries.attempts;
  if (attempt >= most) return { dead: unhandled ? 'unhandled' : 'gave-up' };
  const { delaysMs } = retries;
  return { retryInMs: delaysMs[Math.min(attempt, delaysMs.length) - 1] ?? 1_000 };
}

const isAway = (error: unknown): boolean =>
  isUnavailable(error) || (error instanceof Problem && error.code === 'service_unavailable');
