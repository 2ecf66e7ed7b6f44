import type { BeforeApplicationShutdown, OnApplicationShutdown } from '@nestjs/common';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import type { AnyMessage } from '@shop/contracts';
import { log } from '@shop/service/plain';
import type { AmqpConnectionManager } from 'amqp-connection-manager';
import { isObservable, lastValueFrom } from 'rxjs';
import { v7 as uuid } from 'uuid';
import { closeConnection, openConnection } from './connection.ts';
import { Consumer, type ConsumerOptions } from './consumer.ts';
import { Delivery, type Handler } from './delivery.ts';
import type { Every, HandlerExtras } from './handlers.ts';
import type { OutboxRelay } from './outbox.ts';
import type { Publisher } from './publisher.ts';
import { DEFAULT_RETRIES, type Retries } from './retries.ts';
import { declareReplica, declareService, declareShared } from './topology.ts';

/** Messages in hand at once, a queue and process. */
export const DEFAULT_PREFETCH = 32;
const READY_LIMIT_MS = 10_000;
// What a replica got for itself is worth nothing once it stops.
const DRAIN_LIMIT_MS: Record<Every, number> = { service: 25_000, replica: 1_000 };

export interface TransportOptions {
  service: string;
  url: string;
  prefetch?: number | undefined;
  retries?: Retries | undefined;
}

/**
 * Nest's side of RabbitMQ: gets messages from the service's queue, hands them to the methods marked @HandleCommand and
 * @HandleEvent, and acknowledges them when these have succeeded.
 */
export class ShopTransport
  extends Server
  implements CustomTransportStrategy, BeforeApplicationShutdown, OnApplicationShutdown
{
  override readonly propagatesEventHandlerErrors = true;
  private readonly handlers: Record<Every, Map<string, Handler>> = { service: new Map(), replica: new Map() };
  private readonly joined: (() => void)[] = [];
  private readonly options: TransportOptions;
  private readonly publisher: Publisher;
  private readonly relay: OutboxRelay;
  private consumers: Consumer[] = [];
  private manager: AmqpConnectionManager | undefined;
  private closing: Promise<void> | undefined;
  private draining: Promise<void> | undefined;

  constructor(options: TransportOptions, publisher: Publisher, relay: OutboxRelay) {
    super();
    this.options = options;
    this.publisher = publisher;
    this.relay = relay;
  }

  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEvent = false,
    extras: Partial<HandlerExtras> = {},
  ): void {
    const { contract, every = 'service' } = extras;
    if (contract === undefined) {
      throw new Error(
        `the handler of ${JSON.stringify(pattern)} has no contract: use @HandleCommand or @HandleEvent`,
      );
    }
    this.check(contract);
    const handlers = this.handlers[every];
    if (handlers.has(contract.name))
      throw new Error(`two handlers for ${contract.name} in ${this.options.service}`);
    Object.assign(callback, { extras, isEventHandler: isEvent });
    const handler: Handler = async (payload, meta) => finished(await callback(payload, meta));
    handlers.set(contract.name, Object.assign(handler, { extras }));
  }

  /** Starts the consumers; waits until they are alive, for at most 10 s: a service starts without its broker too. */
  listen(callback: (error?: unknown) => void): void {
    this.start().then(
      () => callback(),
      (error: unknown) => callback(error),
    );
  }

  /**
   * Calls back each time this replica begins to get its own copies of events (`every: 'replica'`), at start and after
   * each lost connection: what came in between it has missed, so that it should load anew what it holds in memory.
   */
  onJoined(callback: () => void): void {
    this.joined.push(callback);
  }

  private check(contract: AnyMessage): void {
    const shape = contract.kind === 'event' ? /^[\w-]+\.[\w-]+\.v\d+$/ : /^[\w-]+\.[\w-]+$/;
    if (!shape.test(contract.name)) {
      throw new Error(
        `"${contract.name}" is no ${contract.kind}'s name: <service>.<words>${contract.kind === 'event' ? '.v<n>' : ''}`,
      );
    }
    if (contract.kind === 'command' && contract.service !== this.options.service) {
      throw new Error(`${contract.name} is for ${contract.service}, not for ${this.options.service}`);
    }
  }

  /** Rejects with the reason when messages do not get through: no connection, or a consumer that gets nothing. */
  async health(): Promise<void> {
    if (!this.publisher.connected) throw new Error('not connected');
    const dead = this.consumers.filter((consumer) => !consumer.alive).map((consumer) => consumer.name);
    if (dead.length > 0) throw new Error(`gets no messages: ${dead.join(', ')}`);
  }

  /** Takes no more messages and finishes those in hand, while stores and HTTP are still open. */
  async beforeApplicationShutdown(): Promise<void> {
    this.draining ??= Promise.all(this.consumers.map((consumer) => consumer.drain())).then(() => undefined);
    await this.draining;
  }

  /** Nest calls this when HTTP has drained and the stores are still open. */
  async close(): Promise<void> {
    this.closing ??= this.shutDown();
    await this.closing;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /** Nest's door to driver events; there are none here, see onJoined. */
  on(): never {
    throw new Error('ShopTransport has no driver events');
  }

  unwrap<T>(): T {
    return this.manager as T;
  }

  private async shutDown(): Promise<void> {
    await this.beforeApplicationShutdown();
    await this.relay.stop();
    if (this.manager !== undefined) await closeConnection(this.manager);
    await this.publisher.close();
  }

  private async start(): Promise<void> {
    const { service, url, prefetch = DEFAULT_PREFETCH, retries = DEFAULT_RETRIES } = this.options;
    const delivery = new Delivery(service, this.publisher, retries);
    const consumerOf = (every: Every, name: string, declare: ConsumerOptions['declare']): Consumer =>
      new Consumer({
        name,
        prefetch,
        drainLimitMs: DRAIN_LIMIT_MS[every],
        declare: async (channel) => {
          await declareShared(channel, retries.delaysMs);
          return declare(channel);
        },
        handle: (message, stillOurs) => delivery.handle(message, every, this.handlers[every], stillOurs),
      });
    const { service: shared, replica } = this.handlers;
    if (shared.size > 0) {
      const events = [...shared.values()].flatMap(({ extras }) =>
        extras?.contract?.kind === 'event' ? [extras.contract.name] : [],
      );
      this.consumers.push(
        consumerOf('service', service, async (channel) => {
          await declareService(channel, service, events);
          return service;
        }),
      );
    }
    if (replica.size > 0) {
      this.consumers.push(
        consumerOf('replica', `${service} replica`, async (channel) => {
          // A new name each time: the broker may hold the last connection, and with it the queue, for a while yet.
          const queue = `${service}.replica.${uuid()}`;
          await declareReplica(channel, queue, replica.keys());
          for (const callback of this.joined) callback();
          return queue;
        }),
      );
    }
    if (this.consumers.length === 0) return;
    this.manager = openConnection(url, `${service} consumer`);
    for (const consumer of this.consumers) consumer.start(this.manager);
    await Promise.all(this.consumers.map((consumer) => consumer.ready(READY_LIMIT_MS)));
    const dead = this.consumers.filter((consumer) => !consumer.alive);
    if (dead.length > 0) log.warn('starting without RabbitMQ; messages will come when it does');
  }
}

/** Nest wraps what an event's handler returns. */
async function finished(value: unknown): Promise<void> {
  if (isObservable(value)) await lastValueFrom(value, { defaultValue: undefined });
}
