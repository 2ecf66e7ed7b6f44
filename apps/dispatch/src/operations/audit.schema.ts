import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { dispatch } from '@shop/contracts';
import { SchemaTypes } from 'mongoose';

/** What an admin did. Written once and never changed. */
@Schema({
  collection: 'audit',
  versionKey: false,
  strict: 'throw',
  autoIndex: false,
  autoCreate: false,
  minimize: false,
})
export class AuditDocument {
  @Prop({ type: String, required: true })
  _id!: string;
  @Prop({ type: Date, required: true })
  at!: Date;
  @Prop({ type: SchemaTypes.Mixed, required: true })
  who!: { id: string; name: string };
  @Prop({ type: String, required: true })
  what!: dispatch.AuditEntry['what'];
  @Prop({ type: String, required: true })
  subject!: string;
  @Prop({ type: String })
  reason?: string;
  @Prop({ type: SchemaTypes.Mixed, required: true })
  facts!: Record<string, string>;
}

export const AuditSchema = SchemaFactory.createForClass(AuditDocument);
