import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { Controller, Global, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomStrategy } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Command, Envelope, Event, ServiceName } from '@shop/contracts';
import { HealthRegistry } from '@shop/health';
import { log, MESSAGE_TRANSPORT } from '@shop/service';
import { connect, type GetMessage } from 'amqplib';
import { z } from 'zod';
import { type Rabbit, startRabbit } from '../../../tests/support/rabbitmq.ts';
import {
  type Every,
  HandleCommand,
  HandleEvent,
  type MessageMeta,
  MessagingModule,
  OutboxRelay,
  type OutboxSource,
  Publisher,
  type Retries,
  type ShopTransport,
} from '../src/index.ts';

log.level = process.env.LOG_LEVEL ?? 'silent';

/** The broker given by AMQP_URL, or a private one. */
export async function broker(): Promise<{ url: string; stop(): Promise<void> }> {
  const url = process.env.AMQP_URL;
  if (url !== undefined) return { url, stop: async () => undefined };
  const rabbit: Rabbit = await startRabbit();
  return { url: rabbit.url, stop: () => rabbit.stop() };
}

export const Thing = z.object({ n: z.int() });
export const newService = (): ServiceName => `t${randomBytes(6).toString('hex')}` as ServiceName;
export const eventOf = (service: ServiceName, words = 'thing-happened'): Event<typeof Thing> => ({
  kind: 'event',
  heardBy: [],
  service,
  name: `${service}.${words}.v1`,
  payload: Thing,
});
export const commandOf = (service: ServiceName, words = 'do-thing'): Command<typeof Thing> => ({
  kind: 'command',
  service,
  name: `${service}.${words}`,
  payload: Thing,
});

type Handle = (thing: { n: number }, meta: MessageMeta) => unknown;

/** A controller with one handler. */
export function handler(
  contract: Command<typeof Thing> | Event<typeof Thing>,
  handle: Handle,
  every?: Every,
): Type {
  class Handlers {
    on(thing: { n: number }, meta: MessageMeta): unknown {
      return handle(thing, meta);
    }
  }
  const method = Object.getOwnPropertyDescriptor(Handlers.prototype, 'on') as TypedPropertyDescriptor<Handle>;
  if (contract.kind === 'event')
    HandleEvent(contract, every ? { every } : {})(Handlers.prototype, 'on', method);
  else HandleCommand(contract)(Handlers.prototype, 'on', method);
  Controller()(Handlers);
  return Handlers;
}

export const QUICK: Retries = {
  delaysMs: [50, 100],
  attempts: 4,
  unavailableAttempts: 8,
  unhandledAttempts: 2,
};

export interface TestService {
  publisher: Publisher;
  relay: OutboxRelay;
  transport: ShopTransport;
  /** State of the dependency `rabbitmq`, as /health tells it. */
  rabbitmq(): Promise<string>;
  stop(): Promise<void>;
}

/** A service with nothing but messages. */
export async function startService(
  url: string,
  service: ServiceName,
  controllers: Type[] = [],
  options: { prefetch?: number; retries?: Retries } = {},
): Promise<TestService> {
  class Health {}
  Global()(Health);
  Module({ providers: [HealthRegistry], exports: [HealthRegistry] })(Health);
  class Root {}
  Module({
    imports: [Health, MessagingModule.forRoot({ service, url, retries: QUICK, ...options })],
    controllers,
  })(Root);
  const app = await NestFactory.create(Root, new FastifyAdapter(), { logger: false, abortOnError: false });
  const transport = app.get<ShopTransport>(MESSAGE_TRANSPORT);
  try {
    app.connectMicroservice<CustomStrategy>({ strategy: transport }, { inheritAppConfig: false });
    await app.init();
    await app.startAllMicroservices();
  } catch (error) {
    await app.close();
    throw error;
  }
  return {
    publisher: app.get(Publisher),
    relay: app.get(OutboxRelay),
    transport,
    async rabbitmq() {
      const found = app
        .get(HealthRegistry)
        .all()
        .find(({ name }) => name === 'rabbitmq');
      const asked = found?.check() ?? Promise.reject(new Error('unknown dependency'));
      return asked.then(
        () => 'up',
        (error: unknown) => `down: ${(error as Error).message}`,
      );
    },
    stop: () => app.close(),
  };
}

/** Waits for a condition; fails with `what` after `limitMs`. */
export async function until(what: string, condition: () => unknown, limitMs = 30_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Talks to the broker behind the library's back. */
export async function raw(url: string) {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  return {
    channel,
    /** Takes `count` messages out of a queue as they come. */
    async take(queue: string, count: number): Promise<GetMessage[]> {
      const taken: GetMessage[] = [];
      await until(`${count} messages in ${queue}`, async () => {
        const message = await channel.get(queue, { noAck: true });
        if (message !== false) taken.push(message);
        return taken.length >= count;
      });
      return taken;
    },
    /** What a queue holds, and who listens; undefined when there is none. */
    async queue(name: string) {
      const own = await connection.createChannel();
      own.on('error', () => undefined);
      const found = await own.checkQueue(name).catch(() => undefined);
      if (found !== undefined) await own.close();
      return found;
    },
    /** Messages ready in a queue. A busy broker that cannot count those of a quorum queue within 250 ms says 0. */
    async depth(name: string): Promise<number | undefined> {
      return (await this.queue(name))?.messageCount;
    },
    close: () => connection.close(),
  };
}

/** An outbox in memory, with the promises of a real one. */
export class MemoryOutbox implements OutboxSource {
  readonly name = `memory-${randomBytes(4).toString('hex')}`;
  readonly stored: Envelope[] = [];
  /** Set it to make the store fail. */
  down = false;

  async pending(limit: number) {
    if (this.down) throw new Error('the store is away');
    return this.stored.length === 0 ? [] : [{ messages: this.stored.slice(0, limit) }];
  }
  async done({ messages }: { messages: Envelope[] }) {
    if (this.down) throw new Error('the store is away');
    const ids = new Set(messages.map(({ id }) => id));
    this.stored.splice(0, this.stored.length, ...this.stored.filter(({ id }) => !ids.has(id)));
  }
  async stats() {
    const at = this.stored[0]?.at;
    return { depth: this.stored.length, oldestAt: at === undefined ? undefined : new Date(at) };
  }
}
