import { currentTrace, runInTrace, startTrace } from '@shop/service';
import { register } from 'prom-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  deadLetterQueue,
  envelope,
  HEADERS,
  type MongoCollection,
  markHandled,
  mongoOutbox,
  notHandled,
  Unprocessable,
} from '../src/index.ts';
import {
  broker,
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

let rabbit: Awaited<ReturnType<typeof broker>>;
const running: TestService[] = [];
const start = async (...given: Parameters<typeof startService>): Promise<TestService> => {
  const service = await startService(...given);
  running.push(service);
  return service;
};

beforeAll(async () => {
  rabbit = await broker();
}, 120_000);
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
});
afterAll(() => rabbit.stop());

describe('the outbox', () => {
  it('carries what is stored to who handles it, in order, once each, and clears it', async () => {
    const name = newService();
    const happened = eventOf(name);
    const handled: number[] = [];
    const service = await start(rabbit.url, name, [handler(happened, ({ n }) => handled.push(n))], {
      prefetch: 1,
    });
    const outbox = new MemoryOutbox();
    service.relay.add(outbox);
    const all = Array.from({ length: 500 }, (_, n) => n);
    for (const n of all) outbox.stored.push(envelope(happened, { n }));
    service.relay.wake();
    await until('all handled', () => handled.length >= all.length);
    expect(handled).toEqual(all);
    expect(outbox.stored).toEqual([]);
  });

  it('is woken: an idle system handles a stored message within milliseconds', async () => {
    const name = newService();
    const happened = eventOf(name);
    const delays: number[] = [];
    const service = await start(rabbit.url, name, [
      handler(happened, (_, { at }) => delays.push(Date.now() - Date.parse(at))),
    ]);
    const outbox = new MemoryOutbox();
    service.relay.add(outbox);
    for (let n = 1; n <= 30; n += 1) {
      outbox.stored.push(envelope(happened, { n }));
      service.relay.wake();
      await until('handled and cleared', () => delays.length === n && outbox.stored.length === 0);
    }
    const median = delays.sort((a, b) => a - b)[15] as number;
    console.info(`stored to handled, idle: median ${median} ms`);
    expect(median).toBeLessThan(100);
  });

  it('keeps trying while the store is away, and is seen to lag', async () => {
    const name = newService();
    const happened = eventOf(name);
    const handled: number[] = [];
    const service = await start(rabbit.url, name, [handler(happened, ({ n }) => handled.push(n))]);
    const outbox = new MemoryOutbox();
    outbox.down = true;
    service.relay.add(outbox);
    outbox.stored.push({ ...envelope(happened, { n: 1 }), at: new Date(Date.now() - 60_000).toISOString() });
    const metrics = await register.metrics();
    expect(metrics).toContain(`outbox_depth{source="${outbox.name}"} 1`);
    expect(
      Number(new RegExp(`outbox_lag_seconds{source="${outbox.name}"} (\\S+)`).exec(metrics)?.[1]),
    ).toBeGreaterThan(59);
    outbox.down = false;
    await until('handled', () => handled.length === 1);
  });

  it('is emptied before the process ends', async () => {
    const name = newService();
    const happened = eventOf(name);
    await (await startService(rabbit.url, name, [handler(happened, () => undefined)])).stop();
    const service = await startService(rabbit.url, newService());
    const outbox = new MemoryOutbox();
    service.relay.add(outbox);
    for (let n = 0; n < 300; n += 1) outbox.stored.push(envelope(happened, { n }));
    await service.stop();
    expect(outbox.stored).toEqual([]);
    const behind = await raw(rabbit.url);
    await expect.poll(() => behind.depth(name)).toBe(300);
    await behind.close();
  });

  it('in documents: publishes what each document holds and pulls just that', async () => {
    const name = newService();
    const happened = eventOf(name);
    const handled: number[] = [];
    const first = envelope(happened, { n: 1 });
    const later = envelope(happened, { n: 2 });
    const document = { _id: 'a', outbox: [first] };
    const updates: unknown[] = [];
    const waiting = () => (document.outbox.length > 0 ? [structuredClone(document)] : []);
    const collection: MongoCollection = {
      find: () => ({ toArray: async () => waiting() }),
      async updateOne(filter, update) {
        updates.push([filter, update]);
        if (updates.length === 1) document.outbox.push(later);
        const ids = (update as { $pull: { outbox: { id: { $in: string[] } } } }).$pull.outbox.id.$in;
        document.outbox = document.outbox.filter(({ id }) => !ids.includes(id));
      },
      aggregate: () => ({ toArray: async () => [] }),
    };
    const service = await start(rabbit.url, name, [handler(happened, ({ n }) => handled.push(n))]);
    const leases = { updateOne: async () => undefined };
    service.relay.add(mongoOutbox(collection, leases, name));
    await until('both handled', () => handled.length === 2 && document.outbox.length === 0);
    expect(updates).toEqual([
      [{ _id: 'a' }, { $pull: { outbox: { id: { $in: [first.id] } } } }],
      [{ _id: 'a' }, { $pull: { outbox: { id: { $in: [later.id] } } } }],
    ]);
    expect(notHandled(first)).toEqual({ handled: { $ne: first.id } });
    expect(markHandled(first)).toEqual({ handled: { $each: [first.id], $slice: -50 } });
  });
});

describe('handlers', () => {
  it('the trace goes along: from who stored the message to who handles it', async () => {
    const name = newService();
    const happened = eventOf(name);
    let seen: string | undefined;
    const service = await start(rabbit.url, name, [
      handler(happened, () => {
        seen = currentTrace()?.traceId;
      }),
    ]);
    const trace = startTrace();
    await service.publisher.publish(runInTrace(trace, () => envelope(happened, { n: 1 })));
    await until('handled', () => seen);
    expect(seen).toBe(trace.traceId);
  });

  it('what can never work is a dead letter at once', async () => {
    const name = newService();
    const happened = eventOf(name);
    let attempts = 0;
    const service = await start(rabbit.url, name, [
      handler(happened, () => {
        attempts += 1;
        throw new Unprocessable('this order is not ours');
      }),
    ]);
    await service.publisher.publish(envelope(happened, { n: 1 }));
    const behind = await raw(rabbit.url);
    const [dead] = await behind.take(deadLetterQueue(name), 1);
    await behind.close();
    expect(dead?.properties.headers).toMatchObject({
      [HEADERS.reason]: 'unprocessable',
      [HEADERS.error]: 'Unprocessable: this order is not ours',
    });
    expect(attempts).toBe(1);
  });

  it('an event for every replica reaches each process, one for the service just one', async () => {
    const name = newService();
    const forEach = eventOf(name, 'product-changed');
    const forOne = eventOf(name, 'order-placed');
    const got = { each: [0, 0], one: [0, 0] };
    const replicas = await Promise.all(
      [0, 1].map(async (i) => {
        const service = await start(rabbit.url, name, [
          handler(forEach, () => got.each.splice(i, 1, (got.each[i] as number) + 1), 'replica'),
          handler(forOne, () => got.one.splice(i, 1, (got.one[i] as number) + 1)),
        ]);
        return service;
      }),
    );
    for (let n = 0; n < 10; n += 1) {
      await replicas[0]?.publisher.publish(envelope(forEach, { n }));
      await replicas[0]?.publisher.publish(envelope(forOne, { n }));
    }
    const total = () => (got.one[0] as number) + (got.one[1] as number);
    await until('all', () => got.each.every((count) => count >= 10) && total() >= 10);
    expect(got.each).toEqual([10, 10]);
    expect(total()).toBe(10);
  });

  it('two handlers of one message in a service are refused at start, and so is another service’s command', async () => {
    const name = newService();
    const happened = eventOf(name);
    const twice = [handler(happened, () => undefined), handler(happened, () => undefined)];
    await expect(startService(rabbit.url, name, twice)).rejects.toThrow(`two handlers for ${happened.name}`);
    const foreign = [handler(commandOf(newService()), () => undefined)];
    await expect(startService(rabbit.url, name, foreign)).rejects.toThrow(`not for ${name}`);
  });
});
