import { z } from 'zod';
import { contractsOf } from './declare.ts';
import { ShownCurrency } from './exchange.ts';
import { Locale } from './locale.ts';
import { Done, Email } from './primitives.ts';
import { Password, Shopper, UserName } from './user.ts';

const { route } = contractsOf('web');

/** Who the browser is to the shop. Tokens stay in the sealed cookie. */
export const Session = z.strictObject({ shopper: Shopper.nullable() });
export type Session = z.infer<typeof Session>;

export const getSession = route('GET', '/session', {
  access: 'public',
  summary: 'Who I am',
  output: Session,
});
export const startSession = route('POST', '/session/login', {
  access: 'public',
  summary: 'Sign in; the guest cart joins the member cart',
  body: z.strictObject({ login: z.string().trim().min(1).max(254), password: z.string().min(1).max(256) }),
  output: Session,
});
export const openAccount = route('POST', '/session/register', {
  access: 'public',
  summary: 'Open an account and sign in; the guest cart comes along',
  body: z.strictObject({ name: UserName, email: Email, password: Password, locale: Locale.optional() }),
  output: Session,
  status: 201,
});
export const endSession = route('POST', '/session/logout', {
  access: 'public',
  summary: 'Sign out',
  output: Done,
});

/** How the shop looks; `system` is as the device is. */
export const Theme = z.enum(['light', 'dark', 'system']);
export type Theme = z.infer<typeof Theme>;

/** Kept in cookies of this browser; sent as a form, it leads back to `next`, in the language chosen. */
export const setPreferences = route('POST', '/preferences', {
  access: 'public',
  summary: 'Choose the language of the shop, its colours, or a currency to see beside the euro',
  body: z.strictObject({
    language: Locale.optional(),
    /** EUR for the euro alone. */
    currency: z.enum(['EUR', ...ShownCurrency.options]).optional(),
    theme: Theme.optional(),
  }),
  output: Done,
});
