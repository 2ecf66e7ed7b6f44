import { runInTrace, startTrace } from '@shop/service';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Rabbit, startRabbit } from '../../../tests/support/rabbitmq.ts';
import { EXCHANGE, envelope, PublishFailed, UNHEARD, UNROUTED, Unroutable } from '../src/index.ts';
import {
  commandOf,
  eventOf,
  handler,
  MemoryOutbox,
  newService,
  raw,
  startService,
  type TestService,
  until,
} from './support.ts';

// A broker of its own: these tests kill it.
let rabbit: Rabbit;
const running: TestService[] = [];
const start = async (...given: Parameters<typeof startService>): Promise<TestService> => {
  const service = await startService(...given);
  running.push(service);
  return service;
};

beforeAll(async () => {
  rabbit = await startRabbit();
}, 200_000);
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
});
afterAll(() => rabbit?.stop());

describe('what Nest loses between publisher and broker, and we keep', () => {
  it('L4 L5 confirmed messages survive kill -9 of the broker, and each is handled', async () => {
    const name = newService();
    const happened = eventOf(name);
    const before = await startService(rabbit.url, name, [handler(happened, () => undefined)]);
    await before.stop();
    const other = await start(rabbit.url, newService());
    const messages = Array.from({ length: 200 }, (_, n) => envelope(happened, { n }));
    const results = await Promise.allSettled([
      ...messages.slice(0, 100).map((message) => other.publisher.publish(message)),
    ]);
    expect(results.every(({ status }) => status === 'fulfilled')).toBe(true);
    const rest = messages.slice(100).map((message) => other.publisher.publish(message));
    const confirmed = Promise.allSettled(rest);
    await rabbit.restart();
    const alsoConfirmed = (await confirmed).flatMap(({ status }, i) =>
      status === 'fulfilled' ? [100 + i] : [],
    );
    const handled = new Set<number>();
    await start(rabbit.url, name, [handler(happened, ({ n }) => handled.add(n))]);
    const promised = [...messages.slice(0, 100).keys(), ...alsoConfirmed];
    await until('all that was confirmed', () => promised.every((n) => handled.has(n)));
  });

  it('L6 a message stored while the broker is down goes when it is back, whoever does not wait for it', async () => {
    const name = newService();
    const happened = eventOf(name);
    const handled: number[] = [];
    const service = await start(rabbit.url, name, [handler(happened, ({ n }) => handled.push(n))]);
    const outbox = new MemoryOutbox();
    service.relay.add(outbox);
    await rabbit.kill9();
    await until('known to be down', async () => (await service.rabbitmq()) !== 'up');
    for (const n of [1, 2, 3]) outbox.stored.push(envelope(happened, { n }));
    service.relay.wake();
    await rabbit.start();
    await until('handled', () => handled.length >= 3);
    expect([...new Set(handled)]).toEqual([1, 2, 3]);
    await until('cleared', () => outbox.stored.length === 0);
    expect(await service.rabbitmq()).toBe('up');
  });

  it('L7 L16 without a broker a publish ends within 5 s, with an Error that says why', async () => {
    const service = await start(rabbit.url, newService());
    await until('connected', async () => (await service.rabbitmq()) === 'up');
    await rabbit.kill9();
    try {
      await until('known to be down', async () => (await service.rabbitmq()) !== 'up');
      const began = Date.now();
      const failure = await service.publisher
        .publish(envelope(eventOf(newService()), { n: 1 }))
        .catch((error) => error);
      expect(failure).toBeInstanceOf(PublishFailed);
      expect(failure.message).toContain('RabbitMQ cannot be reached');
      // Its five seconds, and what a busy machine adds; without a limit it would wait for the broker.
      expect(Date.now() - began).toBeLessThan(15_000);
    } finally {
      await rabbit.start();
    }
  });

  it('L8 an event nobody takes is kept in shop.unrouted', async () => {
    const service = await start(await rabbit.vhost('unrouted'), newService());
    const message = envelope(eventOf(newService()), { n: 1 });
    await service.publisher.publish(message);
    const behind = await raw(`${rabbit.url}/unrouted`);
    const [kept] = await behind.take(UNROUTED, 1);
    expect(JSON.parse(String(kept?.content))).toEqual(message);
    expect(kept?.fields.routingKey).toBe(message.type);
    await behind.close();
  });

  it('L8 an announcement that nobody hears is no loss, and does not lie in shop.unrouted', async () => {
    const url = await rabbit.vhost('unheard');
    const behind = await raw(url);
    // As a version before this one left it.
    await behind.channel.assertExchange(UNROUTED, 'fanout');
    await behind.channel.assertQueue(UNROUTED, {
      arguments: { 'x-queue-type': 'quorum', 'x-message-ttl': 604_800_000, 'x-max-length': 100_000 },
    });
    await behind.channel.bindQueue(UNROUTED, UNROUTED, '');
    const service = await start(url, newService());
    const { user } = await import('@shop/contracts');
    const message = envelope(user.registered, { accountId: crypto.randomUUID() });
    await service.publisher.publish(message);
    const [kept] = await behind.take(UNHEARD, 1);
    expect(JSON.parse(String(kept?.content))).toEqual(message);
    expect(await behind.depth(UNROUTED)).toBe(0);
    await behind.close();
  });

  it('L9 a message the broker has no place for at all is refused, and the place is made again', async () => {
    const url = await rabbit.vhost('returned');
    const service = await start(url, newService());
    await until('connected', async () => (await service.rabbitmq()) === 'up');
    const behind = await raw(url);
    await behind.channel.deleteQueue(UNROUTED);
    const message = envelope(eventOf(newService()), { n: 1 });
    await expect(service.publisher.publish(message)).rejects.toThrow(Unroutable);
    await service.publisher.publish(message);
    expect(await behind.take(UNROUTED, 1)).toHaveLength(1);
    await behind.close();
  });

  it('L8 a command sent before its service first starts waits for it', async () => {
    const url = await rabbit.vhost('early');
    const service = await start(url, newService());
    const { catalogue } = await import('@shop/contracts');
    await service.publisher.publish(envelope(catalogue.commitStock, { orderId: crypto.randomUUID() }));
    const behind = await raw(url);
    await expect.poll(() => behind.depth('catalogue')).toBe(1);
    await behind.close();
  });

  it('L11 a connection lost in the middle of a handler costs one redelivery, never the next connection', async () => {
    const name = newService();
    const doThing = commandOf(name);
    const begun: number[] = [];
    let finish = (): void => undefined;
    const mayEnd = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const service = await start(rabbit.url, name, [
      handler(doThing, async ({ n }) => {
        begun.push(n);
        if (begun.length === 1) await mayEnd;
      }),
    ]);
    await service.publisher.publish(envelope(doThing, { n: 1 }));
    await until('in hand', () => begun.length === 1);
    await rabbit.restart();
    await until('delivered again', () => begun.length === 2);
    // The first attempt ends now and must not be acknowledged on the new connection: RabbitMQ would close it.
    finish();
    await service.publisher.publish(envelope(doThing, { n: 2 }));
    await until('the next', () => begun.length === 3);
    expect(begun).toEqual([1, 1, 2]);
    expect(await service.rabbitmq()).toBe('up');
    const behind = await raw(rabbit.url);
    expect(await behind.queue(name)).toMatchObject({ messageCount: 0, consumerCount: 1 });
    await behind.close();
  });

  it('L18 a message says who it is: id, type, time, content type, trace; and is durable', async () => {
    const name = newService();
    const service = await start(rabbit.url, name);
    const behind = await raw(rabbit.url);
    const { queue } = await behind.channel.assertQueue('', { exclusive: true });
    const happened = eventOf(name);
    await behind.channel.bindQueue(queue, EXCHANGE, happened.name);
    const trace = startTrace();
    const message = runInTrace(trace, () => envelope(happened, { n: 1 }));
    await service.publisher.publish(message);
    const [sent] = await behind.take(queue, 1);
    expect(sent?.properties).toMatchObject({
      messageId: message.id,
      type: happened.name,
      timestamp: Math.floor(Date.parse(message.at) / 1000),
      contentType: 'application/json',
      deliveryMode: 2,
    });
    expect(String(sent?.properties.headers?.traceparent)).toContain(trace.traceId);
    await behind.close();
  });
});
