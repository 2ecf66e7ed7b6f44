import { hash, type Options, verify } from '@node-rs/argon2';

/** argon2id with OWASP's parameters: 19 MiB, two passes, one lane. The hashing itself runs off the main thread. */
const parameters: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const current = '$argon2id$v=19$m=19456,t=2,p=1$';

export const hashPassword = (password: string): Promise<string> =>
  hash(password.normalize('NFKC'), parameters);

let dummy: Promise<string> | undefined;

/** Whether the password fits. Without an account it works as long as with one, so that nobody can tell by the clock. */
export async function passwordFits(password: string, passwordHash: string | undefined): Promise<boolean> {
  dummy ??= hashPassword('nobody has this password');
  const fits = await verify(passwordHash ?? (await dummy), password.normalize('NFKC'));
  return fits && passwordHash !== undefined;
}

/** True when a hash was made with older parameters and should be made again at this login. */
export const isOutdated = (passwordHash: string): boolean => !passwordHash.startsWith(current);
