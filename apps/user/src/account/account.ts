import type { Role, user } from '@shop/contracts';

/** The most addresses an account keeps. */
export const MAX_ADDRESSES = 20;

/** Who an account's tokens speak for. */
export const shopperOf = ({ id, name, role }: { id: string; name: string; role?: Role }): user.Shopper => ({
  id,
  kind: 'member',
  name,
  ...(role === undefined ? {} : { role }),
});

/** Names and e-mail addresses are compared without case or composed-letter differences. */
export const nameKey = (name: string): string => name.trim().normalize('NFKC').toLowerCase();

const keyboardRuns = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'abcdefghijklmnopqrstuvwxyz', '01234567890'];
const commonWords = [
  'password',
  'passw0rd',
  'iloveyou',
  'princess',
  'football',
  'baseball',
  'sunshine',
  'superman',
  'trustno1',
  'welcome',
  'letmein',
  'dragon',
  'monkey',
  'master',
  'shadow',
  'michael',
  'jennifer',
  'computer',
  'internet',
  'starwars',
  'whatever',
  'changeme',
  'administrator',
  'shopstack',
];

/**
 * True for passwords among the first anybody would guess: one repeated letter, a run of the keyboard, a common word
 * with digits around it, or the account's own name or e-mail address.
 */
export function isGuessable(password: string, about: { name: string; email: string }): boolean {
  const plain = password.normalize('NFKC').toLowerCase();
  const letters = plain.replace(/^[\d\W_]+|[\d\W_]+$/g, '');
  if (new Set(plain).size < 3) return true;
  if (commonWords.includes(letters)) return true;
  const own = [nameKey(about.name), about.email.toLowerCase(), about.email.split('@')[0]?.toLowerCase()];
  if (own.includes(plain)) return true;
  return keyboardRuns.some((run) => run.includes(plain) || [...run].reverse().join('').includes(plain));
}

/**
 * The addresses with one put in or changed: exactly one is the default while there is any.
 */
export function withAddress(addresses: user.Address[], changed: user.Address): user.Address[] {
  const known = addresses.some(({ id }) => id === changed.id);
  const next = known
    ? addresses.map((address) => (address.id === changed.id ? changed : address))
    : [...addresses, changed];
  return withOneDefault(next, changed.isDefault ? changed.id : undefined);
}

/** The addresses without one; another becomes the default when that was. */
export function withoutAddress(addresses: user.Address[], id: string): user.Address[] {
  return withOneDefault(addresses.filter((address) => address.id !== id));
}

function withOneDefault(addresses: user.Address[], wanted?: string): user.Address[] {
  const chosen = wanted ?? addresses.find(({ isDefault }) => isDefault)?.id ?? addresses[0]?.id;
  return addresses.map((address) => ({ ...address, isDefault: address.id === chosen }));
}
