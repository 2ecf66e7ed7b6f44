import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { Envelope } from '@shop/contracts';
import { SchemaTypes } from 'mongoose';
import type { OrderRecord } from './order.ts';

const { Mixed } = SchemaTypes;

/** An order as MongoDB keeps it: the record, what makes it unique, and the messages on their way out and in. */
@Schema({
  collection: 'orders',
  versionKey: false,
  strict: 'throw',
  autoIndex: false,
  autoCreate: false,
  minimize: false,
})
export class OrderDocument implements Omit<OrderRecord, 'id'> {
  @Prop({ type: String, required: true })
  _id!: string;
  @Prop({ type: String, required: true })
  number!: string;
  @Prop({ type: String, required: true })
  ownerId!: string;
  @Prop({ type: Number, required: true })
  version!: number;
  @Prop({ type: Boolean })
  synthetic?: true;
  @Prop({ type: String, required: true })
  state!: OrderRecord['state'];
  @Prop({ type: String })
  reason?: OrderRecord['reason'];
  @Prop({ type: [Mixed], required: true })
  lines!: OrderRecord['lines'];
  @Prop({ type: Mixed, required: true })
  totals!: OrderRecord['totals'];
  @Prop({ type: Mixed })
  promotion?: OrderRecord['promotion'];
  @Prop({ type: Mixed, required: true })
  delivery!: OrderRecord['delivery'];
  @Prop({ type: Number, required: true })
  weightGrams!: number;
  @Prop({ type: Number, required: true })
  cartVersion!: number;
  @Prop({ type: Mixed, required: true })
  address!: OrderRecord['address'];
  @Prop({ type: String, required: true })
  email!: string;
  @Prop({ type: String })
  locale?: NonNullable<OrderRecord['locale']>;
  @Prop({ type: String, required: true })
  returnUrl!: string;
  @Prop({ type: Mixed, required: true })
  stock!: OrderRecord['stock'];
  @Prop({ type: Mixed, required: true })
  payment!: OrderRecord['payment'];
  @Prop({ type: Mixed, required: true })
  parcel!: OrderRecord['parcel'];
  @Prop({ type: Mixed })
  returns?: NonNullable<OrderRecord['returns']>;
  @Prop({ type: Mixed })
  refunds?: NonNullable<OrderRecord['refunds']>;
  @Prop({ type: [Mixed], required: true })
  timeline!: OrderRecord['timeline'];
  @Prop({ type: [Mixed], required: true })
  history!: OrderRecord['history'];
  @Prop({ type: Date, required: true })
  placedAt!: Date;
  @Prop({ type: Date, required: true })
  updatedAt!: Date;
  @Prop({ type: Date })
  dueAt?: Date;
  @Prop({ type: Number, required: true })
  attempts!: number;
  @Prop({ type: Boolean })
  forget?: boolean;
  @Prop({ type: Boolean })
  forgotten?: boolean;
  /** SHA-256 of the key that opens the order; unique. */
  @Prop({ type: String, required: true })
  accessKeyHash!: string;
  /** Wrong e-mail addresses that were named with the access key, and until when no more are heard. */
  @Prop({ type: Mixed })
  opening?: { tries: number; until?: Date };
  /** One quote makes one order: unique. */
  @Prop({ type: String, required: true })
  quoteId!: string;
  /** The shopper's Idempotency-Key; unique for an owner. */
  @Prop({ type: String, required: true })
  idempotencyKey!: string;
  /** SHA-256 of the request that placed it. */
  @Prop({ type: String, required: true })
  fingerprint!: string;
  @Prop({ type: [Mixed], required: true })
  outbox!: Envelope[];
  /** Ids of the messages that were handled last. */
  @Prop({ type: [String], required: true })
  handled!: string[];
}

export const OrderSchema = SchemaFactory.createForClass(OrderDocument);
