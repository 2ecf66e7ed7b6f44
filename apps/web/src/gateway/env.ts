import { baseEnv, peerEnv, readEnv, storeEnv } from '@shop/service/plain';
import { z } from 'zod';

/** What the web gateway reads from its environment. */
export const Env = z
  .object({
    ...baseEnv,
    ...peerEnv,
    /** What pages are made of is kept here, for all replicas. */
    REDIS_URL: storeEnv.REDIS_URL,
    /** Where web hears that it has changed. */
    AMQP_URL: storeEnv.AMQP_URL,
    PORT: baseEnv.PORT.default(8080),
    /** Seals the session cookie: 32 characters or more, the same for every replica. */
    SESSION_SECRET: z.string().min(32, '32 characters or more'),
    /** The shop's address as shoppers see it. */
    PUBLIC_URL: z.url().default('http://localhost:8080'),
    /** The payment provider's origin: the only one that pages may frame. */
    PSP_URL: z.url().default('http://localhost:8090'),
    /** 1 believes the last X-Forwarded-For of the load balancer in front. */
    TRUST_PROXY: z.enum(['0', '1']).default('0'),
    /** 0 takes the page for when there is no connection back from browsers that keep it. */
    OFFLINE_PAGE: z.enum(['0', '1']).default('1'),
    /** Where `/metrics` is served, and then nowhere else; 0 serves it on PORT. */
    METRICS_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  })
  .superRefine(({ PORT, METRICS_PORT }, context) => {
    if (METRICS_PORT === 0 || METRICS_PORT !== PORT) return;
    context.addIssue({ code: 'custom', path: ['METRICS_PORT'], message: 'another port than PORT, or 0' });
  });
export type Env = z.output<typeof Env>;

/** Reads the environment once, or ends the process naming what is wrong. */
export const env = (): Env => readEnv(Env, process.env);
