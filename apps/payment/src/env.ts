import { baseEnv, readEnv, storeEnv } from '@shop/service';
import { z } from 'zod';

const secret = z.string().min(8, '8 characters or more').optional();

/** What the payment service reads from its environment. Without a provider's URL it uses tools/psp, and its secrets. */
export const Env = z
  .object({
    ...baseEnv,
    PORT: baseEnv.PORT.default(8084),
    MONGO_URL: storeEnv.MONGO_URL,
    AMQP_URL: storeEnv.AMQP_URL,
    /** The payment providers for development, as this service and the browser reach them. */
    PSP_URL: z.url().default('http://localhost:8090'),
    /** Worldpay's API, `https://access.worldpay.com`; with it the other WORLDPAY_ variables must be given. */
    WORLDPAY_URL: z.url().optional(),
    WORLDPAY_USERNAME: secret,
    WORLDPAY_PASSWORD: secret,
    WORLDPAY_ENTITY: z.string().max(32).default('default'),
    /** The page of Worldpay's hosted card fields. */
    WORLDPAY_FIELDS_URL: z.url().optional(),
    /** Secrets of the webhooks by key id: `1:secret` or, while one is replaced, `1:old,2:new`. */
    WORLDPAY_WEBHOOK_SECRETS: z
      .string()
      .regex(/^\d+:[^,]{8,}(,\d+:[^,]{8,})*$/, 'key id, colon, secret: 1:secret')
      .optional(),
    /** Stripe's API, `https://api.stripe.com`; with it the other STRIPE_ variables must be given. */
    STRIPE_URL: z.url().optional(),
    STRIPE_SECRET_KEY: secret,
    STRIPE_WEBHOOK_SECRET: secret,
    /** The page of Stripe's hosted card fields. */
    STRIPE_FIELDS_URL: z.url().optional(),
    /** What stands on the shopper's statement. */
    STATEMENT_NAME: z.string().min(1).max(24).default('ShopStack'),
    /** How long one call to a provider may take, in ms. */
    GATEWAY_TIMEOUT_MS: z.coerce.number().int().min(100).max(20_000).default(10_000),
    /** A payment the provider's queries do not show after this long was never made, in ms. Queries lag up to 60 s. */
    SETTLED_AFTER_MS: z.coerce.number().int().min(100).default(75_000),
    /** How long a shopper has to answer the bank, in ms. */
    CHALLENGE_MS: z.coerce.number().int().min(1_000).default(900_000),
    /** How often payments that wait are looked for, in ms. */
    SWEEP_MS: z.coerce.number().int().min(20).default(500),
    /** 1 accepts the development stand-in for MongoDB. */
    ALLOW_STAND_IN: z.enum(['0', '1']).default('0'),
  })
  .superRefine((given, context) => {
    const needs = {
      WORLDPAY_URL: [
        'WORLDPAY_USERNAME',
        'WORLDPAY_PASSWORD',
        'WORLDPAY_FIELDS_URL',
        'WORLDPAY_WEBHOOK_SECRETS',
      ],
      STRIPE_URL: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'STRIPE_FIELDS_URL'],
    } as const;
    for (const url of ['WORLDPAY_URL', 'STRIPE_URL'] as const) {
      if (given[url] === undefined) continue;
      for (const name of needs[url]) {
        if (given[name] === undefined)
          context.addIssue({ code: 'custom', path: [name], message: `needed with ${url}` });
      }
    }
  });
export type Env = z.output<typeof Env>;

/** Reads the environment once, or ends the process naming what is wrong. */
export const env = (): Env => readEnv(Env, process.env);
