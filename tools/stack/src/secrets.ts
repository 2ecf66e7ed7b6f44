import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const names = [
  'serviceSecret',
  'tokenSecret',
  'quoteSecret',
  'accessSecret',
  'sessionSecret',
  'shippingPassword',
  'ratingsPassword',
  'worldpayWebhookSecret',
  'stripeWebhookSecret',
] as const;

/** What the services of one folder's stack keep from others: made once, 43 characters each. */
export type Secrets = Readonly<Record<(typeof names)[number], string>>;

/** Reads the folder's secrets, making those that are not there yet. The file is readable by its owner alone. */
export function secretsOf(folder: string): Secrets {
  const file = join(folder, 'secrets.json');
  const kept = read(file);
  const missing = names.filter((name) => kept[name] === undefined);
  if (missing.length > 0) {
    for (const name of missing) kept[name] = randomBytes(32).toString('base64url');
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, `${JSON.stringify(kept, undefined, 2)}\n`, { mode: 0o600 });
  }
  return kept as Secrets;
}

function read(file: string): Record<string, string> {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}
