import {
  closeSync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/**
 * An append-only file of JSON lines. A record is on its way to the disk before `append` returns, so a killed process
 * loses nothing; a line that a power cut tore in half is cut off at the next start.
 */
export interface Journal<Entry> {
  append(entry: Entry): void;
  /** Everything appended inside `work` is written as one piece: after a kill all of it is there, or nothing. */
  together<T>(work: () => T): T;
  close(): void;
}

export function openJournal<Entry>(folder: string, apply: (entry: Entry) => void): Journal<Entry> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'journal.jsonl');
  const fd = openSync(file, 'a+');
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) ftruncateSync(fd, Buffer.byteLength(whole));
  for (const line of whole.split('\n')) if (line !== '') apply(JSON.parse(line) as Entry);

  let waiting: Entry[] | undefined;
  const write = (entries: Entry[]) => {
    if (entries.length === 0) return;
    const bytes = Buffer.from(`${entries.map((entry) => JSON.stringify(entry)).join('\n')}\n`);
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
  };
  return {
    append(entry) {
      apply(entry);
      if (waiting) waiting.push(entry);
      else write([entry]);
    },
    together(work) {
      if (waiting) return work();
      const entries: Entry[] = [];
      waiting = entries;
      try {
        return work();
      } finally {
        waiting = undefined;
        write(entries);
      }
    },
    close() {
      fdatasyncSync(fd);
      closeSync(fd);
    },
  };
}
