import { resolve } from 'node:path';
import { Ledger } from '../ledger.ts';
import { untilSignal } from '../signals.ts';
import { type StoreName, storeNames } from '../stores/store.ts';
import { startStores } from '../stores/stores.ts';
import { Trouble } from '../trouble.ts';

export interface KeepStoresOptions extends Partial<Record<StoreName | 'page', number>> {
  readonly folder: string;
  readonly which?: string;
}

/** Starts private stores, says their URLs, and stops them on Ctrl-C. */
export async function keepStores(options: KeepStoresOptions): Promise<void> {
  const folder = resolve(options.folder);
  await new Ledger(folder).clear(10_000);
  const stores = await startStores({
    folder,
    ports: options,
    from: 'private',
    ...(options.which === undefined ? {} : { which: names(options.which) }),
    report: {
      line: (store, text) => console.log(`${store}: ${text}`),
      crashed: (store, how) => console.error(`${store} ended by itself: ${how}`),
    },
  });
  const urls = {
    MONGO_URL: stores.mongoUrl,
    MYSQL_URL: stores.mysqlUrl,
    REDIS_URL: stores.redisUrl,
    AMQP_URL: stores.amqpUrl,
  };
  for (const [name, url] of Object.entries(urls)) if (url !== '') console.log(`${name}=${url}`);
  await untilSignal();
  await stores.stop();
}

function names(text: string): StoreName[] {
  return text.split(',').map((each) => {
    const name = storeNames.find((known) => known === each);
    if (name === undefined)
      throw new Trouble(`There is no store "${each}".`, `Choose among ${storeNames.join(', ')}.`);
    return name;
  });
}
