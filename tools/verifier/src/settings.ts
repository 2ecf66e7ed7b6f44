import { z } from 'zod';

const url = z.url({ protocol: /^https?$/, error: 'an http:// or https:// URL' });
const word = (what: string) => z.string({ error: `needed: ${what}` }).regex(/^[\w.+-]{1,80}$/, what);
const seconds = z.coerce.number().min(1).max(3_600);

const shared = {
  SHOP_URL: url.default('http://web:8080'),
  SERVICE_SECRET: z
    .string({ error: 'needed: it signs the mark; the same as that of the services' })
    .min(32, '32 characters or more'),
  ENVIRONMENT: word('the environment: staging').default('local'),
  REVISION: word('the commit that was built').default('unknown'),
  SLACK_WEBHOOK_URL: url.optional(),
  NAMESPACE: z
    .string()
    .regex(/^[a-z0-9-]{1,63}$/, 'a namespace')
    .default('shopstack'),
  /** Where the verdict goes: `kubernetes`, `none`, or the path of a file. */
  RECORD: z.string().optional(),
  /** How long one call may take. */
  CALL_TIMEOUT_S: seconds.default(10),
  /** Set by Kubernetes in every pod. */
  KUBERNETES_SERVICE_HOST: z.string().optional(),
  KUBERNETES_SERVICE_PORT: z.coerce.number().int().default(443),
  /** The API without an account, for instance of `kubectl proxy`. */
  KUBERNETES_URL: url.optional(),
  SERVICE_ACCOUNT: z.string().default('/var/run/secrets/kubernetes.io/serviceaccount'),
};

/** What `buy` needs to know. */
export const BuySettings = z.object({ ...shared, TIMEOUT_S: seconds.default(120) });
export type BuySettings = z.output<typeof BuySettings>;

/** What `verify` needs to know. */
export const VerifySettings = z
  .object({
    ...shared,
    APP: z
      .string({ error: 'needed, or --app: what was rolled out' })
      .regex(/^[a-z][a-z0-9-]{0,40}$/, 'the name of an app: cart'),
    EXPECT_VERSION: word('or --version: what was rolled out, for instance 0.1.3'),
    HEALTH_URL: url.optional(),
    TIMEOUT_S: seconds.default(300),
    /** How many answers of the new version in a row count as all of them. */
    STREAK: z.coerce.number().int().min(1).max(1_000).default(10),
  })
  .transform((given) => ({ ...given, HEALTH_URL: given.HEALTH_URL ?? `http://${given.APP}:8080/health` }));
export type VerifySettings = z.output<typeof VerifySettings>;

/** The command cannot be carried out as it was given. */
export class Misuse extends Error {}

/** Reads flags over the environment; an empty variable counts as not set. Throws Misuse, naming all that is wrong. */
export function readSettings<S extends z.ZodType>(
  schema: S,
  flags: Readonly<Record<string, unknown>>,
  environment: NodeJS.ProcessEnv,
): z.output<S> {
  const given = Object.entries({ ...environment, ...flags }).filter(
    ([, value]) => value !== '' && value !== undefined,
  );
  const read = schema.safeParse(Object.fromEntries(given));
  if (read.success) return read.data;
  const wrong = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Misuse(wrong.join('\n'));
}
