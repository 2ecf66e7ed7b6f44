import { z } from 'zod';
import { clientParts, Password } from './credentials.ts';
import { contractsOf } from './declare.ts';
import { Locale } from './locale.ts';
import { Done, Email, Id, Instant } from './primitives.ts';

const { route, event } = contractsOf('user');

/** What a link in a letter holds: which letter, and a seal only the user service can make. */
const LetterToken = z.string().min(20).max(120);
const { clientAddress } = clientParts;

export const askReset = route('POST', '/password-resets', {
  access: 'service',
  summary:
    'Send the e-mail by which a forgotten password is replaced; the same answer for an unknown address',
  body: z.strictObject({ email: Email, locale: Locale.optional(), clientAddress }),
  output: Done,
});
export const resetPassword = route('POST', '/password-resets/redemption', {
  access: 'service',
  summary: 'Set a new password with the token from the e-mail; ends every session',
  body: z.strictObject({ token: LetterToken, password: Password, clientAddress }),
  output: Done,
});
export const askConfirmation = route('POST', '/profile/confirmation', {
  access: 'member',
  summary: 'Send the e-mail by which I confirm my address once more',
  output: z.strictObject({ email: Email }),
});
export const confirmEmail = route('POST', '/confirmations', {
  access: 'service',
  summary: 'Confirm an e-mail address with the token from the e-mail',
  body: z.strictObject({ token: LetterToken, clientAddress }),
  output: z.strictObject({ email: Email }),
});

/**
 * What is written to members about their accounts: the links to set a new password, to confirm the address of a new account
 * and to confirm another address, and the notices that a password was set and that another address was asked for.
 */
export const AccountLetter = z.strictObject({
  kind: z.enum(['reset', 'confirm', 'confirm-change', 'password-set', 'change-asked']),
  to: Email,
  name: z.string(),
  /** For the link; absent in notices. */
  token: LetterToken.optional(),
  expiresAt: Instant,
  /** What to write it in; English without. */
  locale: Locale.optional(),
});
export type AccountLetter = z.infer<typeof AccountLetter>;

export const getAccountLetter = route('GET', '/letters/:letterId', {
  access: 'service',
  summary: 'A letter to write now; none when there is no reason for it any more',
  params: z.strictObject({ letterId: Id }),
  output: z.strictObject({ letter: AccountLetter.nullable() }),
});

/** A letter is due. Whoever writes it asks what is in it: a token is never part of a message. */
export const letterDue = event('letter-due.v1', z.object({ letterId: Id }), ['dispatch']);
