import { baseEnv, readEnv, storeEnv } from '@shop/service';
import { z } from 'zod';

/** What the user service reads from its environment. */
export const Env = z.object({
  ...baseEnv,
  PORT: baseEnv.PORT.default(8082),
  MONGO_URL: storeEnv.MONGO_URL,
  REDIS_URL: storeEnv.REDIS_URL,
  AMQP_URL: storeEnv.AMQP_URL,
  /** This service's own secret, 32 characters or more: refresh tokens are made with it, signing keys are kept under it. */
  TOKEN_SECRET: z.string().min(32, '32 characters or more'),
  /** 1 puts the demonstration accounts in at the first start. */
  DEMO_DATA: z.enum(['0', '1']).default('0'),
  /** 1 accepts the development stand-in for MongoDB. */
  ALLOW_STAND_IN: z.enum(['0', '1']).default('0'),
});
export type Env = z.output<typeof Env>;

/** Reads the environment once, or ends the process naming what is wrong. */
export const env = (): Env => readEnv(Env, process.env);
