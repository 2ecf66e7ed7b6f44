import { type DynamicModule, Module } from '@nestjs/common';
import type { ServiceName } from '@shop/contracts';
import { HealthRegistry } from '@shop/health';
import { MESSAGE_TRANSPORT } from '@shop/service';
import { OutboxRelay } from './outbox.ts';
import { Publisher } from './publisher.ts';
import type { Retries } from './retries.ts';
import { ShopTransport } from './transport.ts';

export interface MessagingOptions {
  service: ServiceName;
  /** AMQP_URL; several brokers of one cluster are separated by commas. */
  url: string;
  /** Most messages in hand at once; 32 unless said. */
  prefetch?: number;
  /** Only for tests, which can't wait nine minutes for a dead letter. */
  retries?: Retries;
}

/** Messages for a service: Publisher, OutboxRelay, and the transport that start() connects. */
@Module({})
export class MessagingModule {
  static forRoot(options: MessagingOptions): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: Publisher, useFactory: () => new Publisher(options) },
        {
          provide: OutboxRelay,
          useFactory: (publisher: Publisher) => new OutboxRelay(publisher),
          inject: [Publisher],
        },
        {
          provide: MESSAGE_TRANSPORT,
          useFactory: (publisher: Publisher, relay: OutboxRelay, health: HealthRegistry) => {
            const transport = new ShopTransport(options, publisher, relay);
            health.add({ name: 'rabbitmq', critical: false, check: () => transport.health() });
            return transport;
          },
          inject: [Publisher, OutboxRelay, HealthRegistry],
        },
      ],
      exports: [Publisher, OutboxRelay, MESSAGE_TRANSPORT],
    };
  }
}
