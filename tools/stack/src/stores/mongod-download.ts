import { homedir } from 'node:os';
import { join } from 'node:path';
import { DryMongoBinary, MongoBinary } from 'mongodb-memory-server-core';
import { reason } from '../trouble.ts';
import { within } from '../within.ts';

const VERSION = '8.2.6';
const ANSWER_LIMIT_MS = 4_000;
const DOWNLOAD_LIMIT_MS = 5 * 60_000;
const SERVER = 'https://fastdl.mongodb.org/';

/** Downloads MongoDB into ~/.cache once; returns its program. Gives up within seconds where the server cannot be reached. */
export async function downloadMongod(): Promise<string> {
  const downloadDir = join(homedir(), '.cache', 'mongodb-binaries');
  const options = { version: VERSION, downloadDir, checkMD5: false };
  const there = await DryMongoBinary.locateBinary(options);
  if (there !== undefined) return there;
  await fetch(SERVER, { method: 'HEAD', signal: AbortSignal.timeout(ANSWER_LIMIT_MS) }).catch(
    (error: unknown) => {
      throw new Error(
        `${SERVER} cannot be reached: ${reason(error instanceof Error ? (error.cause ?? error) : error)}`,
      );
    },
  );
  return within(DOWNLOAD_LIMIT_MS, 'the download of MongoDB', MongoBinary.getPath(options));
}
