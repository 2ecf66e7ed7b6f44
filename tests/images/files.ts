import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the repository. */
export const root = join(import.meta.dirname, '../..');

/** The text of a file of the repository. */
export const fileOf = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Names of the processes that shoppers and services talk to, each with an image of its own. */
export const apps = [
  'web',
  'user',
  'catalogue',
  'cart',
  'payment',
  'shipping',
  'ratings',
  'dispatch',
] as const;
