import { migrate, mongoDriverOptions, refuseStandIn, type StoreToMigrate } from '@shop/service';
import { createConnection } from 'mongoose';
import type { Env } from './env.ts';
import { migrations } from './migrations.ts';

/** The database without the service around it, for the command `migrate`. */
export async function openStore(env: Env): Promise<StoreToMigrate> {
  const connection = await createConnection(env.MONGO_URL, mongoDriverOptions).asPromise();
  return {
    async migrate() {
      await refuseStandIn(connection.db, env.ALLOW_STAND_IN === '1');
      await migrate(connection.collection('migrations') as never, migrations(connection));
    },
    close: () => connection.close(),
  };
}
