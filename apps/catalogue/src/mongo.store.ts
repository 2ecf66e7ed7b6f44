import type { OnApplicationShutdown } from '@nestjs/common';
import { Problem } from '@shop/contracts';
import type { HealthRegistry } from '@shop/health';
import { log, refuseStandIn } from '@shop/service';
import { type Connection, createConnection, type mongo } from 'mongoose';

/** Limits of every conversation with MongoDB: a store that is away must not hold a shopper up. */
const limits = {
  serverSelectionTimeoutMS: 2_500,
  connectTimeoutMS: 2_500,
  socketTimeoutMS: 5_000,
  waitQueueTimeoutMS: 2_500,
  heartbeatFrequencyMS: 2_000,
  minPoolSize: 1,
  maxPoolSize: 20,
} as const;
const BUFFER_LIMIT_MS = 2_000;

/** The connection to MongoDB. It is made in the background and comes back by itself when the server was away. */
export class Mongo implements OnApplicationShutdown {
  readonly connection: Connection;
  private readonly url: string;
  private readonly allowStandIn: boolean;

  constructor(options: { url: string; allowStandIn: boolean; health?: HealthRegistry }) {
    this.url = options.url;
    this.allowStandIn = options.allowStandIn;
    this.connection = createConnection();
    this.connection.set('bufferTimeoutMS', BUFFER_LIMIT_MS);
    this.connection.on('error', (error: Error) => log.debug({ reason: error.message }, 'mongodb connection'));
    options.health?.add({
      name: 'mongodb',
      critical: true,
      check: () => this.database().command({ ping: 1 }),
    });
  }

  /** Connects unless connected. Rejects when the server does not answer, or is a stand-in where that is not allowed. */
  async open(): Promise<void> {
    if (this.connection.readyState !== 1) {
      await this.connection.openUri(this.url, {
        ...limits,
        writeConcern: { w: 'majority', journal: true },
        autoIndex: false,
        autoCreate: false,
      });
    }
    await refuseStandIn(this.database(), this.allowStandIn);
  }

  /** The database of this service. Throws service_unavailable before the first connection. */
  database(): mongo.Db {
    const database = this.connection.db;
    if (database === undefined)
      throw new Problem('service_unavailable', { detail: 'MongoDB is not connected yet.' });
    return database;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.connection.close();
  }
}
