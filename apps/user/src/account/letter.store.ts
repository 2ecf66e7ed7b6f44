import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import type { Letter } from './letter.ts';

type StoredLetter = Omit<Letter, 'id'> & { _id: string };

/** Letters to members in MongoDB: why they were written, and until when they count. Removed by a TTL index. */
@Injectable()
export class LetterStore {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  async add({ id, ...letter }: Letter): Promise<void> {
    await this.collection().insertOne({ _id: id, ...letter });
  }

  /** A letter that still counts. */
  async byId(id: string): Promise<Letter | undefined> {
    const found = await this.collection().findOne({ _id: id, expiresAt: { $gt: new Date() } });
    if (found === null) return undefined;
    const { _id, ...letter } = found;
    return { id: _id, ...letter };
  }

  async forget(accountId: string): Promise<void> {
    await this.collection().deleteMany({ accountId });
  }

  private collection() {
    return this.connection.collection<StoredLetter>('letters');
  }
}
