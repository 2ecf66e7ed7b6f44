import { setTimeout as pause } from 'node:timers/promises';

export interface UntilOptions {
  readonly limitMs: number;
  readonly everyMs?: number;
  /** Told why it still waits, each time the reason is another one. */
  readonly waiting?: (why: string) => void;
}

/** Repeats `attempt` until it gives something truthy; throws the last failure when the limit has passed. */
export async function until<T>(
  attempt: () => T | Promise<T>,
  options: UntilOptions,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + options.limitMs;
  let last: unknown = new Error('it never came true');
  let told = '';
  while (Date.now() < deadline) {
    try {
      const result = await attempt();
      if (result) return result;
    } catch (error) {
      if (error instanceof GiveUp) throw error.cause;
      last = error;
      const why = readable(error);
      if (why !== told) options.waiting?.(why);
      told = why;
    }
    await pause(options.everyMs ?? 100);
  }
  throw last;
}

function readable(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return /ECONNREFUSED|Connection is closed|socket hang up|ECONNRESET/.test(why)
    ? 'it does not listen yet'
    : why;
}

/** Thrown by an attempt that need not be repeated; the cause is what `until` throws. */
export class GiveUp extends Error {
  constructor(cause: unknown) {
    super('no use waiting', { cause });
  }
}
