import type { Envelope } from '@shop/contracts';
import { Schema } from 'mongoose';

/** Stock kept for an order. `expiresAt` is null once the order is paid for. */
export interface Hold {
  orderId: string;
  quantity: number;
  expiresAt: Date | null;
}

export interface Adjustment {
  change: number;
  reason: string;
  by: string;
  at: Date;
}

/** A picture somebody has uploaded, as it is kept: `id` is the hash of what is in it, a file for each of `widths`. */
export interface StoredPicture {
  id: string;
  alt: string;
  width: number;
  height: number;
  widths: number[];
}

/**
 * A product as it is stored. `available + Σ holds.quantity + sold = stocked`, always: every change of one of them is
 * one atomic update of this document.
 */
export interface StoredProduct {
  _id: string;
  name: string;
  description: string;
  price: { amount: number; currency: 'EUR' };
  categories: string[];
  /** An array, because names are free text and a field's name may not hold a dot or a dollar sign. */
  attributes: { name: string; value: string }[];
  weightGrams: number;
  /** Its siblings have the same slug; `options` are names of attributes. Absent in documents from before families. */
  family?: { slug: string; options: string[] } | null;
  image: string;
  /** Uploaded ones; without any the storefront draws the product. */
  pictures?: StoredPicture[];
  available: number;
  sold: number;
  stocked: number;
  holds: Hold[];
  /** The last orders that were sold, released or refused here: none of them may take stock again. */
  closed: string[];
  /** The last returns whose goods came back here; absent where none ever did. */
  returned?: string[];
  rating: { sum: number; count: number; version: number };
  /** The last changes an admin made to the stock. */
  adjustments: Adjustment[];
  /** Taken off the shop. The document stays for the orders that hold it, and so that every replica hears of it. */
  removed: boolean;
  createdAt: Date;
  /** Moves with whatever the search index shows: details, rating, going in or out of stock. */
  updatedAt: Date;
  outbox: Envelope[];
}

const whole = { type: Number, required: true } as const;
const words = { type: String, required: true } as const;
const part = <T>(fields: Record<keyof T, object>) => new Schema<T>(fields as never, { _id: false });

/** Writes go through this schema, so that a field nobody declared is an error; reads that are hot go round it. */
export const productSchema = new Schema<StoredProduct>(
  {
    _id: words,
    name: words,
    description: words,
    price: part<StoredProduct['price']>({ amount: whole, currency: words }),
    categories: [String],
    attributes: [part<StoredProduct['attributes'][number]>({ name: words, value: words })],
    weightGrams: whole,
    family: { type: part<NonNullable<StoredProduct['family']>>({ slug: words, options: [String] }) },
    image: words,
    pictures: [part<StoredPicture>({ id: words, alt: words, width: whole, height: whole, widths: [Number] })],
    available: whole,
    sold: whole,
    stocked: whole,
    holds: [part<Hold>({ orderId: words, quantity: whole, expiresAt: { type: Date } })],
    closed: [String],
    returned: { type: [String], default: undefined },
    rating: part<StoredProduct['rating']>({ sum: whole, count: whole, version: whole }),
    adjustments: [part<Adjustment>({ change: whole, reason: words, by: words, at: { type: Date } })],
    removed: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    outbox: [{ type: Schema.Types.Mixed }],
  },
  {
    collection: 'products',
    versionKey: false,
    strict: 'throw',
    minimize: false,
    autoIndex: false,
    autoCreate: false,
  },
);
