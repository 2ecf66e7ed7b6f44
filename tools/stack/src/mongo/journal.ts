import {
  closeSync,
  existsSync,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

// The file: 8 bytes of magic, then records of u32 length, u32 CRC-32, then that many bytes: u8 kind, u32 collection, BSON.
const MAGIC = Buffer.from('SHOPMDB1', 'latin1');
const HEAD = 8;

/** What a record says: a document as it now is, a document's `_id` that is gone, or a change of collections and indexes. */
export const KIND = { put: 1, remove: 2, catalog: 3 } as const;
export type Kind = (typeof KIND)[keyof typeof KIND];
export interface Entry {
  kind: Kind;
  collection: number;
  bytes: Uint8Array;
}

export interface Journal {
  append(entry: Entry): void;
  /** Resolves when everything appended so far is with the operating system: a killed process does not lose it. */
  written(): Promise<void>;
  /** Resolves when everything appended so far is on the disk: a power cut does not lose it either. */
  synced(): Promise<void>;
  /** Bytes in the file. */
  size(): number;
  /** Replaces the file by these entries. */
  rewrite(entries: Iterable<Entry>): void;
  close(): void;
}

const SYNC_MS = 100;

/** Opens a folder's journal and gives every entry in it to `apply`; a torn last record is cut off. */
export const openJournal = (
  folder: string,
  apply: (entry: Entry) => void,
  broken: (error: Error) => void,
): Journal => {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'journal.bin');
  let size = existsSync(path) ? replay(path, apply) : 0;
  let fd = openSync(path, 'a');
  ftruncateSync(fd, size);
  if (size === 0) size = writeAll(fd, MAGIC);

  let waiting: Buffer[] = [];
  let flushing: Promise<void> | undefined;
  let syncTimer: NodeJS.Timeout | undefined;
  let failure: Error | undefined;

  const flush = () => {
    flushing = undefined;
    if (waiting.length === 0) return;
    const bytes = Buffer.concat(waiting);
    waiting = [];
    try {
      size += writeAll(fd, bytes);
    } catch (error) {
      failure = error as Error;
      broken(failure);
      throw failure;
    }
    syncTimer ??= setTimeout(() => {
      syncTimer = undefined;
      fdatasync(fd, () => {});
    }, SYNC_MS).unref();
  };

  return {
    append(entry) {
      if (failure) throw failure;
      waiting.push(frame(entry));
    },
    written() {
      if (failure) return Promise.reject(failure);
      if (waiting.length === 0) return Promise.resolve();
      // One write for all that is appended in this turn of the event loop.
      flushing ??= new Promise((resolve, reject) => {
        setImmediate(() => {
          try {
            flush();
            resolve();
          } catch (error) {
            reject(error as Error);
          }
        });
      });
      return flushing;
    },
    async synced() {
      await this.written();
      await new Promise<void>((resolve, reject) =>
        fdatasync(fd, (error) => (error ? reject(error) : resolve())),
      );
    },
    size: () => size,
    rewrite(entries) {
      flush();
      const fresh = `${path}.new`;
      const next = openSync(fresh, 'w');
      let written = writeAll(next, MAGIC);
      let batch: Buffer[] = [];
      let bytes = 0;
      const put = () => {
        written += writeAll(next, Buffer.concat(batch));
        batch = [];
        bytes = 0;
      };
      for (const entry of entries) {
        const framed = frame(entry);
        batch.push(framed);
        bytes += framed.length;
        if (bytes > 4_000_000) put();
      }
      put();
      fsyncSync(next);
      closeSync(next);
      renameSync(fresh, path);
      syncFolder(folder);
      closeSync(fd);
      fd = openSync(path, 'a');
      size = written;
    },
    close() {
      clearTimeout(syncTimer);
      if (!failure) {
        flush();
        fsyncSync(fd);
      }
      clearTimeout(syncTimer);
      closeSync(fd);
    },
  };
};

const syncFolder = (folder: string): void => {
  const fd = openSync(folder, 'r');
  fsyncSync(fd);
  closeSync(fd);
};

const writeAll = (fd: number, bytes: Uint8Array): number => {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
  return bytes.length;
};

const frame = ({ kind, collection, bytes }: Entry): Buffer => {
  const framed = Buffer.allocUnsafe(HEAD + 5 + bytes.length);
  framed.writeUInt32LE(5 + bytes.length, 0);
  framed[HEAD] = kind;
  framed.writeUInt32LE(collection, HEAD + 1);
  framed.set(bytes, HEAD + 5);
  framed.writeUInt32LE(crc32(framed.subarray(HEAD)), 4);
  return framed;
};

/** Gives every whole record to `apply` and returns where the last one ends. */
const replay = (path: string, apply: (entry: Entry) => void): number => {
  const file = readFileSync(path);
  if (file.length < MAGIC.length && MAGIC.subarray(0, file.length).equals(file)) return 0;
  if (!file.subarray(0, MAGIC.length).equals(MAGIC))
    throw new Error(
      `${path} is not a journal of the stand-in for MongoDB: move it away or choose another folder`,
    );
  let at = MAGIC.length;
  for (let end = wholeRecord(file, at); end > 0; end = wholeRecord(file, at)) {
    apply({
      kind: file[at + HEAD] as Kind,
      collection: file.readUInt32LE(at + HEAD + 1),
      bytes: new Uint8Array(file.subarray(at + HEAD + 5, end)),
    });
    at = end;
  }
  refuseDamage(path, file, at);
  return at;
};

const wholeRecord = (file: Buffer, at: number): number => {
  if (at + HEAD + 5 > file.length) return 0;
  const end = at + HEAD + file.readUInt32LE(at);
  if (end > file.length || end < at + HEAD + 5) return 0;
  return crc32(file.subarray(at + HEAD, end)) === file.readUInt32LE(at + 4) ? end : 0;
};

// A kill tears only the end. Whole records behind a broken one mean damage, and cutting there would lose them silently.
const refuseDamage = (path: string, file: Buffer, at: number): void => {
  if (at + HEAD > file.length) return;
  const next = at + HEAD + file.readUInt32LE(at);
  if (next < file.length && wholeRecord(file, next) > 0)
    throw new Error(
      `${path} is damaged at byte ${at}, with good records behind: restore it, or cut it there yourself`,
    );
};
