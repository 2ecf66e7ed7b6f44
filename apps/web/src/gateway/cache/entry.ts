import type { CacheEntry } from 'next/cache.js';

/** A stored answer: the bytes Next wrote, and what it said about them. */
export interface StoredEntry extends Omit<CacheEntry, 'value'> {
  value: Buffer;
}

const LENGTH_BYTES = 4;

/** One value for Redis: the length of what is known about the bytes, that as JSON, the bytes. */
export function pack({ value, ...about }: StoredEntry): Buffer {
  const head = Buffer.from(JSON.stringify(about));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, value]);
}

/** The entry again, its bytes as a stream that can be read once. */
export function unpack(packed: Buffer): CacheEntry {
  const end = LENGTH_BYTES + packed.readUInt32BE(0);
  const about = JSON.parse(packed.toString('utf8', LENGTH_BYTES, end)) as Omit<CacheEntry, 'value'>;
  const bytes = new Uint8Array(packed.subarray(end));
  const value = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
  return { ...about, value };
}

/** Reads the whole stream; undefined when it is longer than `limit`. Rejects when it breaks off. */
export async function bytesOf(
  stream: ReadableStream<Uint8Array>,
  limit: number,
): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  return size > limit ? undefined : Buffer.concat(chunks);
}
