import { parseArgs } from 'node:util';
import { log } from '@shop/service';
import { seedProducts } from './demo-data.store.ts';
import { seedEnv } from './env.ts';
import { Mongo } from './mongo.store.ts';
import { prepareDatabase } from './schema.store.ts';

log.level = 'silent';
const USAGE = 'usage: node apps/catalogue/dist/seed.js [--products <1 to 1000000>]';

function wanted(): number {
  const { values } = parseArgs({ options: { products: { type: 'string', default: '221' } } });
  const count = Number(values.products);
  if (!Number.isInteger(count) || count < 1 || count > 1_000_000) throw new Error(USAGE);
  return count;
}

/** Makes a big catalogue: `--products` in all, robot-shop's eleven among them. */
async function seed(): Promise<void> {
  const count = wanted();
  const mongo = new Mongo({ url: seedEnv().MONGO_URL, allowStandIn: true });
  await mongo.open().catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`MongoDB does not answer at MONGO_URL (${reason}). Start it, or correct the URL.`, {
      cause,
    });
  });
  try {
    await prepareDatabase(mongo.database());
    const started = performance.now();
    const added = await seedProducts(mongo.database(), Math.max(0, count - 11), (done) => {
      const percent = Math.round((done / Math.max(count, 11)) * 100);
      process.stdout.write(`\rproducts ${done} of ${Math.max(count, 11)} (${percent} %)`);
    });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`\nadded ${added} in ${seconds} s; a running catalogue shows them within seconds\n`);
  } finally {
    await mongo.onApplicationShutdown();
  }
}

try {
  await seed();
} catch (error) {
  process.stderr.write(`seed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
