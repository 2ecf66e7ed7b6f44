import { Injectable } from '@nestjs/common';
import type { SignedInShopper } from '@shop/auth';
import { type CallInput, done, type Input, Problem, user } from '@shop/contracts';
import { envelope } from '@shop/messaging';
import { v7 as uuid } from 'uuid';
import { NewsletterStore } from '../newsletter/newsletter.store.ts';
import { SessionService } from '../session/session.service.ts';
import { Throttle } from '../session/throttle.store.ts';
import type { Account } from './account.schema.ts';
import { AccountStore } from './account.store.ts';
import { isGuessable, MAX_ADDRESSES, shopperOf, withAddress, withoutAddress } from './account.ts';
import { CredentialStore } from './credential.store.ts';
import { LetterService } from './letter.service.ts';
import { LetterStore } from './letter.store.ts';
import { hashPassword, isOutdated, passwordFits } from './passwords.ts';

type Registration = CallInput<typeof user.register>['body'];
type Login = CallInput<typeof user.login>['body'];
type ProfileChange = Input<typeof user.updateProfile>['body'];
type AddressInput = Omit<user.Address, 'id'>;

@Injectable()
export class AccountService {
  constructor(
    private readonly accounts: AccountStore,
    private readonly credentials: CredentialStore,
    private readonly letters: LetterService,
    private readonly stored: LetterStore,
    private readonly sessions: SessionService,
    private readonly newsletter: NewsletterStore,
    private readonly throttle: Throttle,
  ) {}

  async register({ name, email, password, locale, ...client }: Registration): Promise<user.TokenSet> {
    if (isGuessable(password, { name, email })) throw new Problem('password_too_common');
    const id = uuid();
    const passwordHash = await hashPassword(password);
    const spoken = locale === undefined ? {} : { locale };
    const createdAt = new Date();
    const account = { id, name, email, ...spoken, emailConfirmed: false, passwordHash, createdAt };
    await this.accounts.create(account, [
      envelope(user.registered, { accountId: id }),
      await this.letters.prepare('confirm', email, { id, sessionEpoch: 0, ...spoken }),
    ]);
    return this.sessions.start(shopperOf(account), 0, client);
  }

  /** The same answer, after the same work, whether the account is unknown or the password wrong. */
  async login({ login, password, ...client }: Login): Promise<user.TokenSet> {
    const attempt = await this.throttle.begin(login, client.clientAddress);
    const account = await this.accounts.byLogin(login);
    if (!(await passwordFits(password, account?.passwordHash)) || account === undefined) {
      throw new Problem('wrong_credentials');
    }
    await attempt.succeeded();
    if (isOutdated(account.passwordHash))
      await this.accounts.rehash(account.id, await hashPassword(password));
    return this.sessions.start(shopperOf(account), account.sessionEpoch, client);
  }

  async profile(shopper: user.Shopper): Promise<user.Profile> {
    return this.toProfile(await this.mine(shopper));
  }

  /** Another e-mail address counts once it is confirmed; everything else does at once. */
  async update(shopper: user.Shopper, { name, email, newsletter }: ProfileChange): Promise<user.Profile> {
    const account = await this.mine(shopper);
    if (email !== undefined) await this.letters.changeEmail(account, email);
    if (name !== undefined && name !== account.name) await this.accounts.rename(account.id, name);
    if (newsletter === true) await this.newsletter.add(account.email, account.locale);
    if (newsletter === false) await this.newsletter.remove(account.email);
    return this.profile(shopper);
  }

  async changePassword(
    shopper: SignedInShopper,
    { current, next }: { current: string; next: string },
  ): Promise<typeof done> {
    const account = await this.confirmed(shopper, current);
    if (isGuessable(next, account)) throw new Problem('password_too_common');
    const changed = await this.credentials.setPassword(account.id, await hashPassword(next), {
      epoch: account.sessionEpoch,
      keep: shopper.sessionId,
      outbox: [await this.letters.prepare('password-set', account.email, account)],
    });
    // Somebody else set another one in the meantime.
    if (!changed) throw new Problem('wrong_password');
    await this.sessions.endAll(account.id, shopper.sessionId);
    return done;
  }

  async delete(shopper: user.Shopper, password: string): Promise<typeof done> {
    const account = await this.confirmed(shopper, password);
    await this.newsletter.remove(account.email);
    await this.stored.forget(account.id);
    await this.accounts.delete(account.id, new Date(), [envelope(user.deleted, { accountId: account.id })]);
    await this.sessions.endAll(account.id);
    return done;
  }

  async addresses(shopper: user.Shopper): Promise<{ items: user.Address[] }> {
    return { items: (await this.mine(shopper)).addresses };
  }

  async addAddress(shopper: user.Shopper, input: AddressInput): Promise<user.Address> {
    const id = uuid();
    const addresses = await this.accounts.changeAddresses(shopper.id, (known) => {
      if (known.length >= MAX_ADDRESSES) throw new Problem('too_many_addresses');
      return withAddress(known, { id, ...input });
    });
    return one(addresses, id);
  }

  async changeAddress(shopper: user.Shopper, id: string, input: AddressInput): Promise<user.Address> {
    const addresses = await this.accounts.changeAddresses(shopper.id, (known) => {
      one(known, id);
      return withAddress(known, { id, ...input });
    });
    return one(addresses, id);
  }

  async deleteAddress(shopper: user.Shopper, id: string): Promise<typeof done> {
    await this.accounts.changeAddresses(shopper.id, (known) => {
      one(known, id);
      return withoutAddress(known, id);
    });
    return done;
  }

  private async mine(shopper: user.Shopper): Promise<Account> {
    const account = await this.accounts.byId(shopper.id);
    if (account === undefined) throw new Problem('account_not_found');
    return account;
  }

  private async confirmed(shopper: user.Shopper, password: string): Promise<Account> {
    const attempt = await this.throttle.begin(shopper.id);
    const account = await this.mine(shopper);
    if (!(await passwordFits(password, account.passwordHash))) throw new Problem('wrong_password');
    await attempt.succeeded();
    return account;
  }

  private async toProfile({ id, name, email, createdAt, ...account }: Account): Promise<user.Profile> {
    const { emailConfirmed, newEmail, role } = account;
    return {
      id,
      name,
      email,
      emailConfirmed,
      ...(newEmail === undefined ? {} : { newEmail }),
      ...(role === undefined ? {} : { role }),
      newsletter: await this.newsletter.has(email),
      createdAt: createdAt.toISOString(),
    };
  }
}

function one(addresses: user.Address[], id: string): user.Address {
  const address = addresses.find((candidate) => candidate.id === id);
  if (address === undefined) throw new Problem('address_not_found');
  return address;
}
