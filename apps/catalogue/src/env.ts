import { baseEnv, readEnv, storeEnv } from '@shop/service';
import { z } from 'zod';

export const Env = z.object({
  ...baseEnv,
  PORT: baseEnv.PORT.default(8081),
  MONGO_URL: storeEnv.MONGO_URL,
  AMQP_URL: storeEnv.AMQP_URL,
  /** 1: fill an empty catalogue with the demo products, once. */
  DEMO_DATA: z.stringbool().default(false),
  /** 1: accept the MongoDB stand-in of tools/stack. Never in production. */
  ALLOW_STAND_IN: z.stringbool().default(false),
  /** How often expired holds are given back and unfinished reservations finished, in milliseconds. */
  SWEEP_INTERVAL_MS: z.coerce.number().int().min(100).default(2_000),
  /** How often the search index asks the store for changes it may have missed, in milliseconds. */
  CATCH_UP_INTERVAL_MS: z.coerce.number().int().min(100).default(15_000),
});
export type Env = z.output<typeof Env>;

export const env = (): Env => readEnv(Env, process.env);

/** What src/seed.ts needs. */
export const SeedEnv = z.object({ MONGO_URL: storeEnv.MONGO_URL });
export const seedEnv = (): z.output<typeof SeedEnv> => readEnv(SeedEnv, process.env);
