import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Envelope, Problem, type user } from '@shop/contracts';
import { mongoOutbox, OutboxRelay } from '@shop/messaging';
import { Model } from 'mongoose';
import { type Account, AccountDocument } from './account.schema.ts';
import { nameKey } from './account.ts';

const DUPLICATE_KEY = 11000;
const TRIES = 10;

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
  async create(account: Omit<Account, 'addresses' | 'addressesVersion'>, outbox: Envelope[]): Promise<void> {
    const { id, ...rest } = account;
    const document: AccountDocument = {
      _id: id,
      ...rest,
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

  async rename(
    id: string,
    change: { name?: string | undefined; email?: string | undefined },
  ): Promise<Account | undefined> {
    const set: Partial<AccountDocument> = {};
    if (change.name !== undefined) Object.assign(set, { name: change.name, nameKey: nameKey(change.name) });
    if (change.email !== undefined) set.email = change.email;
    if (Object.keys(set).length > 0) {
      await this.unique(() => this.accounts.updateOne({ _id: id, email: { $exists: true } }, { $set: set }));
    }
    return this.byId(id);
  }

  async setPassword(id: string, passwordHash: string): Promise<void> {
    await this.accounts.updateOne({ _id: id, email: { $exists: true } }, { $set: { passwordHash } });
  }

  /** Everything personal goes; the id stays until the event about it is out. */
  async delete(id: string, at: Date, outbox: Envelope[]): Promise<void> {
    await this.accounts.updateOne(
      { _id: id, email: { $exists: true } },
      {
        $set: { deletedAt: at, addresses: [], admin: false },
        $unset: { name: 1, nameKey: 1, role: 1, email: 1, passwordHash: 1 },
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
      role,
      addresses,
      addressesVersion,
      createdAt,
    } = found;
    return {
      id: _id,
      name,
      email,
      passwordHash,
      ...(role === undefined ? {} : { role }),
      addresses,
      addressesVersion,
      createdAt,
    };
  }

  private async unique(write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === DUPLICATE_KEY)) throw error;
      throw new Problem(error.message.includes('email') ? 'email_taken' : 'name_taken');
    }
  }
}
