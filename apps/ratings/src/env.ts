import { baseEnv, peerEnv, readEnv, storeEnv } from '@shop/service';
import { z } from 'zod';

/** What the ratings service reads from its environment. */
export const Env = z.object({
  ...baseEnv,
  PORT: baseEnv.PORT.default(8086),
  MYSQL_URL: storeEnv.MYSQL_URL,
  AMQP_URL: storeEnv.AMQP_URL,
  CATALOGUE_URL: peerEnv.CATALOGUE_URL,
  /** 1 puts some reviews in at the first start. */
  DEMO_DATA: z.enum(['0', '1']).default('0'),
});
export type Env = z.output<typeof Env>;

/** Reads the environment once, or ends the process naming what is wrong. */
export const env = (): Env => readEnv(Env, process.env);
