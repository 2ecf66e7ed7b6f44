import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { deadLetterQueue, EXCHANGE, envelope, HEADERS, unbind } from '../src/index.ts';
import {
  broker,
  commandOf,
  eventOf,
  handler,
  newService,
  raw,
  startService,
  type TestService,
  until,
} from './support.ts';

let rabbit: Awaited<ReturnType<typeof broker>>;
let behind: Awaited<ReturnType<typeof raw>>;
const running: TestService[] = [];
const start = async (...given: Parameters<typeof startService>): Promise<TestService> => {
  const service = await startService(...given);
  running.push(service);
  return service;
};

beforeAll(async () => {
  rabbit = await broker();
  behind = await raw(rabbit.url);
}, 120_000);
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
});
afterAll(async () => {
  await behind.close();
  await rabbit.stop();
});

describe('what Nest loses while handling, and we keep', () => {
  it('L1 a handler that throws: Nest forgets the message, we try again until it works', async () => {
    const name = newService();
    const happened = eventOf(name);
    const attempts: number[] = [];
    const service = await start(rabbit.url, name, [
      handler(happened, (_, { attempt }) => {
        attempts.push(attempt);
        if (attempt < 3) throw new Error('the store is away');
      }),
    ]);
    await service.publisher.publish(envelope(happened, { n: 1 }));
    await until('third attempt', () => attempts.length === 3);
    expect(attempts).toEqual([1, 2, 3]);
    await until('acknowledged', async () => (await behind.depth(name)) === 0);
    expect(await behind.depth(deadLetterQueue(name))).toBe(0);
  });

  it('gives nothing up because a store is away, however often it fails for that', async () => {
    const name = newService();
    const happened = eventOf(name);
    const attempts: number[] = [];
    const service = await start(rabbit.url, name, [
      handler(happened, (_, { attempt }) => {
        attempts.push(attempt);
        if (attempt < 6) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      }),
    ]);
    await service.publisher.publish(envelope(happened, { n: 1 }));
    await until('sixth attempt', () => attempts.length === 6);
    await until('acknowledged', async () => (await behind.depth(name)) === 0);
    expect(await behind.depth(deadLetterQueue(name))).toBe(0);
  });

  it('L2 a failing message does not wedge the queue, not even with one message in hand at a time', async () => {
    const name = newService();
    const happened = eventOf(name);
    const handled: number[] = [];
    const service = await start(
      rabbit.url,
      name,
      [
        handler(happened, ({ n }) => {
          if (n === 1) throw new Error('always');
          handled.push(n);
        }),
      ],
      { prefetch: 1 },
    );
    for (const n of [1, 2, 3]) await service.publisher.publish(envelope(happened, { n }));
    await until('the others', () => handled.length === 2);
    expect(handled).toEqual([2, 3]);
    const [dead] = await behind.take(deadLetterQueue(name), 1);
    expect(JSON.parse(String(dead?.content)).payload).toEqual({ n: 1 });
    expect(dead?.properties.headers).toMatchObject({
      [HEADERS.reason]: 'gave-up',
      [HEADERS.attempts]: 4,
      [HEADERS.error]: 'Error: always',
      [HEADERS.routingKey]: happened.name,
    });
    expect(Date.parse(String(dead?.properties.headers?.[HEADERS.firstFailedAt]))).toBeLessThanOrEqual(
      Date.now(),
    );
  });

  it('L3 the next attempt comes soon, not with the consumer timeout of the broker', async () => {
    const name = newService();
    const happened = eventOf(name);
    const times: number[] = [];
    const service = await start(rabbit.url, name, [
      handler(happened, () => {
        times.push(Date.now());
        if (times.length === 1) throw new Error('once');
      }),
    ]);
    await service.publisher.publish(envelope(happened, { n: 1 }));
    await until('second attempt', () => times.length === 2);
    // The broker's own limit is half an hour.
    expect((times[1] as number) - (times[0] as number)).toBeLessThan(10_000);
  });

  it('L10 a deleted queue: Nest is deaf for ever and says it is well, we declare it again and listen', async () => {
    const name = newService();
    const happened = eventOf(name);
    const handled: number[] = [];
    const service = await start(rabbit.url, name, [handler(happened, ({ n }) => handled.push(n))]);
    expect(await service.rabbitmq()).toBe('up');
    await behind.channel.deleteQueue(name);
    await until('well again', async () => (await service.rabbitmq()) === 'up');
    await until('a consumer', async () => (await behind.queue(name))?.consumerCount === 1);
    await service.publisher.publish(envelope(happened, { n: 7 }));
    await until('handled', () => handled.length === 1);
  });

  it('L12 what cannot be read or handled goes to the dead letters with a reason', async () => {
    const name = newService();
    const happened = eventOf(name);
    const handled: number[] = [];
    await start(rabbit.url, name, [handler(happened, ({ n }) => handled.push(n))]);
    const body = (payload: unknown, type = happened.name) =>
      JSON.stringify({ id: randomUUID(), type, payload, at: new Date().toISOString() });
    const unknown = `${name}.renamed`;
    for (const content of [
      '{not json',
      'null',
      '5',
      JSON.stringify({ id: 'no UUID', type: happened.name, payload: { n: 3 }, at: new Date().toISOString() }),
      body({ n: 'one' }),
      body({ n: 1 }, unknown),
      body({ n: 2 }),
    ]) {
      behind.channel.publish(EXCHANGE, `${name}.anything`, Buffer.from(content));
    }
    const dead = await behind.take(deadLetterQueue(name), 6);
    const reasons = dead.map(({ properties }) => properties.headers?.[HEADERS.reason]);
    expect(reasons.sort()).toEqual([
      'invalid',
      'malformed',
      'malformed',
      'malformed',
      'malformed',
      'unhandled',
    ]);
    const errors = dead.map(({ properties }) => String(properties.headers?.[HEADERS.error])).join('\n');
    expect(errors).toContain('not JSON');
    expect(errors).toContain('n: ');
    expect(errors).toContain(unknown);
    await until('the one that can be is handled', () => handled.length > 0);
    expect(handled).toEqual([2]);
  });

  it('L13 patterns are whole names: one with a wildcard is refused at start', async () => {
    const name = newService();
    const wild = { ...eventOf(name), name: `${name}.#.v1` };
    await expect(startService(rabbit.url, name, [handler(wild, () => undefined)])).rejects.toThrow(
      'is no event',
    );
  });

  it('L14 a binding left by older code: its messages are kept as dead letters, until an operator removes it', async () => {
    const name = newService();
    const old = eventOf(name, 'old-thing');
    const before = await startService(rabbit.url, name, [handler(old, () => undefined)]);
    await before.stop();
    const service = await start(rabbit.url, name, [handler(eventOf(name, 'new-thing'), () => undefined)]);
    const message = envelope(old, { n: 1 });
    await service.publisher.publish(message);
    const [dead] = await behind.take(deadLetterQueue(name), 1);
    expect(dead?.properties.headers?.[HEADERS.reason]).toBe('unhandled');
    expect(JSON.parse(String(dead?.content))).toEqual(message);
    await unbind(rabbit.url, name, old.name);
    await service.publisher.publish(envelope(old, { n: 2 }));
    expect(await behind.depth(name)).toBe(0);
    expect(await behind.depth(deadLetterQueue(name))).toBe(0);
  });

  it('L15 a process that stops finishes what it has in hand: no duplicate, nothing lost', async () => {
    const name = newService();
    const happened = eventOf(name);
    const ended: number[] = [];
    let begun = 0;
    let finish = (): void => undefined;
    const mayEnd = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const service = await startService(
      rabbit.url,
      name,
      [
        handler(happened, async ({ n }) => {
          begun += 1;
          await mayEnd;
          ended.push(n);
        }),
      ],
      { prefetch: 2 },
    );
    for (const n of [1, 2, 3, 4]) await service.publisher.publish(envelope(happened, { n }));
    await until('two in hand', () => begun === 2);
    const stopped = service.stop();
    await until('it takes no more', async () => (await service.rabbitmq()) !== 'up');
    finish();
    await stopped;
    expect(ended.sort()).toEqual([1, 2]);
    const left = await behind.take(name, 2);
    expect(left.map(({ content }) => JSON.parse(String(content)).payload.n)).toEqual([3, 4]);
    expect(left.map(({ fields }) => fields.redelivered)).toEqual([false, false]);
    expect(await behind.depth(name)).toBe(0);
  });

  it('L17 the answer of a handler is its acknowledgement: nobody has to ack, nothing is sent back', async () => {
    const name = newService();
    const doThing = commandOf(name);
    const { queue: replies } = await behind.channel.assertQueue('', { exclusive: true });
    const handled: number[] = [];
    await start(rabbit.url, name, [
      handler(doThing, ({ n }) => {
        handled.push(n);
        return { answer: n };
      }),
    ]);
    const content = Buffer.from(JSON.stringify(envelope(doThing, { n: 1 })));
    behind.channel.publish(EXCHANGE, doThing.name, content, { replyTo: replies, correlationId: 'x' });
    await until('handled', () => handled.length === 1);
    await until('acknowledged', async () => (await behind.channel.deleteQueue(name)).messageCount === 0);
    expect(await behind.depth(replies)).toBe(0);
  });

  it('L20 a backlog is not poured over one process: prefetch bounds what it has in hand', async () => {
    const name = newService();
    const happened = eventOf(name);
    let inHand = 0;
    let most = 0;
    let handled = 0;
    const { promise: mayEnd, resolve: letThemEnd } = Promise.withResolvers<void>();
    const service = await start(
      rabbit.url,
      name,
      [
        handler(happened, async () => {
          most = Math.max(most, ++inHand);
          // Time for a fourth to come, if it did.
          if (inHand === 3) setTimeout(letThemEnd, 200);
          await mayEnd;
          inHand -= 1;
          handled += 1;
        }),
      ],
      { prefetch: 3 },
    );
    await Promise.all(
      Array.from({ length: 30 }, (_, n) => service.publisher.publish(envelope(happened, { n }))),
    );
    await until('all handled', () => handled === 30);
    expect(most).toBe(3);
  });
});
