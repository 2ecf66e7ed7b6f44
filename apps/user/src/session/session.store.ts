import { Injectable } from '@nestjs/common';
import { InjectModel, Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { user } from '@shop/contracts';
import { Model } from 'mongoose';
import type { Session } from './refresh.ts';

/** A sign-in, of a guest or a member, on one browser. Removed by its TTL index after `expiresAt`. */
@Schema({ collection: 'sessions', versionKey: false, strict: 'throw', autoIndex: false, autoCreate: false })
export class SessionDocument {
  @Prop({ type: String, required: true })
  _id!: string;
  @Prop({ type: String, required: true })
  shopperId!: string;
  @Prop({ type: String, required: true })
  kind!: user.Shopper['kind'];
  @Prop({ type: Number, required: true })
  turn!: number;
  @Prop({ type: Date, required: true })
  rotatedAt!: Date;
  @Prop({ type: Date, required: true })
  expiresAt!: Date;
  @Prop({ type: Date })
  endedAt?: Date;
  /** The account's session epoch when it began; the first where there is none. */
  @Prop({ type: Number })
  epoch?: number;
  /** As its owner is told. Sessions from before have the two in one phrase, `device`. */
  @Prop({ type: String })
  browser?: string;
  @Prop({ type: String })
  system?: string;
  @Prop({ type: String })
  device?: string;
  @Prop({ type: String })
  network?: string;
}
export const SessionSchema = SchemaFactory.createForClass(SessionDocument);

export type StoredSession = Session & {
  shopperId: string;
  kind: user.Shopper['kind'];
  epoch?: number;
  browser?: string;
  system?: string;
  device?: string;
  network?: string;
};

/** The most sessions that a list shows. */
const MOST_SHOWN = 100;

@Injectable()
export class SessionStore {
  constructor(@InjectModel(SessionDocument.name) private readonly sessions: Model<SessionDocument>) {}

  async create({ id, ...session }: StoredSession): Promise<void> {
    await this.sessions.collection.insertOne({ _id: id, ...session } as never);
  }

  async byId(id: string): Promise<StoredSession | undefined> {
    const found = await this.sessions.findById(id).lean<SessionDocument>();
    if (found === null) return undefined;
    const { _id, ...session } = found;
    return { id: _id, ...session };
  }

  /** Moves on from `turn`; false when another request did so first. */
  async rotate(id: string, turn: number, rotatedAt: Date, expiresAt: Date): Promise<boolean> {
    const result = await this.sessions.updateOne(
      { _id: id, turn, endedAt: { $exists: false } },
      { $set: { rotatedAt, expiresAt }, $inc: { turn: 1 } },
    );
    return result.modifiedCount === 1;
  }

  /** The sessions of a member that have not ended, the last used first. */
  async open(shopperId: string, now: Date): Promise<StoredSession[]> {
    const found = await this.sessions
      .find({ shopperId, endedAt: { $exists: false }, expiresAt: { $gt: now } })
      .sort({ rotatedAt: -1 })
      .limit(MOST_SHOWN)
      .lean<SessionDocument[]>();
    return found.map(({ _id, ...session }) => ({ id: _id, ...session }));
  }

  /** Ends one session of a member; false when there is none such. */
  async endOwn(shopperId: string, id: string, at: Date): Promise<boolean> {
    const result = await this.sessions.updateOne(
      { _id: id, shopperId, endedAt: { $exists: false } },
      { $set: { endedAt: at } },
    );
    return result.matchedCount === 1;
  }

  async end(id: string, at: Date): Promise<void> {
    await this.sessions.updateOne({ _id: id, endedAt: { $exists: false } }, { $set: { endedAt: at } });
  }

  async endAll(shopperId: string, at: Date, except?: string): Promise<void> {
    const others = except === undefined ? {} : { _id: { $ne: except } };
    await this.sessions.updateMany(
      { shopperId, endedAt: { $exists: false }, ...others },
      { $set: { endedAt: at } },
    );
  }
}
