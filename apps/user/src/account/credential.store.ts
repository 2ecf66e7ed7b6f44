import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Envelope, Problem } from '@shop/contracts';
import { OutboxRelay } from '@shop/messaging';
import { isDuplicate } from '@shop/service';
import { Model } from 'mongoose';
import { AccountDocument } from './account.schema.ts';

/** The password and the e-mail address of accounts; every change is one atomic update, with what is to be announced of it. */
@Injectable()
export class CredentialStore {
  constructor(
    @InjectModel(AccountDocument.name) private readonly accounts: Model<AccountDocument>,
    private readonly relay: OutboxRelay,
  ) {}

  /** Announces something about whoever has this address, if anybody has: as much work in either case. */
  async announce(email: string, outbox: Envelope[]): Promise<void> {
    await this.accounts.updateOne({ email }, { $push: { outbox: { $each: outbox } } });
    this.relay.wake();
  }

  /**
   * Sets the password and ends every session but `keep`, in the same write: by a new epoch, which refreshing looks at. False when the
   * epoch is not `epoch` any more: somebody else was first. Given `confirmed`, the address counts as confirmed if it is still that one.
   */
  async setPassword(
    id: string,
    passwordHash: string,
    about: { epoch: number; keep?: string | undefined; confirmed?: string; outbox: Envelope[] },
  ): Promise<boolean> {
    const { epoch, keep, confirmed, outbox } = about;
    const result = await this.accounts.updateOne(
      { _id: id, sessionEpoch: at(epoch), email: confirmed ?? { $exists: true } },
      {
        $set: {
          passwordHash,
          ...(keep === undefined ? {} : { keptSession: keep }),
          ...(confirmed === undefined ? {} : { emailConfirmedAt: new Date() }),
        },
        ...(keep === undefined ? { $unset: { keptSession: 1 as const } } : {}),
        $inc: { sessionEpoch: 1 },
        $push: { outbox: { $each: outbox } },
      },
    );
    this.relay.wake();
    return result.matchedCount === 1;
  }

  /** Ends every session but one, in one write. */
  async endSessions(id: string, keep: string | undefined): Promise<void> {
    await this.accounts.updateOne(
      { _id: id },
      {
        $inc: { sessionEpoch: 1 },
        ...(keep === undefined ? { $unset: { keptSession: 1 as const } } : { $set: { keptSession: keep } }),
      },
    );
  }

  /** Another address waits for its confirmation; none any more without one. */
  async setNewEmail(id: string, newEmail: string | undefined, outbox: Envelope[]): Promise<void> {
    const change = newEmail === undefined ? { $unset: { newEmail: 1 as const } } : { $set: { newEmail } };
    await this.accounts.updateOne(
      { _id: id, email: { $exists: true } },
      { ...change, $push: { outbox: { $each: outbox } } },
    );
    this.relay.wake();
  }

  /** The address is confirmed; false when the account has another by now. */
  async confirm(id: string, email: string): Promise<boolean> {
    const result = await this.accounts.updateOne(
      { _id: id, email },
      { $set: { emailConfirmedAt: new Date() } },
    );
    return result.matchedCount === 1;
  }

  /** The address that waited takes the place of the one before; false when it does not wait any more. Throws email_taken. */
  async confirmNew(id: string, newEmail: string): Promise<boolean> {
    try {
      const result = await this.accounts.updateOne(
        { _id: id, newEmail },
        { $set: { email: newEmail, emailConfirmedAt: new Date() }, $unset: { newEmail: 1 } },
      );
      return result.matchedCount === 1;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new Problem('email_taken');
    }
  }
}

/** Accounts from before there were epochs have none: that is the first. */
const at = (epoch: number) => (epoch === 0 ? { $in: [0, null] as number[] } : epoch);
