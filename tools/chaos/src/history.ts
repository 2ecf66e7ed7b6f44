import { appendFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * One line of the history: what a client asked for, and what it learnt. A call has two entries with the same `call`:
 * `invoke`, then `ok` (the shop answered that it is done), `fail` (the shop answered that it is not) or `unknown` (no
 * answer, or one that leaves it open: the call may have worked).
 */
export const Entry = z.strictObject({
  /** Milliseconds since the epoch. */
  at: z.number(),
  call: z.int(),
  /** `guest-3`, `member-1`. */
  shopper: z.string(),
  phase: z.enum(['invoke', 'ok', 'fail', 'unknown']),
  /** `place` makes an order, `cancel` stops one, `return` asks to send goods back, `receive` has them back; the rest leads there. */
  op: z.enum([
    'register',
    'login',
    'add-to-cart',
    'save-for-later',
    'promotion',
    'quote',
    'card',
    'place',
    'challenge',
    'cancel',
    'return',
    'decide',
    'receive',
    'second-person',
    'read',
  ]),
  /** The Idempotency-Key of a `place` or a `return`. A call tried again has a new `call` and the same key. */
  key: z.string().optional(),
  /** Given by the shop, in the answer to `place`; asked for, with `cancel` and `read`. */
  orderId: z.string().optional(),
  /** Where the receipt of a `place` goes. */
  email: z.string().optional(),
  /** How the card given with `place` behaves: `approved`, `declined`, `challenge`, … */
  card: z.string().optional(),
  /** Given by the shop, in the answer to `return`; worked on, with `decide` and `receive`. */
  returnId: z.string().optional(),
  /** What the quote came to, in minor units, with `place`. */
  total: z.int().optional(),
  /** What was put into the order, with `place`; what is sent back, with `return`; what goes on the shelf, with `receive`. */
  lines: z.array(z.strictObject({ sku: z.string(), quantity: z.int() })).optional(),
  /** Status of the answer, or the error's code. */
  answer: z.union([z.int(), z.string()]).optional(),
});
export type Entry = z.infer<typeof Entry>;

/** Writes the history, a JSON document a line, before the caller goes on: it outlives a crash of this process. */
export function openHistory(path: string): { write(entry: Entry): void } {
  return { write: (entry) => appendFileSync(path, `${JSON.stringify(entry)}\n`) };
}

/** Reads a history; a line that is not an entry is an error that names it. */
export function readHistory(text: string): Entry[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => {
      const read = Entry.safeParse(JSON.parse(line));
      if (!read.success) throw new Error(`line ${index + 1} of the history: ${z.prettifyError(read.error)}`);
      return read.data;
    });
}
