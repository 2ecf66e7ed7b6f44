import { baseEnv, readEnv, storeEnv } from '@shop/service';
import { z } from 'zod';

/** What the shipping service reads from its environment. */
export const Env = z.object({
  ...baseEnv,
  PORT: baseEnv.PORT.default(8085),
  MYSQL_URL: storeEnv.MYSQL_URL,
  AMQP_URL: storeEnv.AMQP_URL,
  /** How long the simulated carrier takes from one stop of a parcel to the next, in milliseconds; 0 leaves parcels where they are. */
  CARRIER_STEP_MS: z.coerce.number().int().min(0).default(20_000),
});
export type Env = z.output<typeof Env>;

/** Reads the environment once, or ends the process naming what is wrong. */
export const env = (): Env => readEnv(Env, process.env);
