import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { Envelope, payment } from '@shop/contracts';
import { SchemaTypes } from 'mongoose';
import type { Handle } from './gateway/gateway.ts';
import type { Attempt, PaymentRecord, Refund } from './payment.ts';

const { Mixed } = SchemaTypes;

/** One payment an order. There is no field that could hold a card number: of a card we know brand and last four. */
@Schema({
  collection: 'payments',
  versionKey: false,
  strict: 'throw',
  autoIndex: false,
  autoCreate: false,
  minimize: false,
})
export class PaymentDocument {
  /** The order's id. */
  @Prop({ type: String, required: true })
  _id!: string;
  /** Grows with every change: nobody writes over what he has not read. */
  @Prop({ type: Number, required: true })
  version!: number;
  /** Who is working on it; others leave it alone until then. */
  @Prop({ type: Mixed })
  lease?: { holder: string; until: Date };
  /** When the sweeper looks at it; absent while nothing is due. */
  @Prop({ type: Date })
  dueAt?: Date;
  @Prop({ type: String })
  ownerId?: string;
  @Prop({ type: String })
  gateway?: payment.Mover;
  @Prop({ type: Boolean })
  synthetic?: true;
  @Prop({ type: Number, required: true })
  amount!: number;
  @Prop({ type: String, required: true })
  currency!: PaymentRecord['currency'];
  @Prop({ type: String, required: true })
  state!: payment.PaymentState;
  @Prop({ type: Number, required: true })
  captured!: number;
  @Prop({ type: Number, required: true })
  refunded!: number;
  @Prop({ type: Mixed })
  card?: PaymentRecord['card'];
  /** The provider's token for the card; removed as soon as it has been used. */
  @Prop({ type: String })
  token?: string;
  @Prop({ type: String })
  returnUrl?: string;
  @Prop({ type: Mixed })
  handle?: Handle;
  @Prop({ type: Mixed })
  challenge?: { url: string; expiresAt: Date };
  @Prop({ type: Boolean, required: true })
  captureAsked!: boolean;
  @Prop({ type: Boolean, required: true })
  voidAsked!: boolean;
  @Prop({ type: [Mixed], required: true })
  refunds!: Refund[];
  @Prop({ type: [Mixed], required: true })
  attempts!: Attempt[];
  @Prop({ type: Boolean, required: true })
  nudged!: boolean;
  @Prop({ type: Date })
  lookAt?: Date;
  @Prop({ type: Boolean, required: true })
  uncertain!: boolean;
  @Prop({ type: Date })
  retryAt?: Date;
  @Prop({ type: Date, required: true })
  createdAt!: Date;
  /** Ids of the last webhooks taken in. */
  @Prop({ type: [String], required: true })
  notices!: string[];
  @Prop({ type: [Mixed], required: true })
  outbox!: Envelope[];
}

export const PaymentSchema = SchemaFactory.createForClass(PaymentDocument);
