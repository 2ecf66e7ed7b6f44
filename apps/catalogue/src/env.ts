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

const picturesEnv = {
  /** Uploaded pictures are kept in this folder; replicas have to share it. Without it and S3_BUCKET none can be uploaded. */
  PICTURES_FOLDER: z.string().optional(),
  /** Uploaded pictures are kept in this bucket instead. */
  S3_BUCKET: z.string().optional(),
  /** What speaks S3's API; Amazon's own unless said. */
  S3_ENDPOINT: z.url().optional(),
  S3_REGION: z.string().default('us-east-1'),
  /** Both, or neither where the place it runs in grants access by itself. */
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
} as const;

export const Env = z
  .object({
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
    ...picturesEnv,
  })
  .superRefine(({ S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY }, context) => {
    if ((S3_ACCESS_KEY_ID === undefined) === (S3_SECRET_ACCESS_KEY === undefined)) return;
    const path = [S3_ACCESS_KEY_ID === undefined ? 'S3_ACCESS_KEY_ID' : 'S3_SECRET_ACCESS_KEY'];
    context.addIssue({ code: 'custom', path, message: 'needed with the other one; or set neither' });
  });
export type Env = z.output<typeof Env>;

export const env = (): Env => readEnv(Env, process.env);

/** What src/seed.ts needs. */
export const SeedEnv = z.object({ MONGO_URL: storeEnv.MONGO_URL });
export const seedEnv = (): z.output<typeof SeedEnv> => readEnv(SeedEnv, process.env);

/** What src/reindex.ts needs. */
export const ReindexEnv = SeedEnv.extend({ ...searchEnv, SEARCH_URL: searchEnv.SEARCH_URL.unwrap() });
export const reindexEnv = (): z.output<typeof ReindexEnv> => readEnv(ReindexEnv, process.env);
