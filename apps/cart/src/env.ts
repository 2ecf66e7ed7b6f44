import { baseEnv, peerEnv, readEnv, storeEnv } from '@shop/service';
import { z } from 'zod';

/** What the cart service reads from its environment. */
export const Env = z.object({
  ...baseEnv,
  PORT: baseEnv.PORT.default(8083),
  REDIS_URL: storeEnv.REDIS_URL,
  AMQP_URL: storeEnv.AMQP_URL,
  CATALOGUE_URL: peerEnv.CATALOGUE_URL,
});
export type Env = z.output<typeof Env>;

/** Reads the environment once, or ends the process naming what is wrong. */
export const env = (): Env => readEnv(Env, process.env);
