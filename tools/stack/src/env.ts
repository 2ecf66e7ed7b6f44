import { join } from 'node:path';
import type { Databases } from './databases.ts';
import { addressOf, type PartName, type Ports, serviceNames } from './parts.ts';
import { root } from './root.ts';
import type { Secrets } from './secrets.ts';

export interface EnvOptions {
  readonly folder: string;
  readonly ports: Ports;
  readonly databases: Databases;
  readonly amqpUrl: string;
  readonly standIn: boolean;
  readonly secrets: Secrets;
  /** More variables for every part, or another value. */
  readonly extra?: Readonly<Record<string, string>>;
}

/** The variables of one process. */
export type Env = Readonly<Record<string, string>>;

// What a process needs of the machine; nothing else of the caller's environment reaches a service.
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'LOG_LEVEL', 'NODE_EXTRA_CA_CERTS'];

/** The whole environment of one part: only what that part has a use for, secrets above all. */
export function envOf(part: PartName, options: EnvOptions): Env {
  const passedOn = PASSED_ON.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  );
  return {
    ...Object.fromEntries(passedOn),
    // Ten processes on a laptop: V8's young generation of 16 MB each would only wait to be filled.
    NODE_OPTIONS: `--max-semi-space-size=4 ${process.env.NODE_OPTIONS ?? ''}`.trim(),
    NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/shopstack/compile'),
    ...own[part](options),
    ...options.extra,
  };
}

const service = ({ ports, secrets, amqpUrl }: EnvOptions, part: PartName): Env => ({
  PORT: String(ports[part]),
  HOST: '127.0.0.1',
  SERVICE_SECRET: secrets.serviceSecret,
  AMQP_URL: amqpUrl,
  PUBLIC_URL: addressOf(ports, 'web'),
  DEMO_DATA: '1',
  ...Object.fromEntries(
    serviceNames.map((name) => [`${name.toUpperCase()}_URL`, `http://127.0.0.1:${ports[name]}`]),
  ),
});

const mongo = ({ databases, standIn }: EnvOptions): Env => ({
  MONGO_URL: databases.mongo,
  ...(standIn ? { ALLOW_STAND_IN: '1' } : {}),
});

const own: Readonly<Record<PartName, (options: EnvOptions) => Env>> = {
  catalogue: (o) => ({
    ...service(o, 'catalogue'),
    ...mongo(o),
    PICTURES_FOLDER: join(o.folder, 'pictures'),
  }),
  user: (o) => ({
    ...service(o, 'user'),
    ...mongo(o),
    REDIS_URL: o.databases.redis,
    TOKEN_SECRET: o.secrets.tokenSecret,
  }),
  cart: (o) => ({ ...service(o, 'cart'), REDIS_URL: o.databases.redis }),
  payment: (o) => ({
    ...service(o, 'payment'),
    ...mongo(o),
    PSP_URL: addressOf(o.ports, 'psp'),
    WORLDPAY_WEBHOOK_SECRETS: `1:${o.secrets.worldpayWebhookSecret}`,
    STRIPE_WEBHOOK_SECRET: o.secrets.stripeWebhookSecret,
  }),
  shipping: (o) => ({ ...service(o, 'shipping'), MYSQL_URL: o.databases.mysql }),
  ratings: (o) => ({ ...service(o, 'ratings'), MYSQL_URL: o.databases.mysql }),
  dispatch: (o) => ({
    ...service(o, 'dispatch'),
    ...mongo(o),
    QUOTE_SECRET: o.secrets.quoteSecret,
    ACCESS_SECRET: o.secrets.accessSecret,
    SMTP_URL: `smtp://localhost:${o.ports.smtp}`,
  }),
  web: (o) => ({
    ...service(o, 'web'),
    REDIS_URL: o.databases.redis,
    SESSION_SECRET: o.secrets.sessionSecret,
    PSP_URL: addressOf(o.ports, 'psp'),
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  }),
  psp: (o) => ({
    PORT: String(o.ports.psp),
    HOST: '127.0.0.1',
    PSP_FOLDER: join(o.folder, 'psp'),
    PSP_URL: addressOf(o.ports, 'psp'),
    SHOP_ORIGIN: addressOf(o.ports, 'web'),
    WORLDPAY_WEBHOOK_URL: `http://127.0.0.1:${o.ports.payment}/webhooks/worldpay`,
    STRIPE_WEBHOOK_URL: `http://127.0.0.1:${o.ports.payment}/webhooks/stripe`,
    WORLDPAY_WEBHOOK_KEY_ID: '1',
    WORLDPAY_WEBHOOK_SECRET: o.secrets.worldpayWebhookSecret,
    STRIPE_WEBHOOK_SECRET: o.secrets.stripeWebhookSecret,
  }),
  mailbox: () => ({}),
};
