import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mysqlUrl } from '../../../tests/support/stores.ts';
import { envelope, handleOnce, messageTables, mysqlOutbox, saveOutbox, waitingFor } from '../src/index.ts';
import { broker, eventOf, handler, newService, startService, type TestService, until } from './support.ts';

let source: DataSource;
let rabbit: Awaited<ReturnType<typeof broker>>;

beforeAll(async () => {
  rabbit = await broker();
  source = await new DataSource({
    type: 'mysql',
    url: await mysqlUrl('messaging'),
    migrations: [messageTables()],
    migrationsRun: true,
  }).initialize();
});
afterAll(async () => {
  await source.destroy();
  await rabbit.stop();
});

describe('the outbox and the inbox in MySQL', () => {
  it('a message goes when its transaction commits, and never when it is rolled back', async () => {
    const name = newService();
    const happened = eventOf(name);
    const handled: number[] = [];
    const service = await startService(rabbit.url, name, [handler(happened, ({ n }) => handled.push(n))]);
    try {
      service.relay.add(mysqlOutbox(source, name));
      const failing = source.transaction(async (manager) => {
        await saveOutbox(manager, [envelope(happened, { n: 1 })]);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      await source.transaction((manager) => saveOutbox(manager, [envelope(happened, { n: 2 })]));
      service.relay.wake();
      await until('handled', () => handled.length > 0);
      await until('cleared', async () => (await mysqlOutbox(source).stats()).depth === 0);
      expect(handled).toEqual([2]);
    } finally {
      await service.stop();
    }
  });

  it('two replicas share the work: every message once, while new ones are stored', async () => {
    const name = newService();
    const happened = eventOf(name);
    const seen = new Map<string, number>();
    const count = ({ id }: { id: string }) => seen.set(id, (seen.get(id) ?? 0) + 1);
    const replicas: TestService[] = [];
    try {
      for (let i = 0; i < 2; i += 1) {
        const replica = await startService(rabbit.url, name, [handler(happened, (_, meta) => count(meta))]);
        replica.relay.add(mysqlOutbox(source, name));
        replicas.push(replica);
      }
      const messages = Array.from({ length: 600 }, (_, n) => envelope(happened, { n }));
      const began = performance.now();
      for (let i = 0; i < messages.length; i += 20) {
        await source.transaction((manager) => saveOutbox(manager, messages.slice(i, i + 20)));
        for (const { relay } of replicas) relay.wake();
      }
      await until('all handled', () => seen.size === messages.length);
      console.info(`600 through the MySQL outbox in ${Math.round(performance.now() - began)} ms`);
      expect([...seen.values()].every((times) => times === 1)).toBe(true);
    } finally {
      await Promise.all(replicas.map((replica) => replica.stop()));
    }
  });

  it('what waits for an order can be seen, the oldest first, and without its payload', async () => {
    const [mine, other] = [randomUUID(), randomUUID()];
    const of = (orderId: string) => ({ ...envelope(eventOf(newService()), { n: 1 }), payload: { orderId } });
    const messages = [of(mine), of(other), of(mine)];
    await source.transaction((manager) => saveOutbox(manager, messages));
    const waiting = await waitingFor(source, mine);
    expect(waiting).toEqual(
      messages
        .filter(({ payload }) => payload.orderId === mine)
        .map(({ id, type, at }) => ({ id, type, at })),
    );
    expect(await waitingFor(source, randomUUID())).toEqual([]);
    await source.query('DELETE FROM outbox');
  });

  it('a message that comes twice, even at once, has its effect once', async () => {
    const message = envelope(eventOf(newService()), { n: 1 });
    const handle = () => source.transaction((manager) => handleOnce(manager, message, 'ratings'));
    const first = await Promise.all([handle(), handle(), handle()]);
    expect(first.filter(Boolean)).toHaveLength(1);
    expect(await handle()).toBe(false);
    await source.transaction(async (manager) =>
      expect(await handleOnce(manager, message, 'other')).toBe(true),
    );
  });

  it('an effect that is rolled back is not remembered, so that the next attempt makes it', async () => {
    const message = envelope(eventOf(newService()), { n: 1 });
    const failing = source.transaction(async (manager) => {
      await handleOnce(manager, message, 'ratings');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await source.transaction((manager) => handleOnce(manager, message, 'ratings'))).toBe(true);
  });
});
