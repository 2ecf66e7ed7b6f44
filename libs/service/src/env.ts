import { z } from 'zod';
import { failpointsToArm } from './failpoints.ts';

const url = (fallback: string) => z.url().default(fallback);

/** Environment every service reads. */
export const baseEnv = {
  /** Port to listen on. */
  PORT: z.coerce.number().int().min(0).max(65_535),
  /** Address to listen on: 127.0.0.1 on a laptop, 0.0.0.0 in a container. */
  HOST: z.string().default('127.0.0.1'),
  /** fatal, error, warn, info, debug, trace or silent. */
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** What runs here, for health, logs and order histories: a release's version. */
  VERSION: z.string().default('0.1.0-dev'),
  /** Shared by the services, never by anyone else: signs the tokens they show each other. */
  SERVICE_SECRET: z.string().min(32, '32 characters or more'),
  /** How long to wait between failing readiness and closing the door, in milliseconds: Kubernetes needs about 5,000. */
  DRAIN_DELAY_MS: z.coerce.number().int().min(0).max(60_000).default(0),
  /** Where the user service answers: access tokens are checked with its keys. */
  USER_URL: url('http://localhost:8082'),
  /** Makes the process die, fail, hang or wait at a step boundary, for tests: see docs/failpoints.md. Refused where NODE_ENV is production. */
  FAILPOINT: failpointsToArm.optional(),
} as const;

/** URLs of the other services, each to be taken where it is needed. */
export const peerEnv = {
  CATALOGUE_URL: url('http://localhost:8081'),
  CART_URL: url('http://localhost:8083'),
  PAYMENT_URL: url('http://localhost:8084'),
  SHIPPING_URL: url('http://localhost:8085'),
  RATINGS_URL: url('http://localhost:8086'),
  DISPATCH_URL: url('http://localhost:8087'),
} as const;

/** The stores, each to be taken where it is needed. */
export const storeEnv = {
  /** MongoDB connection string with this service's own database in the path. */
  MONGO_URL: z.string().regex(/^mongodb(\+srv)?:\/\//, 'a mongodb:// URL'),
  /** MySQL connection string with this service's own database in the path. */
  MYSQL_URL: z.string().regex(/^mysql:\/\//, 'a mysql:// URL'),
  /** Redis connection string. */
  REDIS_URL: z.string().regex(/^rediss?:\/\//, 'a redis:// URL'),
  /** RabbitMQ connection string. */
  AMQP_URL: z.string().regex(/^amqps?:\/\//, 'an amqp:// URL'),
} as const;

export type BaseEnv = z.output<z.ZodObject<typeof baseEnv>>;

/**
 * Reads and checks the environment once, at start. Names every variable that is wrong, then ends the process with
 * status 78 (EX_CONFIG of sysexits.h).
 */
export function readEnv<S extends z.ZodType>(
  schema: S,
  source: Record<string, string | undefined>,
): z.output<S> {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  const forbidden = given['FAILPOINT'] !== undefined && given['NODE_ENV'] === 'production';
  if (result.success && !forbidden) return result.data;
  const issues = result.success ? [] : result.error.issues;
  const lines = issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  if (forbidden) lines.push('  FAILPOINT: not where NODE_ENV is production; unset one of them');
  console.error(`The environment is not right; set these and start again:\n${lines.join('\n')}`);
  return process.exit(78);
}
