import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { isDuplicate } from '@shop/service';
import { Model } from 'mongoose';
import type { StoryMail } from '../operations/story.ts';
import { MailDocument, type MailOutcome, type MailTask } from './mail.schema.ts';

/** How long one worker may be at a mail before another takes it over; longer than every limit of sending. */
const LEASE_MS = 90_000;
const ERROR_LENGTH = 300;

export interface Mail {
  id: string;
  task: MailTask;
  /** Tries so far, this one included. */
  attempts: number;
}

/** E-mails in MongoDB, from the moment they are due until they are long sent. */
@Injectable()
export class MailStore {
  constructor(@InjectModel(MailDocument.name) private readonly mails: Model<MailDocument>) {}

  /** Stores mails to be sent now; those that are there already, sent or not, stay as they are. */
  async add(mails: { id: string; task: MailTask }[]): Promise<void> {
    if (mails.length === 0) return;
    const dueAt = new Date();
    const documents = mails.map(({ id, task }) => ({ _id: id, task, attempts: 0, dueAt }));
    try {
      await this.mails.collection.insertMany(documents as never[], { ordered: false });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
  }

  /** Takes the next mail that is due, for a while. */
  async take(): Promise<Mail | undefined> {
    const now = Date.now();
    const found = await this.mails
      .findOneAndUpdate(
        { dueAt: { $lte: new Date(now) } },
        { $set: { dueAt: new Date(now + LEASE_MS) }, $inc: { attempts: 1 } },
        { sort: { dueAt: 1 }, returnDocument: 'after' },
      )
      .lean<MailDocument>();
    return found === null
      ? undefined
      : { id: found._id, task: found.task as MailTask, attempts: found.attempts };
  }

  /** The mails about an order, sent or not. */
  async aboutOrder(orderId: string): Promise<StoryMail[]> {
    // Their ids begin with the order's, and a dot.
    const found = await this.mails
      .find({ _id: { $gt: `${orderId}.`, $lt: `${orderId}/` } })
      .lean<MailDocument[]>();
    return found.map(({ task, attempts, dueAt, settledAt, outcome, error }) => ({
      kind: task.kind,
      attempts,
      dueAt,
      settledAt,
      outcome,
      error,
    }));
  }

  /** It is done with; who it went to is not kept. */
  async settle({ id, attempts, task }: Mail, outcome: MailOutcome, error?: string): Promise<void> {
    await this.mails.updateOne(
      { _id: id, attempts },
      {
        $set: {
          settledAt: new Date(),
          outcome,
          task: { kind: task.kind },
          ...(error === undefined ? {} : { error: error.slice(0, ERROR_LENGTH) }),
        },
        $unset: { dueAt: 1 },
      },
    );
  }

  /** It did not go: to be tried again then. */
  async postpone({ id, attempts }: Mail, until: Date, error: string): Promise<void> {
    await this.mails.updateOne(
      { _id: id, attempts },
      { $set: { dueAt: until, error: error.slice(0, ERROR_LENGTH) } },
    );
  }

  /** An announcement goes on with who comes after this token, when what was due before has its turn. */
  async goOn({ id, attempts }: Mail, after: string): Promise<void> {
    await this.mails.updateOne(
      { _id: id, attempts },
      { $set: { 'task.after': after, dueAt: new Date(), attempts: 0 } },
    );
  }
}
