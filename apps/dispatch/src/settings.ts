import { createHmac } from 'node:crypto';
import type { Env } from './env.ts';

/** What the parts of this service need of its environment. Injected by its class. */
export class Settings {
  readonly version: string;
  /** The shop's address, without a slash at the end. */
  readonly publicUrl: string;
  readonly accessSecret: string;
  readonly smtpUrl: string;
  readonly mailFrom: string;
  /** How long stock is kept aside for an order at a time, in ms. */
  readonly holdMs: number;
  /** Minor units that one person may pay back on one order. */
  readonly refundLimit: number;
  /** Days after the delivery in which goods can be sent back. */
  readonly returnDays: number;
  /** Days after an order's end in which the key from its e-mail opens it. */
  readonly linkDays: number;

  constructor(env: Env) {
    this.version = env.VERSION;
    this.publicUrl = env.PUBLIC_URL.replace(/\/+$/, '');
    this.accessSecret =
      env.ACCESS_SECRET ?? createHmac('sha256', env.QUOTE_SECRET).update('access').digest('hex');
    this.smtpUrl = env.SMTP_URL;
    this.mailFrom = env.MAIL_FROM;
    this.holdMs = env.HOLD_MS;
    this.refundLimit = env.REFUND_LIMIT;
    this.returnDays = env.RETURN_DAYS;
    this.linkDays = env.ORDER_LINK_DAYS;
  }
}
