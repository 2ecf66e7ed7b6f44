import { serialize } from 'bson';
import type { Doc } from './values.ts';

/** A document to send: as its BSON bytes where nothing changed it, else as an object. */
export type Item = Uint8Array | Doc;

const isBytes = (item: Item): item is Uint8Array => item instanceof Uint8Array;
export const bytesOf = (item: Item): Uint8Array =>
  isBytes(item) ? item : serialize(item, { ignoreUndefined: true });

export const encode = (doc: Doc): Uint8Array => serialize(doc, { ignoreUndefined: true });

/** `{ cursor: { <name>: [items], id, ns }, ok: 1 }` from ready bytes, so that a stored document is not encoded again. */
export const cursorReply = (
  name: 'firstBatch' | 'nextBatch',
  items: Uint8Array[],
  id: bigint,
  ns: string,
): Uint8Array => {
  const keys = items.map((_, index) => `${index}\0`);
  const array = items.reduce((sum, item, index) => sum + 1 + (keys[index]?.length ?? 0) + item.length, 5);
  const nsBytes = Buffer.byteLength(ns) + 1;
  const cursor = 4 + (1 + name.length + 1 + array) + (1 + 3 + 8) + (1 + 3 + 4 + nsBytes) + 1;
  const total = 4 + (1 + 7 + cursor) + (1 + 3 + 8) + 1;
  const out = Buffer.allocUnsafe(total);
  let at = out.writeInt32LE(total, 0);
  at += out.write('\x03cursor\0', at, 'latin1');
  at = out.writeInt32LE(cursor, at);
  at += out.write(`\x04${name}\0`, at, 'latin1');
  at = out.writeInt32LE(array, at);
  items.forEach((item, index) => {
    at += out.write(`\x03${keys[index]}`, at, 'latin1');
    out.set(item, at);
    at += item.length;
  });
  out[at++] = 0;
  at += out.write('\x12id\0', at, 'latin1');
  at = out.writeBigInt64LE(id, at);
  at += out.write('\x02ns\0', at, 'latin1');
  at = out.writeInt32LE(nsBytes, at);
  at += out.write(`${ns}\0`, at, 'utf8');
  out[at++] = 0;
  at += out.write('\x01ok\0', at, 'latin1');
  at = out.writeDoubleLE(1, at);
  out[at++] = 0;
  return out;
};
