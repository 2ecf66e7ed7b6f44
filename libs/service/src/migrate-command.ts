import { setTimeout as pause } from 'node:timers/promises';
import type { BaseEnv } from './env.ts';
import { identifyLog, log } from './log.ts';
import { isUnavailable } from './unavailable.ts';

/** A service's store, opened for nothing but its migrations. */
export interface StoreToMigrate {
  migrate(): Promise<unknown>;
  close(): Promise<unknown>;
}

/** Connects once, or rejects. */
export type OpenStore = () => Promise<StoreToMigrate>;

const STORE_LIMIT_MS = 30_000;
const PAUSE_MS = 500;

/**
 * All of `node dist/main.js migrate`: brings the store to what this version needs, without the service around it: no HTTP,
 * no messages, no sweepers, no demonstration data. Resolves to the process's exit status.
 */
export async function migrateCommand(
  service: string,
  env: BaseEnv,
  open?: OpenStore,
  limitMs: number = STORE_LIMIT_MS,
): Promise<number> {
  identifyLog(service, env.VERSION, env.LOG_LEVEL);
  if (open === undefined) {
    log.info(`${service} has no store to migrate`);
    return 0;
  }
  try {
    const store = await opened(open, limitMs);
    try {
      await store.migrate();
    } finally {
      await store.close();
    }
    log.info(`the store of ${service} is as this version needs it`);
    return 0;
  } catch (error) {
    log.fatal({ err: error }, `${service} could not migrate its store: ${String(error)}`);
    return 1;
  }
}

/** Waits for a store that is only just starting; one that refuses us is not asked again. */
async function opened(open: OpenStore, limitMs: number): Promise<StoreToMigrate> {
  const end = Date.now() + limitMs;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      if (Date.now() + PAUSE_MS > end) {
        throw new Error(
          `it did not answer within ${limitMs / 1000} s. Check its URL and whether it runs, then start this again.`,
          { cause: error },
        );
      }
      log.warn({ reason: String(error) }, 'the store does not answer yet');
      await pause(PAUSE_MS);
    }
  }
}
