import { baseEnv, peerEnv, readEnv, storeEnv } from '@shop/service';
import { z } from 'zod';
import { HOLD_MS } from './order/facts.ts';

const secret = z.string().min(32, '32 characters or more');

/** What the dispatch service reads from its environment. */
export const Env = z.object({
  ...baseEnv,
  PORT: baseEnv.PORT.default(8087),
  MONGO_URL: storeEnv.MONGO_URL,
  AMQP_URL: storeEnv.AMQP_URL,
  CART_URL: peerEnv.CART_URL,
  CATALOGUE_URL: peerEnv.CATALOGUE_URL,
  PAYMENT_URL: peerEnv.PAYMENT_URL,
  SHIPPING_URL: peerEnv.SHIPPING_URL,
  /** Signs quotes; 32 characters or more. Changing it ends every quote that is open. */
  QUOTE_SECRET: secret,
  /** Makes the keys that open an order from its e-mail; QUOTE_SECRET unless set. Changing it ends the links in mails not yet sent. */
  ACCESS_SECRET: secret.optional(),
  /** Where e-mail is handed over, for instance smtp://localhost:1025. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'an smtp:// URL')
    .default('smtp://localhost:1025'),
  /** Who e-mail comes from. */
  MAIL_FROM: z.string().min(3).default('ShopStack <shop@shopstack.example>'),
  /** The shop's own address, for links in e-mail and the way back from a bank. */
  PUBLIC_URL: z.url().default('http://localhost:8080'),
  /** How long stock is kept aside for an order at a time, in ms; prolonged while its payment is open. */
  HOLD_MS: z.coerce.number().int().min(1_000).default(HOLD_MS),
  /** Up to this, in minor units, one person may pay back on one order; above it somebody else has to agree. */
  REFUND_LIMIT: z.coerce.number().int().min(0).default(50_000),
  /** For how many days after the delivery goods can be sent back. */
  RETURN_DAYS: z.coerce.number().int().min(0).max(3_650).default(30),
  /** For how many days after its end an order can be opened by the key from its e-mail. */
  ORDER_LINK_DAYS: z.coerce.number().int().min(1).max(3_650).default(30),
  /** 1 accepts the development stand-in for MongoDB. */
  ALLOW_STAND_IN: z.enum(['0', '1']).default('0'),
});
export type Env = z.output<typeof Env>;

/** Reads the environment once, or ends the process naming what is wrong. */
export const env = (): Env => readEnv(Env, process.env);
