import type { StoreToMigrate } from '@shop/service';
import type { Env } from './env.ts';
import { Mongo } from './mongo.store.ts';
import { prepareDatabase } from './schema.store.ts';

/** The database without the service around it, for the command `migrate`. */
export async function openStore(env: Env): Promise<StoreToMigrate> {
  const mongo = new Mongo({ url: env.MONGO_URL, allowStandIn: env.ALLOW_STAND_IN });
  await mongo.open();
  return {
    migrate: () => prepareDatabase(mongo.database()),
    close: () => mongo.connection.close(),
  };
}
