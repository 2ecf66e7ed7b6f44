import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import type { Child } from '../child.ts';
import { fetchJars, type JavaProgram, startJava } from '../java-program.ts';
import { root } from '../root.ts';

const HERE = join(root, 'tools/stack/src/mongo-java');
const SERVER: JavaProgram = {
  title: 'mongo-java-server',
  name: 'mongo-java-server-1.47.0',
  pom: join(HERE, 'pom.xml'),
  main: join(HERE, 'OneServer.java'),
  heap: '1g',
  startLimitMs: 2 * 60_000,
};
const PING_LIMIT_MS = 2_000;

/** Gets mongo-java-server (3 MB) from Maven Central, once for this checkout. `line` gets what it does. */
export const fetchMongoJavaServer = (line: (text: string) => void): Promise<void> => fetchJars(SERVER, line);

/**
 * Starts mongo-java-server on 127.0.0.1, all data in memory: MongoDB's protocol by other people than the stand-in's.
 * Resolves when it answers.
 */
export async function startMongoJavaServer(
  folder: string,
  port: number,
): Promise<{ url: string; child: Child }> {
  const url = `mongodb://127.0.0.1:${port}`;
  const child = await startJava(SERVER, folder, [String(port)], () => answers(url));
  return { url, child };
}

async function answers(url: string): Promise<boolean> {
  const client = new MongoClient(url, {
    serverSelectionTimeoutMS: PING_LIMIT_MS,
    connectTimeoutMS: PING_LIMIT_MS,
  });
  try {
    await client.db('admin').command({ hello: 1 });
    return true;
  } finally {
    await client.close();
  }
}
