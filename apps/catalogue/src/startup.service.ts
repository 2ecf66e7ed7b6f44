import type { OnApplicationBootstrap } from '@nestjs/common';
import { mongoOutbox, type OutboxRelay } from '@shop/messaging';
import type { Opening } from '@shop/service';
import { demoData } from './demo-data.store.ts';
import type { Env } from './env.ts';
import type { Mongo } from './mongo.store.ts';
import { prepareDatabase } from './schema.store.ts';
import type { Freshness } from './search/freshness.service.ts';
import type { SearchServerLink } from './search/search-server.service.ts';
import type { Sweeper } from './sweeper.service.ts';

interface Parts {
  env: Pick<Env, 'DEMO_DATA' | 'SWEEP_INTERVAL_MS' | 'CATCH_UP_INTERVAL_MS'>;
  mongo: Mongo;
  freshness: Freshness;
  sweeper: Sweeper;
  relay: OutboxRelay;
  opening: Opening;
  searchServer: SearchServerLink | undefined;
}

/** What happens before the service is ready: connect, migrate, seed, fill the index. */
export class Startup implements OnApplicationBootstrap {
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.parts.opening.store('mongodb', () => this.prepare());
  }

  private async prepare(): Promise<void> {
    const { env, mongo, freshness, sweeper, relay, searchServer } = this.parts;
    await mongo.open();
    const database = mongo.database();
    await prepareDatabase(database, env.DEMO_DATA ? demoData(database) : []);
    await freshness.begin(env.CATCH_UP_INTERVAL_MS);
    searchServer?.begin();
    sweeper.begin(env.SWEEP_INTERVAL_MS);
    const leases = database.collection<{ _id: string }>('leases');
    relay.add(mongoOutbox(database.collection('products'), leases, 'products'));
    relay.add(mongoOutbox(database.collection('reservations'), leases, 'reservations'));
    relay.add(mongoOutbox(database.collection('categories'), leases, 'categories'));
    relay.add(mongoOutbox(database.collection('attributes'), leases, 'attributes'));
  }
}
