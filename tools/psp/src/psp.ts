import { type FastifyInstance, fastify } from 'fastify';
import { openBank } from './bank.ts';
import { openBook } from './book.ts';
import type { Context } from './context.ts';
import { controlRoutes } from './control.ts';
import type { Env } from './env.ts';
import { openFaults } from './faults.ts';
import { parseForm } from './form.ts';
import { hostedRoutes } from './hosted.ts';
import { stripeRoutes } from './stripe.ts';
import { openWebhooks } from './webhooks.ts';
import { worldpayRoutes } from './worldpay.ts';

/** The settings of env.ts, and a clock for tests. */
export interface PspOptions extends Env {
  now?: () => Date;
}

export interface Psp {
  app: FastifyInstance;
  /** Starts to listen and to send webhooks. Returns the base address; Links use it too unless a base was given. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

/** Builds both providers on one journal in `options.PSP_FOLDER`. Nothing is logged, so no card can be. */
export function buildPsp(options: PspOptions): Psp {
  const now = options.now ?? (() => new Date());
  const book = openBook(options.PSP_FOLDER, now);
  const faults = openFaults(options.STALL_SECONDS);
  const webhooks = openWebhooks({
    book,
    faults,
    now,
    targets: {
      worldpay: { url: options.WORLDPAY_WEBHOOK_URL, secret: options.WORLDPAY_WEBHOOK_SECRET },
      stripe: { url: options.STRIPE_WEBHOOK_URL, secret: options.STRIPE_WEBHOOK_SECRET },
    },
    worldpayKeyId: options.WORLDPAY_WEBHOOK_KEY_ID,
    retryMs: options.WEBHOOK_RETRY_MS,
    maxRetryMs: 30_000,
  });
  const context: Context = {
    book,
    bank: openBank(book, now),
    faults,
    webhooks,
    publicUrl: options.PSP_URL ?? options.PUBLIC_URL ?? '',
    shopOrigins: options.SHOP_ORIGIN,
    worldpay: { username: options.WORLDPAY_USERNAME, password: options.WORLDPAY_PASSWORD },
    stripe: { secretKey: options.STRIPE_SECRET_KEY },
    tokenSeconds: options.TOKEN_SECONDS,
    now,
  };

  const app = fastify({
    bodyLimit: 65_536,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
  });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, parseForm(body as string)),
  );
  worldpayRoutes(app, context);
  stripeRoutes(app, context);
  hostedRoutes(app, context);
  controlRoutes(app, context);

  return {
    app,
    async listen() {
      const address = await app.listen({ port: options.PORT, host: options.HOST });
      if (context.publicUrl === '') context.publicUrl = address;
      webhooks.resume();
      return address;
    },
    async close() {
      webhooks.close();
      await app.close();
      book.close();
    },
  };
}
