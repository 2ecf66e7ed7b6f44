import { setTimeout as pause } from 'node:timers/promises';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { mongoOutbox, type OutboxRelay } from '@shop/messaging';
import { log } from '@shop/service';
import { demoData } from './demo-data.store.ts';
import type { Env } from './env.ts';
import type { Freshness } from './freshness.service.ts';
import { type Mongo, StandInRefused } from './mongo.store.ts';
import { prepareDatabase } from './schema.store.ts';
import type { Sweeper } from './sweeper.service.ts';

const RETRY_MS = 1_000;

interface Parts {
  env: Pick<Env, 'DEMO_DATA' | 'SWEEP_INTERVAL_MS' | 'CATCH_UP_INTERVAL_MS'>;
  mongo: Mongo;
  freshness: Freshness;
  sweeper: Sweeper;
  relay: OutboxRelay;
}

/**
 * What happens before the service is ready: connect, migrate, seed, fill the index. When MongoDB is away the service
 * starts all the same, answers 503, and goes on trying.
 */
export class Startup implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly parts: Parts;
  private readonly stopping = new AbortController();

  constructor(parts: Parts) {
    this.parts = parts;
  }

  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.prepare();
    } catch (error) {
      if (error instanceof StandInRefused) throw error;
      log.warn({ reason: String(error) }, 'MongoDB does not answer yet; trying on');
      this.tryOn().catch((fatal: unknown) => log.fatal({ err: fatal }, 'catalogue cannot be made ready'));
    }
  }

  private async tryOn(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await pause(RETRY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      if (this.stopping.signal.aborted) return;
      try {
        return await this.prepare();
      } catch (error) {
        if (error instanceof StandInRefused) throw error;
        log.debug({ reason: String(error) }, 'MongoDB does not answer yet');
      }
    }
  }

  private async prepare(): Promise<void> {
    const { env, mongo, freshness, sweeper, relay } = this.parts;
    await mongo.open();
    const database = mongo.database();
    await prepareDatabase(database, env.DEMO_DATA ? [demoData(database)] : []);
    await freshness.begin(env.CATCH_UP_INTERVAL_MS);
    sweeper.begin(env.SWEEP_INTERVAL_MS);
    const leases = database.collection<{ _id: string }>('leases');
    relay.add(mongoOutbox(database.collection('products'), leases, 'products'));
    relay.add(mongoOutbox(database.collection('reservations'), leases, 'reservations'));
  }

  onApplicationShutdown(): void {
    this.stopping.abort();
  }
}
