import type { Locale, user } from '@shop/contracts';

export type LetterKind = user.AccountLetter['kind'];

/** A letter to a member, as it is stored. */
export interface Letter {
  id: string;
  kind: LetterKind;
  /** Where it goes. */
  email: string;
  /** Absent where a password is to be reset and nobody has this address. */
  accountId?: string;
  /** The account's session epoch when it was asked for: a link to reset a password ends with it. */
  epoch: number;
  expiresAt: Date;
  /** What to write it in; English without. */
  locale?: Locale;
}

/** What a letter's use depends on. */
interface About {
  email: string;
  emailConfirmed: boolean;
  newEmail?: string;
  sessionEpoch: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How long the link of a letter opens something; a notice is given up when it could not be sent for so long. */
const lives: Record<LetterKind, number> = {
  reset: 30 * MINUTE_MS,
  confirm: DAY_MS,
  'confirm-change': DAY_MS,
  'password-set': DAY_MS,
  'change-asked': DAY_MS,
};

export const newLetter = (
  kind: LetterKind,
  email: string,
  account: { id: string; sessionEpoch: number; locale?: Locale } | undefined,
  { id, now }: { id: string; now: Date },
): Letter => ({
  id,
  kind,
  email,
  ...(account === undefined ? {} : { accountId: account.id }),
  epoch: account?.sessionEpoch ?? 0,
  expiresAt: new Date(now.getTime() + lives[kind]),
  ...(account?.locale === undefined ? {} : { locale: account.locale }),
});

/** Whether a letter has still something to say to the account it is about. */
export function isStillDue({ kind, email, epoch }: Letter, account: About): boolean {
  if (kind === 'reset') return account.email === email && account.sessionEpoch === epoch;
  if (kind === 'confirm') return account.email === email && !account.emailConfirmed;
  if (kind === 'confirm-change') return account.newEmail === email;
  return true;
}

export const hasLink = (kind: LetterKind): boolean => kind !== 'password-set' && kind !== 'change-asked';
