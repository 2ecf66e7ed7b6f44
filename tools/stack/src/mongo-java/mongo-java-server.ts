import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { type Child, launch } from '../child.ts';
import { Ledger } from '../ledger.ts';
import { fetchJars, type JavaProgram, jarsOf } from '../maven.ts';
import { root } from '../root.ts';
import { reason, Trouble } from '../trouble.ts';
import { GiveUp, until } from '../until.ts';

const HERE = join(root, 'tools/stack/src/mongo-java');
const SERVER: JavaProgram = {
  title: 'mongo-java-server',
  pom: join(HERE, 'pom.xml'),
  name: 'mongo-java-server-1.47.0',
};
const START_LIMIT_MS = 2 * 60_000;
const PING_LIMIT_MS = 2_000;
const HEAP = '1g';

/** Gets mongo-java-server (8 MB) from Maven Central, once for this checkout. `line` gets what it does. */
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
  const program = [`-Xmx${HEAP}`, '-cp', join(jarsOf(SERVER), '*'), join(HERE, 'OneServer.java')];
  const child = launch('mongo-java-server', 'java', [...program, String(port)], {
    ledger: new Ledger(folder),
    line: () => undefined,
    cwd: folder,
  });
  try {
    await until(() => answers(url, child), { limitMs: START_LIMIT_MS, everyMs: 250 });
  } catch (error) {
    await child.kill();
    throw new Trouble(
      `mongo-java-server did not start: ${reason(error)}. It said:\n${child.tail.join('\n')}\n`,
      `It needs Java 17 or newer, and ${HEAP} of memory.`,
      { cause: error },
    );
  }
  return { url, child };
}

async function answers(url: string, child: Child): Promise<boolean> {
  if (!child.running) throw new GiveUp(new Error(`it ended with ${child.ended}`));
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
