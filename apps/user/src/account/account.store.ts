import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Envelope, Problem, type user } from '@shop/contracts';
import { mongoOutbox, OutboxRelay } from '@shop/messaging';
import { isDuplicate } from '@shop/service';
import { Model } from 'mongoose';
import { type Account, AccountDocument } from './account.schema.ts';
import { nameKey } from './account.ts';

const TRIES = 10;

type NewAccount = Pick<
  Account,
  'id' | 'name' | 'email' | 'locale' | 'emailConfirmed' | 'passwordHash' | 'role' | 'createdAt'
>;

/** Accounts in MongoDB; every change is one atomic update of one document. */
@Injectable()
export class AccountStore {
  constructor(
    @InjectModel(AccountDocument.name) private readonly accounts: Model<AccountDocument>,
    private readonly relay: OutboxRelay,
  ) {}

  /** Begins to send what the outbox holds; once the store is there. */
  startRelay(): void {
    this.relay.add(mongoOutbox(this.accounts.collection, this.accounts.db.collection('leases'), 'accounts'));
  }

  /** Throws name_taken or email_taken. */
  async create(account: NewAccount, outbox: Envelope[]): Promise<void> {
    const { id, emailConfirmed, ...rest } = account;
    const document: AccountDocument = {
      _id: id,
      ...rest,
      ...(emailConfirmed ? { emailConfirmedAt: account.createdAt } : {}),
      nameKey: nameKey(account.name),
      admin: account.role === 'admin',
      addresses: [],
      addressesVersion: 0,
      outbox,
    };
    await this.unique(() => this.accounts.collection.insertOne(document as never));
    this.relay.wake();
  }

  async byId(id: string): Promise<Account | undefined> {
    return this.one({ _id: id });
  }

  /** By user name or e-mail address, however it is capitalised. */
  async byLogin(login: string): Promise<Account | undefined> {
    return this.one(login.includes('@') ? { email: login.toLowerCase() } : { nameKey: nameKey(login) });
  }

  /** Throws name_taken. */
  async rename(id: string, name: string): Promise<void> {
    const set = { name, nameKey: nameKey(name) };
    await this.unique(() => this.accounts.updateOne({ _id: id, email: { $exists: true } }, { $set: set }));
  }

  /** The same password, hashed anew. */
  async rehash(id: string, passwordHash: string): Promise<void> {
    await this.accounts.updateOne({ _id: id, email: { $exists: true } }, { $set: { passwordHash } });
  }

  /** Everything personal goes; the id stays until the event about it is out. */
  async delete(id: string, at: Date, outbox: Envelope[]): Promise<void> {
    await this.accounts.updateOne(
      { _id: id, email: { $exists: true } },
      {
        $set: { deletedAt: at, addresses: [], admin: false },
        $unset: {
          name: 1,
          nameKey: 1,
          role: 1,
          email: 1,
          emailConfirmedAt: 1,
          newEmail: 1,
          locale: 1,
          passwordHash: 1,
          keptSession: 1,
          wishlist: 1,
          wishlistShare: 1,
        },
        $push: { outbox: { $each: outbox } },
      },
    );
    this.relay.wake();
  }

  /** Changes the addresses by a pure function; tried again when another change came between. */
  async changeAddresses(
    id: string,
    change: (addresses: user.Address[]) => user.Address[],
  ): Promise<user.Address[]> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const account = await this.byId(id);
      if (account === undefined) throw new Problem('account_not_found');
      const addresses = change(account.addresses);
      const result = await this.accounts.updateOne(
        { _id: id, addressesVersion: account.addressesVersion },
        { $set: { addresses }, $inc: { addressesVersion: 1 } },
      );
      if (result.matchedCount === 1) return addresses;
    }
    throw new Problem('service_unavailable', { detail: 'The account is being changed too often at once.' });
  }

  private async one(filter: {
    _id?: string;
    email?: string;
    nameKey?: string;
  }): Promise<Account | undefined> {
    const found = await this.accounts.findOne(filter).lean<AccountDocument>();
    if (found === null || found.deletedAt !== undefined) return undefined;
    const {
      _id,
      name = '',
      email = '',
      passwordHash = '',
      sessionEpoch = 0,
      role,
      newEmail,
      locale,
      keptSession,
    } = found;
    const { addresses, addressesVersion, createdAt } = found;
    return {
      id: _id,
      name,
      email,
      emailConfirmed: found.emailConfirmedAt !== undefined,
      passwordHash,
      sessionEpoch,
      addresses,
      addressesVersion,
      createdAt,
      ...(role === undefined ? {} : { role }),
      ...(newEmail === undefined ? {} : { newEmail }),
      ...(locale === undefined ? {} : { locale }),
      ...(keptSession === undefined ? {} : { keptSession }),
    };
  }

  private async unique(write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new Problem(error.message.includes('email') ? 'email_taken' : 'name_taken');
    }
  }
}
