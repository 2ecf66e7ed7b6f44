import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Envelope, Problem, type Role, type user } from '@shop/contracts';
import { OutboxRelay } from '@shop/messaging';
import { Model } from 'mongoose';
import { AccountDocument } from '../account/account.schema.ts';
import { nameKey } from '../account/account.ts';

const TRIES = 5;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Accounts, as an admin looks at them. */
@Injectable()
export class PeopleStore {
  constructor(
    @InjectModel(AccountDocument.name) private readonly accounts: Model<AccountDocument>,
    private readonly relay: OutboxRelay,
  ) {}

  /** The newest first. */
  async list(query: {
    q?: string | undefined;
    role?: 'staff' | Role | undefined;
    page: number;
    size: number;
  }): Promise<{ items: user.Person[]; total: number }> {
    const { q, role, page, size } = query;
    const beginning = q === undefined ? undefined : { $regex: `^${escaped(nameKey(q))}` };
    const filter = {
      email: { $exists: true },
      ...(beginning === undefined ? {} : { $or: [{ email: beginning }, { nameKey: beginning }] }),
      ...(role === undefined ? {} : { role: role === 'staff' ? { $exists: true } : role }),
    };
    const [found, total] = await Promise.all([
      this.accounts
        .find(filter)
        .sort({ _id: -1 })
        .skip((page - 1) * size)
        .limit(size)
        .lean<AccountDocument[]>(),
      this.accounts.countDocuments(filter),
    ]);
    return { items: found.map(toPerson), total };
  }

  /** Gives an account a role, or none; `announce` is told which it had. The same again changes nothing. */
  async setRole(
    id: string,
    after: Role | null,
    announce: (person: user.Person) => Envelope,
  ): Promise<user.Person> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const found = await this.accounts
        .findOne({ _id: id, email: { $exists: true } })
        .lean<AccountDocument>();
      if (found === null) throw new Problem('account_not_found');
      const before = toPerson(found);
      if ((before.role ?? null) === after) return before;
      const result = await this.accounts.updateOne(
        { _id: id, role: before.role ?? { $exists: false } },
        {
          $set: { admin: after === 'admin', ...(after === null ? {} : { role: after }) },
          ...(after === null ? { $unset: { role: 1 as const } } : {}),
          $push: { outbox: announce(before) },
        },
      );
      if (result.matchedCount === 1) {
        this.relay.wake();
        const { role: _, ...person } = before;
        return after === null ? person : { ...person, role: after };
      }
    }
    throw new Problem('service_unavailable', { detail: 'The account is being changed too often at once.' });
  }
}

const toPerson = (found: AccountDocument): user.Person => ({
  id: found._id,
  name: found.name ?? '',
  email: found.email ?? '',
  emailConfirmed: found.emailConfirmedAt !== undefined,
  ...(found.role === undefined ? {} : { role: found.role }),
  createdAt: found.createdAt.toISOString(),
});
