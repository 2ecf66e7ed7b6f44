import { log } from '@shop/service';
import { reindexEnv } from './env.ts';
import { Mongo } from './mongo.store.ts';
import { ProductStore } from './product.store.ts';
import { OpenSearchStore } from './search/open-search.store.ts';
import { Refill } from './search/refill.service.ts';
import { fillingLease } from './search/search.providers.ts';

log.level = 'silent';

/** Makes the index on the search server anew, while the shop goes on with the old one. */
async function reindex(): Promise<void> {
  const {
    MONGO_URL,
    SEARCH_URL: url,
    SEARCH_USER: user,
    SEARCH_PASSWORD: password,
    SEARCH_INDEX: alias,
  } = reindexEnv();
  const mongo = new Mongo({ url: MONGO_URL, allowStandIn: true });
  const store = new OpenSearchStore({ url, user, password, alias });
  try {
    await mongo.open();
    const refill = new Refill({
      store,
      products: new ProductStore(mongo),
      lease: () => fillingLease(mongo, alias),
    });
    const started = performance.now();
    const products = await refill.anew((done) => process.stdout.write(`\rproducts ${done}`));
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(
      `\nfilled ${alias} anew with ${products} products in ${seconds} s; the old index is dropped\n`,
    );
  } finally {
    await store.close();
    await mongo.onApplicationShutdown();
  }
}

try {
  await reindex();
} catch (error) {
  process.stderr.write(`\nreindex: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
