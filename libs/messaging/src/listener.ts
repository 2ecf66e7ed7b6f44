import type { Event, Payload } from '@shop/contracts';
import { log } from '@shop/service/plain';
import type { AmqpConnectionManager } from 'amqp-connection-manager';
import { closeConnection, openConnection } from './connection.ts';
import { Consumer } from './consumer.ts';
import { Delivery, type Handler } from './delivery.ts';
import { Publisher } from './publisher.ts';
import { DEFAULT_RETRIES, type Retries } from './retries.ts';
import { declareService, declareShared } from './topology.ts';

const PREFETCH = 32;
const DRAIN_LIMIT_MS = 5_000;

export interface ListenerOptions {
  service: string;
  /** AMQP_URL; several brokers of one cluster are separated by commas. */
  url: string;
  /** Only for tests, which can't wait nine minutes for a dead letter. */
  retries?: Retries;
}

/**
 * Events for a process without Nest, with all that ShopTransport promises: one durable queue for all replicas, acknowledged
 * when handled, tried again when not, in the end a dead letter.
 */
export class Listener {
  private readonly handlers = new Map<string, Handler>();
  private readonly options: ListenerOptions;
  private publisher: Publisher | undefined;
  private consumer: Consumer | undefined;
  private manager: AmqpConnectionManager | undefined;

  constructor(options: ListenerOptions) {
    this.options = options;
  }

  /** Before start(). A message may come twice: `handle` must be harmless then. */
  on<E extends Event>(contract: E, handle: (payload: Payload<E>) => Promise<void>): this {
    const handler: Handler = (payload) => handle(payload as Payload<E>);
    this.handlers.set(contract.name, Object.assign(handler, { extras: { contract } }));
    return this;
  }

  /** Begins to listen. The broker may be away, now or later: messages come when it is back. */
  start(): void {
    const { service, url, retries = DEFAULT_RETRIES } = this.options;
    const publisher = new Publisher({ service, url, retries });
    const delivery = new Delivery(service, publisher, retries);
    this.publisher = publisher;
    this.consumer = new Consumer({
      name: service,
      prefetch: PREFETCH,
      drainLimitMs: DRAIN_LIMIT_MS,
      declare: async (channel) => {
        await declareShared(channel, retries.delaysMs);
        await declareService(channel, service, this.handlers.keys());
        return service;
      },
      handle: (message, stillOurs) => delivery.handle(message, 'service', this.handlers, stillOurs),
    });
    publisher.onModuleInit();
    this.manager = openConnection(url, `${service} consumer`);
    this.consumer.start(this.manager);
  }

  /** True while the broker gives it messages. */
  get alive(): boolean {
    return this.consumer?.alive === true;
  }

  /** Takes no more messages, finishes those in hand and hangs up. */
  async close(): Promise<void> {
    try {
      await this.consumer?.drain();
      if (this.manager !== undefined) await closeConnection(this.manager);
      await this.publisher?.close();
    } catch (error) {
      log.warn({ err: error }, 'the listener could not be closed');
    }
  }
}
