import { homedir } from 'node:os';
import { join } from 'node:path';
import { DryMongoBinary, MongoBinary } from 'mongodb-memory-server-core';
import { reason } from '../trouble.ts';
import { within } from '../within.ts';

const ANSWER_LIMIT_MS = 4_000;
const DOWNLOAD_LIMIT_MS = 5 * 60_000;
const SERVER = 'https://fastdl.mongodb.org/';

const options = {
  version: '8.2.6',
  downloadDir: join(homedir(), '.cache', 'mongodb-binaries'),
  checkMD5: false,
};

/** The mongod that was downloaded before, if any. */
export const downloadedMongod = (): Promise<string | undefined> => DryMongoBinary.locateBinary(options);

/** Why MongoDB cannot be downloaded, or undefined when its server answers. Takes 4 s at most. */
export async function whyNotDownload(): Promise<string | undefined> {
  const asked = fetch(SERVER, { method: 'HEAD', signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
  return asked.then(
    () => undefined,
    (error: unknown) => {
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      return `no mongod on the PATH, and ${SERVER} cannot be reached: ${reason(cause)}`;
    },
  );
}

/** Downloads MongoDB into ~/.cache once; returns its program. */
export async function downloadMongod(): Promise<string> {
  const there = await downloadedMongod();
  if (there !== undefined) return there;
  const not = await whyNotDownload();
  if (not !== undefined) throw new Error(not);
  return within(DOWNLOAD_LIMIT_MS, 'the download of MongoDB', MongoBinary.getPath(options));
}
