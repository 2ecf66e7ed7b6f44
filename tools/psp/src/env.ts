import { z } from 'zod';

const origins = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .pipe(z.array(z.url().transform((url) => new URL(url).origin)).min(1));

const base = z.url().transform((url) => url.replace(/\/$/, ''));

/** The settings of the payment providers. The defaults are for development; none of them guards anything real. */
export const Env = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8090),
  HOST: z.string().default('127.0.0.1'),
  /** Folder of the journal. */
  PSP_FOLDER: z.string().min(1).default('.shopstack/psp'),
  /** Base of every link that is handed out, as the shopper's browser reaches it. */
  PSP_URL: base.optional(),
  /** The same, where `PSP_URL` is not given; without both it is the address listened on. */
  PUBLIC_URL: base.optional(),
  /** Origins, by commas, that may frame the card fields and get the token. */
  SHOP_ORIGIN: origins.default(['http://localhost:8080']),
  WORLDPAY_USERNAME: z.string().default('shopstack'),
  WORLDPAY_PASSWORD: z.string().default('development'),
  /** Where Worldpay's events go; none are sent unless given. */
  WORLDPAY_WEBHOOK_URL: z.url().optional(),
  WORLDPAY_WEBHOOK_SECRET: z.string().min(8).default('development-worldpay'),
  WORLDPAY_WEBHOOK_KEY_ID: z.string().regex(/^\d+$/).default('1'),
  STRIPE_SECRET_KEY: z.string().default('development'),
  /** Where Stripe's events go; none are sent unless given. */
  STRIPE_WEBHOOK_URL: z.url().optional(),
  STRIPE_WEBHOOK_SECRET: z.string().min(8).default('development-stripe'),
  /** First wait before a webhook is sent again, in ms; doubles up to 30 s. */
  WEBHOOK_RETRY_MS: z.coerce.number().int().min(10).default(500),
  /** How long the time-out card and the `stall` faults hang, in seconds. */
  STALL_SECONDS: z.coerce.number().min(0).max(600).default(30),
  /** How long a token of the card fields can be used, in seconds. */
  TOKEN_SECONDS: z.coerce.number().min(1).default(1800),
});
export type Env = z.output<typeof Env>;
