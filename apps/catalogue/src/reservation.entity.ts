import type { catalogue, Envelope } from '@shop/contracts';
import { Schema } from 'mongoose';
import type { State } from './stock.ts';

/** What an order asked of the stock, and how far that has come. Its events leave with its state, in one write. */
export interface StoredReservation {
  /** The order's id. */
  _id: string;
  state: State;
  /** Ascending by SKU. Empty when the order was released before anything was reserved. */
  lines: catalogue.StockLine[];
  /** When what is reserved is given back, unless it was secured. */
  expiresAt: Date;
  shortages: { sku: string; available: number }[];
  createdAt: Date;
  updatedAt: Date;
  /** From here on nobody needs it any more; deleted 30 days later. */
  closedAt: Date | null;
  /** Of a synthetic order: it is answered like any other, and no product is touched for it. */
  synthetic?: true | undefined;
  outbox: Envelope[];
}

const words = { type: String, required: true } as const;
const whole = { type: Number, required: true } as const;
const moment = { type: Date, required: true } as const;

export const reservationSchema = new Schema<StoredReservation>(
  {
    _id: words,
    state: words,
    lines: [new Schema({ sku: words, quantity: whole }, { _id: false })],
    expiresAt: moment,
    shortages: [new Schema({ sku: words, available: whole }, { _id: false })],
    createdAt: moment,
    updatedAt: moment,
    closedAt: { type: Date },
    synthetic: { type: Boolean },
    outbox: [{ type: Schema.Types.Mixed }],
  },
  {
    collection: 'reservations',
    versionKey: false,
    strict: 'throw',
    minimize: false,
    autoIndex: false,
    autoCreate: false,
  },
);
