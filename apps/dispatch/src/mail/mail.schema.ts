import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { Locale, Money } from '@shop/contracts';
import { SchemaTypes } from 'mongoose';
import type { AfterSaleLetter, OrderLetter } from './letters.ts';

/** A product, as the news tells of it. */
export interface News {
  sku: string;
  name: string;
  price: Money;
}

/**
 * What has to be written: to one shopper about an order, a return, a refund or an account, to one subscriber about a product, or
 * to all subscribers.
 */
export type MailTask =
  | { kind: OrderLetter; orderId: string }
  | { kind: AfterSaleLetter; orderId: string; about: string }
  | { kind: 'new-product'; news: News; to: string; unsubscribeToken: string; locale?: Locale }
  | { kind: 'account'; letterId: string }
  // `after`: the token of the last subscriber who has a mail.
  | { kind: 'announcement'; news: News; after?: string };

export type MailOutcome = 'sent' | 'skipped' | 'failed';

/** An e-mail to send, or sent. Its id says what it is, so that the same one is never stored twice. */
@Schema({ collection: 'mails', versionKey: false, strict: 'throw', autoIndex: false, autoCreate: false })
export class MailDocument {
  @Prop({ type: String, required: true })
  _id!: string;
  @Prop({ type: SchemaTypes.Mixed, required: true })
  task!: MailTask | { kind: MailTask['kind'] };
  @Prop({ type: Number, required: true })
  attempts!: number;
  /** When to send it; while one worker is at it, when another may try. Absent when it is settled. */
  @Prop({ type: Date })
  dueAt?: Date;
  @Prop({ type: Date })
  settledAt?: Date;
  @Prop({ type: String })
  outcome?: MailOutcome;
  /** Why it did not go the last time. */
  @Prop({ type: String })
  error?: string;
}

export const MailSchema = SchemaFactory.createForClass(MailDocument);
