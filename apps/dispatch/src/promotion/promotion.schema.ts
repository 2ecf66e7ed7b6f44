import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { Envelope } from '@shop/contracts';
import { SchemaTypes } from 'mongoose';
import type { Terms } from './rules/standing.ts';

const { Mixed } = SchemaTypes;
const options = {
  versionKey: false,
  strict: 'throw',
  autoIndex: false,
  autoCreate: false,
  minimize: false,
} as const;

/** A promotion. How often it is used is not kept here: its uses are counted. */
@Schema({ collection: 'promotions', ...options })
export class PromotionDocument implements Terms {
  @Prop({ type: String, required: true })
  _id!: string;
  /** Unique, in capitals. */
  @Prop({ type: String, required: true })
  code!: string;
  @Prop({ type: String, required: true })
  title!: string;
  @Prop({ type: Mixed, required: true })
  benefit!: Terms['benefit'];
  @Prop({ type: Mixed })
  minimum?: Terms['minimum'];
  @Prop({ type: Date })
  from?: Date;
  @Prop({ type: Date })
  until?: Date;
  @Prop({ type: Number })
  limit?: number;
  @Prop({ type: Number })
  perShopper?: number;
  @Prop({ type: [String], required: true })
  categories!: string[];
  @Prop({ type: [String], required: true })
  skus!: string[];
  @Prop({ type: Date })
  endedAt?: Date;
  @Prop({ type: Date, required: true })
  createdAt!: Date;
  @Prop({ type: Date, required: true })
  updatedAt!: Date;
  /** What is told of it and has not been sent yet. */
  @Prop({ type: [Mixed] })
  outbox?: Envelope[];
}
export const PromotionSchema = SchemaFactory.createForClass(PromotionDocument);

/**
 * One order's use of a promotion. It is stored before its order, under the id of the quote; the indexes on `place` and
 * `turn` make sure that no two orders have the same, and so that a limit holds.
 */
@Schema({ collection: 'promotion_uses', ...options })
export class PromotionUseDocument {
  /** The id of the quote, of which there is one order at the most. */
  @Prop({ type: String, required: true })
  _id!: string;
  @Prop({ type: String, required: true })
  promotionId!: string;
  @Prop({ type: String, required: true })
  ownerId!: string;
  /** Digest of the e-mail address: tells the same shopper under another name. */
  @Prop({ type: String, required: true })
  email!: string;
  /** Which of all uses it is; the use's id where there is no limit. */
  @Prop({ type: Mixed, required: true })
  place!: number | string;
  /** Which use of this shopper it is; the use's id where there is no limit. */
  @Prop({ type: Mixed, required: true })
  turn!: number | string;
  @Prop({ type: Date, required: true })
  at!: Date;
  /** When to see whether its order came; gone once it did. */
  @Prop({ type: Date })
  dueAt?: Date;
}
export const PromotionUseSchema = SchemaFactory.createForClass(PromotionUseDocument);

/** Codes somebody tried in a quarter of an hour that the shop does not know. */
@Schema({ collection: 'promotion_guesses', ...options })
export class PromotionGuessDocument {
  /** Digest of who it is, a shopper or an address, and of which quarter of an hour. */
  @Prop({ type: String, required: true })
  _id!: string;
  /** Digests of the codes: the same one again is no new guess. */
  @Prop({ type: [String], required: true })
  codes!: string[];
  /** No code is looked at before. */
  @Prop({ type: Date })
  until?: Date;
  @Prop({ type: Date, required: true })
  expiresAt!: Date;
}
export const PromotionGuessSchema = SchemaFactory.createForClass(PromotionGuessDocument);
