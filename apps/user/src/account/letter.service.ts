import { Injectable } from '@nestjs/common';
import { type CallInput, done, type Envelope, type Locale, Problem, user } from '@shop/contracts';
import { envelope } from '@shop/messaging';
import { failpoint } from '@shop/service';
import { v7 as uuid } from 'uuid';
import { NewsletterStore } from '../newsletter/newsletter.store.ts';
import { SessionService } from '../session/session.service.ts';
import { Throttle } from '../session/throttle.store.ts';
import type { Account } from './account.schema.ts';
import { AccountStore } from './account.store.ts';
import { isGuessable } from './account.ts';
import { CredentialStore } from './credential.store.ts';
import { LetterStore } from './letter.store.ts';
import { hasLink, isStillDue, type Letter, type LetterKind, newLetter } from './letter.ts';
import { LetterTokens } from './letter-tokens.ts';
import { hashPassword } from './passwords.ts';

type Reset = CallInput<typeof user.resetPassword>['body'];

/** What is written to members about their accounts, and what the links in it do. */
@Injectable()
export class LetterService {
  constructor(
    private readonly accounts: AccountStore,
    private readonly credentials: CredentialStore,
    private readonly letters: LetterStore,
    private readonly tokens: LetterTokens,
    private readonly sessions: SessionService,
    private readonly newsletter: NewsletterStore,
    private readonly throttle: Throttle,
  ) {}

  /** Stores a letter and gives what announces it: to be stored with the change it is about. */
  async prepare(
    kind: LetterKind,
    email: string,
    account?: { id: string; sessionEpoch: number; locale?: Locale },
  ): Promise<Envelope> {
    const letter = newLetter(kind, email, account, { id: uuid(), now: new Date() });
    await failpoint('letter.before-store');
    await this.letters.add(letter);
    await failpoint('letter.after-store');
    return envelope(user.letterDue, { letterId: letter.id });
  }

  /** The same answer, after the same work, whether somebody has this address or nobody. */
  async askReset({
    email,
    locale,
    clientAddress,
  }: CallInput<typeof user.askReset>['body']): Promise<typeof done> {
    await this.throttle.begin(`reset|${email}`, clientAddress);
    const account = await this.accounts.byLogin(email);
    await this.credentials.announce(email, [
      await this.prepare('reset', email, account && { ...account, ...(locale && { locale }) }),
    ]);
    await failpoint('letter.after-announce');
    return done;
  }

  async resetPassword({ token, password }: Reset): Promise<typeof done> {
    const { letter, account } = await this.opened(token, ['reset']);
    if (isGuessable(password, account)) throw new Problem('password_too_common');
    const notice = await this.prepare('password-set', account.email, account);
    await failpoint('letter.before-set-password');
    const set = await this.credentials.setPassword(account.id, await hashPassword(password), {
      epoch: letter.epoch,
      confirmed: letter.email,
      outbox: [notice],
    });
    if (!set) throw new Problem('link_expired');
    await failpoint('letter.after-set-password');
    await this.sessions.endAll(account.id);
    await this.throttle.forgive(account.name, account.email);
    return done;
  }

  async askConfirmation(shopper: user.Shopper): Promise<{ email: string }> {
    await this.throttle.begin(`confirm|${shopper.id}`);
    const account = await this.accounts.byId(shopper.id);
    if (account === undefined) throw new Problem('account_not_found');
    const { email, newEmail, emailConfirmed } = account;
    const to = newEmail ?? email;
    if (newEmail !== undefined || !emailConfirmed) {
      const kind = newEmail === undefined ? 'confirm' : 'confirm-change';
      await this.credentials.announce(email, [await this.prepare(kind, to, account)]);
    }
    return { email: to };
  }

  /** A link that was opened before says so once more that the address is confirmed. */
  async confirmEmail(token: string): Promise<{ email: string }> {
    const { letter, account } = await this.opened(token, ['confirm', 'confirm-change']);
    const { email } = letter;
    if (account.email === email && account.emailConfirmed) return { email };
    await failpoint('letter.before-confirm');
    if (!(await this.confirm(letter.kind, account, email))) throw new Problem('link_expired');
    await failpoint('letter.after-confirm');
    return { email };
  }

  /** The newsletter goes first: a link that was opened in vain is opened again, one that has done its work changes nothing more. */
  private async confirm(kind: LetterKind, account: Account, email: string): Promise<boolean> {
    if (kind === 'confirm') return this.credentials.confirm(account.id, email);
    if (account.newEmail !== email) return false;
    if (await this.newsletter.has(account.email)) {
      await this.newsletter.add(email, account.locale);
      await this.newsletter.remove(account.email);
    }
    return this.credentials.confirmNew(account.id, email);
  }

  /** Asks for another address: the link goes there, a notice to the one there was. Throws email_taken. */
  async changeEmail(account: Account, email: string): Promise<void> {
    if (email === account.newEmail) return;
    if (email === account.email) {
      if (account.newEmail !== undefined) await this.credentials.setNewEmail(account.id, undefined, []);
      return;
    }
    if ((await this.accounts.byLogin(email)) !== undefined) throw new Problem('email_taken');
    await this.throttle.begin(`confirm|${account.id}`);
    const letters = await Promise.all([
      this.prepare('confirm-change', email, account),
      this.prepare('change-asked', account.email, account),
    ]);
    await this.credentials.setNewEmail(account.id, email, letters);
  }

  /** What to write now. Nothing, when the letter is too old, or what it is about is over. */
  async toWrite(letterId: string): Promise<{ letter: user.AccountLetter | null }> {
    const letter = await this.letters.byId(letterId);
    const account = letter && (await this.about(letter));
    if (letter === undefined || account === undefined || !isStillDue(letter, account))
      return { letter: null };
    const { kind, email: to, expiresAt, locale } = letter;
    const link = hasLink(kind) ? { token: this.tokens.make(letter.id) } : {};
    const spoken = locale === undefined ? {} : { locale };
    return {
      letter: { kind, to, name: account.name, ...link, expiresAt: expiresAt.toISOString(), ...spoken },
    };
  }

  /** The letter of a token and the account it is about. Throws link_expired. */
  private async opened(token: string, kinds: LetterKind[]): Promise<{ letter: Letter; account: Account }> {
    const letterId = this.tokens.read(token);
    const letter = letterId === undefined ? undefined : await this.letters.byId(letterId);
    const account = letter && (await this.about(letter));
    if (letter === undefined || account === undefined || !kinds.includes(letter.kind))
      throw new Problem('link_expired');
    return { letter, account };
  }

  private about({ accountId }: Letter): Promise<Account | undefined> | undefined {
    return accountId === undefined ? undefined : this.accounts.byId(accountId);
  }
}
