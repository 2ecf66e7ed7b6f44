import { bytesOf, cursorReply, type Item } from './reply.ts';
import { CODE, MongoTrouble } from './trouble.ts';

interface Cursor {
  items: Item[];
  at: number;
  namespace: string;
  used: number;
}

export interface Cursors {
  /** The first batch, and a cursor to the rest when there is one. */
  open(namespace: string, items: Item[], batch: number | undefined, single?: boolean): Uint8Array;
  more(id: bigint, namespace: string, batch: number | undefined): Uint8Array;
  kill(ids: bigint[]): { killed: bigint[]; unknown: bigint[] };
  /** Forgets cursors nobody asked for in ten minutes, as MongoDB does. */
  tidy(now: number): void;
}

const FIRST = 101;
const MAX_BYTES = 16_000_000;
const IDLE_MS = 600_000;

export const makeCursors = (): Cursors => {
  const cursors = new Map<bigint, Cursor>();
  let last = BigInt(Date.now()) * 1000n;

  /** The next documents that fit a reply: always at least one. */
  const take = (cursor: Cursor, batch: number): Uint8Array[] => {
    const taken: Uint8Array[] = [];
    let size = 0;
    while (taken.length < batch && cursor.at < cursor.items.length) {
      const bytes = bytesOf(cursor.items[cursor.at] as Item);
      if (taken.length > 0 && size + bytes.length > MAX_BYTES) break;
      size += bytes.length;
      taken.push(bytes);
      cursor.at++;
    }
    return taken;
  };

  return {
    open(namespace, items, batch = FIRST, single = false) {
      const cursor = { items, at: 0, namespace, used: Date.now() };
      const first = take(cursor, batch);
      if (single || cursor.at >= items.length) return cursorReply('firstBatch', first, 0n, namespace);
      last += 1n;
      cursors.set(last, cursor);
      return cursorReply('firstBatch', first, last, namespace);
    },
    more(id, namespace, batch) {
      const cursor = cursors.get(id);
      if (!cursor) throw new MongoTrouble(CODE.CursorNotFound, `cursor id ${id} not found`);
      if (cursor.namespace !== namespace)
        throw new MongoTrouble(
          13,
          `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
        );
      cursor.used = Date.now();
      const next = take(cursor, batch || Number.POSITIVE_INFINITY);
      const done = cursor.at >= cursor.items.length;
      if (done) cursors.delete(id);
      return cursorReply('nextBatch', next, done ? 0n : id, namespace);
    },
    kill(ids) {
      const killed = ids.filter((id) => cursors.delete(id));
      return { killed, unknown: ids.filter((id) => !killed.includes(id)) };
    },
    tidy(now) {
      for (const [id, cursor] of cursors) if (now - cursor.used > IDLE_MS) cursors.delete(id);
    },
  };
};
