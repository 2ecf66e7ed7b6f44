import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, unlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Holds a folder for this process by listening on a socket named after it: the system lets go of it when the process
 * dies, however it dies, so no stale lock is left behind. Throws when another process has the folder.
 */
export const lockFolder = async (folder: string): Promise<() => Promise<void>> => {
  mkdirSync(folder, { recursive: true });
  const id = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 24);
  // Linux has socket names outside the file system; elsewhere a file stays behind and is taken away when nobody answers.
  const name =
    process.platform === 'linux' ? `\0shopstack-mongo-${id}` : join(tmpdir(), `shopstack-mongo-${id}.sock`);
  if (process.platform !== 'linux' && !(await answers(name))) remove(name);
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        taken
          ? new Error(
              `${folder} is in use by another stand-in for MongoDB: stop that one, or choose another folder`,
            )
          : error,
      );
    });
    server.listen(name, resolve);
  });
  server.unref();
  return () => new Promise<void>((resolve) => server.close(() => resolve()));
};

const answers = (name: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(name);
    socket.setTimeout(1000, () => socket.destroy());
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => {
      resolve(false);
      socket.destroy();
    });
  });

const remove = (name: string): void => {
  try {
    unlinkSync(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
};
