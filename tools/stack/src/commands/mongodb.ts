import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchMongoJavaServer, startMongoJavaServer } from '../mongo-java/mongo-java-server.ts';
import { freePort, needPort } from '../ports.ts';
import { untilSignal } from '../signals.ts';
import { vitest } from '../vitest.ts';

export interface MongoOptions {
  readonly port?: number;
  readonly test?: true;
}

const STOP_LIMIT_MS = 10_000;
/** What keeps data in MongoDB. */
const KEEPERS = ['apps/user', 'apps/catalogue', 'apps/payment', 'apps/dispatch', 'libs/messaging'];

/** mongo-java-server, until Ctrl-C; or the specs of what keeps data in MongoDB with it, and then it is gone again. */
export async function mongodb(options: MongoOptions): Promise<void> {
  await fetchMongoJavaServer((text) => console.log(text));
  const folder = mkdtempSync(join(tmpdir(), 'shopstack-mongodb-'));
  if (options.port !== undefined)
    await needPort(options.port, 'mongo-java-server', 'node tools/bootstrap.mjs mongodb --port 27018');
  const { url, child } = await startMongoJavaServer(folder, options.port ?? (await freePort()));
  console.log(`MONGO_URL=${url} (mongo-java-server: MongoDB’s protocol, all data in memory)`);
  try {
    if (options.test)
      process.exitCode = await vitest(['--project', 'service', ...KEEPERS], { MONGO_URL: url });
    else await untilSignal();
  } finally {
    await child.stop(STOP_LIMIT_MS);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
