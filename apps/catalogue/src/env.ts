import { baseEnv, readEnv, storeEnv } from '@shop/service';
import { z } from 'zod';

const searchEnv = {
  /** OpenSearch, or a server that speaks its language; without it every process searches in its memory. */
  SEARCH_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Who we are there, when SEARCH_PASSWORD is set. */
  SEARCH_USER: z.string().default('shopstack'),
  SEARCH_PASSWORD: z.string().optional(),
  /** The name of the index there; shops that share a server need different ones. */
  SEARCH_INDEX: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,60}$/, 'small letters, digits and hyphens')
    .default('shopstack-products'),
} as const;

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
  ...searchEnv,
});
export type Env = z.output<typeof Env>;

export const env = (): Env => readEnv(Env, process.env);

/** What src/seed.ts needs. */
export const SeedEnv = z.object({ MONGO_URL: storeEnv.MONGO_URL });
export const seedEnv = (): z.output<typeof SeedEnv> => readEnv(SeedEnv, process.env);

/** What src/reindex.ts needs. */
export const ReindexEnv = SeedEnv.extend({ ...searchEnv, SEARCH_URL: searchEnv.SEARCH_URL.unwrap() });
export const reindexEnv = (): z.output<typeof ReindexEnv> => readEnv(ReindexEnv, process.env);
