import type { Provider } from '@nestjs/common';
import { HealthRegistry } from '@shop/health';
import { MongoLease } from '@shop/messaging';
import type { Env } from '../env.ts';
import { Mongo } from '../mongo.store.ts';
import { ProductStore } from '../product.store.ts';
import { MiniSearchIndex } from './mini-search.index.ts';
import { OpenSearchIndex } from './open-search.index.ts';
import { OpenSearchStore } from './open-search.store.ts';
import { Refill } from './refill.service.ts';
import { SearchIndex } from './search.ts';
import { SearchServerLink } from './search-server.service.ts';
import { SearchWithFallback } from './search-with-fallback.index.ts';

/** Where products are searched: on the server at SEARCH_URL, and in memory while it is away; in memory alone without one. */
export function searchProviders(env: Env): Provider[] {
  const { SEARCH_URL: url } = env;
  if (url === undefined) return [{ provide: SearchIndex, useClass: MiniSearchIndex }];
  return [
    {
      provide: SearchServerLink,
      useFactory: (mongo: Mongo, products: ProductStore, health: HealthRegistry) => {
        const store = new OpenSearchStore({
          url,
          user: env.SEARCH_USER,
          password: env.SEARCH_PASSWORD,
          alias: env.SEARCH_INDEX,
        });
        const refill = new Refill({ store, products, lease: () => fillingLease(mongo, env.SEARCH_INDEX) });
        return new SearchServerLink({ store, index: new OpenSearchIndex(store), refill, health });
      },
      inject: [Mongo, ProductStore, HealthRegistry],
    },
    {
      provide: SearchIndex,
      useFactory: (link: SearchServerLink) => new SearchWithFallback(new MiniSearchIndex(), link),
      inject: [SearchServerLink],
    },
  ];
}

/** Who holds it fills a new index; the others wait. */
export const fillingLease = (mongo: Mongo, alias: string): MongoLease =>
  new MongoLease(mongo.database().collection<{ _id: string }>('leases'), `fill-${alias}`);
