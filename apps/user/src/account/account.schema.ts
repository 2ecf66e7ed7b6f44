import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { Envelope, Locale, Role, user } from '@shop/contracts';
import { SchemaTypes } from 'mongoose';

/** An account as MongoDB keeps it. A deleted one keeps its id, its `deletedAt` and what its outbox still holds. */
@Schema({ collection: 'accounts', versionKey: false, strict: 'throw', autoIndex: false, autoCreate: false })
export class AccountDocument {
  @Prop({ type: String, required: true })
  _id!: string;
  @Prop({ type: String })
  name?: string;
  /** The name as it is compared; unique. */
  @Prop({ type: String })
  nameKey?: string;
  /** Lower case; unique. */
  @Prop({ type: String })
  email?: string;
  @Prop({ type: Date })
  emailConfirmedAt?: Date;
  /** Another address, until it is confirmed. */
  @Prop({ type: String })
  newEmail?: string;
  /** What e-mails to it are written in; English without. */
  @Prop({ type: String })
  locale?: Locale;
  /** argon2id in PHC format. */
  @Prop({ type: String })
  passwordHash?: string;
  @Prop({ type: String })
  role?: Role;
  /** Whether the role is the admin's: what a version before there were roles reads, should it come back. */
  @Prop({ type: Boolean, required: true })
  admin!: boolean;
  /** Grows when sessions are ended: those of an epoch before are over, but for the kept one. */
  @Prop({ type: Number })
  sessionEpoch?: number;
  @Prop({ type: String })
  keptSession?: string;
  /** The newest first. */
  @Prop({ type: [SchemaTypes.Mixed], default: undefined })
  wishlist?: { sku: string; addedAt: Date }[];
  /** Which of its links is the current one, and the hash of the key in it while it is shared. */
  @Prop({ type: SchemaTypes.Mixed })
  wishlistShare?: { turn: number; hash?: string };
  @Prop({ type: [SchemaTypes.Mixed], required: true })
  addresses!: user.Address[];
  /** Grows with every change of the addresses, so that two at once cannot undo each other. */
  @Prop({ type: Number, required: true })
  addressesVersion!: number;
  @Prop({ type: Date, required: true })
  createdAt!: Date;
  @Prop({ type: Date })
  deletedAt?: Date;
  @Prop({ type: [SchemaTypes.Mixed], required: true })
  outbox!: Envelope[];
}

export const AccountSchema = SchemaFactory.createForClass(AccountDocument);

/** An account that has not been deleted. */
export interface Account {
  id: string;
  name: string;
  email: string;
  emailConfirmed: boolean;
  newEmail?: string;
  locale?: Locale;
  passwordHash: string;
  sessionEpoch: number;
  keptSession?: string;
  role?: Role;
  addresses: user.Address[];
  addressesVersion: number;
  createdAt: Date;
}
