import { z } from 'zod';
import { MAX_QUANTITY } from './plain.ts';

/** A UUID, version 7 where we mint it, so that ids sort by time. */
export const Id = z.uuid().meta({ description: 'UUIDv7' });
export type Id = z.infer<typeof Id>;

/** What a product is ordered by: `UHJ`, `STAN-1`. */
export const Sku = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/, 'letters, digits and dashes, 40 at the most')
  .meta({ description: 'Stock keeping unit' });
export type Sku = z.infer<typeof Sku>;

/** ISO 4217. One currency for now; money always says which. */
export const Currency = z.enum(['EUR']);
export type Currency = z.infer<typeof Currency>;

/** An amount in integer minor units (cents) and its currency. */
export const Money = z
  .strictObject({ amount: z.int(), currency: Currency })
  .meta({ description: 'Integer minor units' });
export type Money = z.infer<typeof Money>;

/** A price: money that is not negative. */
export const Price = z.strictObject({ amount: z.int().min(0).max(100_000_000), currency: Currency });

/** How many of a thing one line can hold. */
export const Quantity = z.int().min(1).max(MAX_QUANTITY);

/**
 * True on what belongs to a synthetic order: one the shop's own verifier placed to see that buying works. It moves no
 * stock, no money and no parcel. Absent on everything else.
 */
export const Synthetic = z.literal(true).optional();

/** An instant, ISO 8601 in UTC. */
export const Instant = z.iso.datetime();

/** A calendar day, `2026-11-21`. */
export const Day = z.iso.date();

/** Letters, digits and a few signs before the @; after it a host with a dot, each part 63 at the most. */
const EMAIL =
  /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;
/** As RFC 5321 has it: 64 before the @ at the most. Apart from the pattern, which nobody could draw examples of with it. */
const isDeliverable = (address: string): boolean => address.indexOf('@') <= 64;

/** An e-mail address, trimmed and in lower case. */
export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email({ pattern: EMAIL }).refine(isDeliverable, 'Invalid email address'))
  // Of a pipe only its first part is seen by whoever draws a schema of it.
  .meta({ description: 'E-mail address', format: 'email', pattern: EMAIL.source });

/** Says in a schema what trimming means: something other than white space is in it. */
const filled = (min: number, not: string) =>
  min === 0 ? {} : { pattern: `^[^${not}]*[^\\s\\ufeff${not}][^${not}]*$` };

/** A line of text a person typed: trimmed, no control characters. */
export const line = (max: number, min = 1) =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'no control characters')
    .meta(filled(min, '\\u0000-\\u001f\\u007f'));

/** Text of several lines. */
export const text = (max: number, min = 1) =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
    .regex(/^[^\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f]*$/, 'no control characters')
    .meta(filled(min, '\\u0000-\\u0009\\u000b\\u000c\\u000e-\\u001f\\u007f'));

/** Page numbers start at 1. */
export const PageQuery = z.strictObject({
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  size: z.coerce.number().int().min(1).max(100).default(20),
});

/** One page of `item`, with how many there are in all. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.strictObject({ items: z.array(item), page: z.int(), size: z.int(), total: z.int() });

/** The answer of a route that has nothing to say. */
export const Done = z.strictObject({ ok: z.literal(true) });
export const done: z.infer<typeof Done> = { ok: true };

/** A query parameter that may be given once or several times, or not at all; always a list to who reads it. */
export const manyOf = <S extends z.ZodType>(item: S, max: number) =>
  z.union([z.array(item).max(max), item.transform((one) => [one])]).default([]);

/** A yes or no in a query string. */
export const Flag = z
  .enum(['true', 'false', '1', '0'])
  .transform((value) => value === 'true' || value === '1');
