import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Trouble } from './trouble.ts';

/** Bytes an ordinary user may still write where the folder is, or would be. */
export async function freeBytes(folder: string): Promise<number> {
  let place = folder;
  while (!existsSync(place)) place = dirname(place);
  const { bavail, bsize } = await statfs(place);
  return bavail * bsize;
}

export const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1_000_000)} MB`;

/** Throws one sentence unless the folder's disk has room. */
export async function needDisk(folder: string, bytes: number, use: string): Promise<void> {
  const free = await freeBytes(folder);
  if (free >= bytes) return;
  throw new Trouble(
    `The disk is too full for ${use}: ${megabytes(bytes)} are needed in ${folder}, ${megabytes(free)} are free.`,
    'Free some space and start again.',
  );
}
