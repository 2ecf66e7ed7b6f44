import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type dispatch, personOf, type user } from '@shop/contracts';
import { Model } from 'mongoose';
import { v7 as uuid } from 'uuid';
import { AuditDocument } from './audit.schema.ts';

/** An act, before it gets its id and its time. */
export type Act = Pick<dispatch.AuditEntry, 'what' | 'subject' | 'facts'> & { reason?: string | undefined };

/** What admins did, in MongoDB. It has a way in and a way to be read, and no way to be changed. */
@Injectable()
export class AuditStore {
  constructor(@InjectModel(AuditDocument.name) private readonly entries: Model<AuditDocument>) {}

  /** Writes down what an admin does: before it is done where that destroys something. */
  async add(admin: user.Shopper, acts: readonly Act[]): Promise<void> {
    if (acts.length === 0) return;
    const who = personOf(admin);
    const at = new Date();
    const documents = acts.map((act) => ({ _id: uuid(), at, who, ...act }));
    await this.entries.collection.insertMany(documents as never[], { ignoreUndefined: true });
  }

  /** Writes down what was done elsewhere, once, however often it is told. */
  async note({ id, at, ...entry }: dispatch.AuditEntry): Promise<void> {
    const fields = { at: new Date(at), ...entry };
    await this.entries.collection.updateOne(
      { _id: id as never },
      { $setOnInsert: fields },
      { upsert: true, ignoreUndefined: true },
    );
  }

  /** The newest first. */
  async list(
    filter: { what?: dispatch.AuditEntry['what']; subject?: string },
    { page, size }: { page: number; size: number },
  ): Promise<{ items: dispatch.AuditEntry[]; total: number }> {
    const [found, total] = await Promise.all([
      this.entries
        .find(filter)
        .sort({ _id: -1 })
        .skip((page - 1) * size)
        .limit(size)
        .lean<AuditDocument[]>(),
      this.entries.countDocuments(filter),
    ]);
    const items = found.map(({ _id, at, reason, ...entry }) => ({
      id: _id,
      at: at.toISOString(),
      ...entry,
      ...(reason === undefined ? {} : { reason }),
    }));
    return { items, total };
  }
}
