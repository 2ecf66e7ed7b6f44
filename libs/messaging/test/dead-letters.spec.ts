import { randomUUID } from 'node:crypto';
import type { ServiceName } from '@shop/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  DeadLetters,
  DeadLettersBusy,
  deadLetterQueue,
  EXCHANGE,
  envelope,
  Unprocessable,
} from '../src/index.ts';
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
let letters: DeadLetters;
const running: TestService[] = [];

beforeAll(async () => {
  rabbit = await broker();
  behind = await raw(rabbit.url);
  letters = new DeadLetters(rabbit.url);
}, 120_000);
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
});
afterAll(async () => {
  await behind.close();
  await rabbit.stop();
});

/** A service that refuses things until it is mended, and remembers what it handled. */
async function startPicky(name: ServiceName = newService(), what = eventOf(newService())) {
  const handled: { n: number; id: string; attempt: number }[] = [];
  const picky = { broken: true };
  const on = handler(what, ({ n }, { id, attempt }) => {
    if (picky.broken) throw new Unprocessable(`cannot do ${n}`);
    handled.push({ n, id, attempt });
  });
  const service = await startService(rabbit.url, name, [on]);
  running.push(service);
  return { name, what, service, handled, picky };
}

const bury = async ({ name, what, service }: Awaited<ReturnType<typeof startPicky>>, numbers: number[]) => {
  const sent = numbers.map((n) => envelope(what, { n }));
  for (const message of sent) await service.publisher.publish(message);
  await until('all are dead', async () => (await behind.depth(deadLetterQueue(name))) === numbers.length);
  return sent;
};
const numbersIn = (items: { envelope: { payload?: unknown } | undefined }[]) =>
  items.map((item) => (item.envelope?.payload as { n: number } | undefined)?.n);

/** What an operator does who is told that somebody else is at it: the same again. */
async function inTheEnd<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DeadLettersBusy)) throw error;
    }
  }
}

describe('dead letters', () => {
  it('are listed with all an operator asks for', async () => {
    const picky = await startPicky();
    const [message] = await bury(picky, [1]);
    const { items, depth } = await letters.list(picky.name, { limit: 10 });
    expect(depth).toBe(1);
    expect(items[0]).toMatchObject({
      service: picky.name,
      id: message?.id,
      type: picky.what.name,
      reason: 'unprocessable',
      error: 'Unprocessable: cannot do 1',
      attempts: 1,
      traceId: message?.traceparent?.split('-')[1],
    });
    const age = Date.now() - Date.parse(items[0]?.deadAt ?? '');
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(20_000);
    const { depths } = await letters.depths([picky.name, 'nobody']);
    expect([...depths]).toEqual([[picky.name, 1]]);
  });

  it('survive thirty looks, in the order of their deaths, with the same ids', async () => {
    const picky = await startPicky();
    const numbers = [1, 2, 3, 4, 5];
    const sent = await bury(picky, numbers);
    const counts: number[] = [];
    for (let look = 0; look < 30; look++) {
      const { items } = await letters.list(picky.name, { limit: 10 });
      expect(numbersIn(items)).toEqual(numbers);
      expect(items.map(({ id }) => id)).toEqual(sent.map(({ id }) => id));
      counts.push(...items.map(({ headers }) => Number(headers['x-delivery-count'] ?? 0)));
    }
    // The broker drops a message at its 21st return.
    expect(Math.max(...counts)).toBeLessThan(12);
    // What goes back with a closed channel is counted a moment later.
    await expect.poll(() => behind.depth(deadLetterQueue(picky.name))).toBe(numbers.length);
  });

  it('go back to their service alone, handled as if for the first time and by the same id', async () => {
    const event = eventOf(newService());
    const picky = await startPicky(newService(), event);
    const other = await startPicky(newService(), event);
    other.picky.broken = false;
    const [message] = await bury(picky, [7]);
    await until('the other has handled it', () => other.handled.length === 1);
    picky.picky.broken = false;
    const replayed = await letters.replay(picky.name, { id: message?.id ?? '' });
    expect(replayed.map(({ id }) => id)).toEqual([message?.id]);
    await until('handled', () => picky.handled.length === 1);
    expect(picky.handled).toEqual([{ n: 7, id: message?.id, attempt: 1 }]);
    expect(await behind.depth(deadLetterQueue(picky.name))).toBe(0);
    expect(other.handled).toHaveLength(1);
  });

  it('die again with a new story when nothing was mended', async () => {
    const picky = await startPicky();
    const [message] = await bury(picky, [1]);
    const before = await letters.show(picky.name, message?.id ?? '');
    await letters.replay(picky.name, 'all');
    await until('dead again', async () => (await behind.depth(deadLetterQueue(picky.name))) === 1);
    const after = await letters.show(picky.name, message?.id ?? '');
    expect(after).toMatchObject({
      id: message?.id,
      type: picky.what.name,
      attempts: 1,
      traceId: before?.traceId,
    });
    expect(Date.parse(after?.deadAt ?? '')).toBeGreaterThan(Date.parse(before?.deadAt ?? ''));
  });

  it('are thrown away one by one; the others stay', async () => {
    const picky = await startPicky();
    const [first, second] = await bury(picky, [1, 2]);
    expect(await letters.drop(picky.name, first?.id ?? '')).toHaveLength(1);
    expect(await letters.drop(picky.name, first?.id ?? '')).toEqual([]);
    const { items } = await letters.list(picky.name, { limit: 10 });
    expect(items.map(({ id }) => id)).toEqual([second?.id]);
  });

  it('without an id have one, the same at every look, and are replayed by the key they came with', async () => {
    const picky = await startPicky();
    behind.channel.publish(EXCHANGE, picky.what.name, Buffer.from('not JSON {'), { persistent: true });
    await behind.channel.waitForConfirms();
    await until('dead', async () => (await behind.depth(deadLetterQueue(picky.name))) === 1);
    const nameless = Buffer.from('who sent this?');
    behind.channel.sendToQueue(deadLetterQueue(picky.name), nameless, { persistent: true });
    await behind.channel.waitForConfirms();
    const { items } = await letters.list(picky.name, { limit: 10 });
    expect(items.map(({ type, reason }) => [type, reason])).toEqual([
      ['unknown', 'other'],
      [picky.what.name, 'malformed'],
    ]);
    const id = items[0]?.id ?? '';
    expect(id).toMatch(/^sha256-[0-9a-f]{32}$/);
    for (let look = 0; look < 12; look++)
      expect(await letters.show(picky.name, id)).toMatchObject({ content: nameless, attempts: 0 });
    expect(await letters.drop(picky.name, id)).toHaveLength(1);
  });

  it('that the broker gave up say so, and find back to their handler', async () => {
    const name = newService();
    const command = commandOf(name);
    const idle = await startService(rabbit.url, name, [handler(command, () => undefined)]);
    await idle.stop();
    const message = envelope(command, { n: 3 });
    const body = Buffer.from(JSON.stringify(message));
    behind.channel.publish(EXCHANGE, command.name, body, { persistent: true, messageId: message.id });
    await behind.channel.waitForConfirms();
    await until('given up after many deaths', async () => {
      const taken = await behind.channel.get(name);
      if (taken !== false) behind.channel.nack(taken, false, true);
      return (await behind.depth(deadLetterQueue(name))) === 1;
    });
    const dead = await letters.show(name, message.id);
    expect(dead).toMatchObject({ reason: 'delivery-limit', type: command.name });
    expect(Date.parse(dead?.deadAt ?? '')).toBeGreaterThan(0);
    const handled: number[] = [];
    running.push(await startService(rabbit.url, name, [handler(command, ({ n }) => handled.push(n))]));
    await letters.replay(name, 'all');
    await until('handled', () => handled.length === 1);
  });

  it('are all that a process had in hand which died with them again and again, and are handled when it is mended', async () => {
    const name = newService();
    const command = commandOf(name);
    const idle = await startService(rabbit.url, name, [handler(command, () => undefined)]);
    await idle.stop();
    const messages = [1, 2, 3].map((n) => envelope(command, { n }));
    for (const message of messages)
      behind.channel.publish(EXCHANGE, command.name, Buffer.from(JSON.stringify(message)), {
        persistent: true,
        messageId: message.id,
      });
    await behind.channel.waitForConfirms();
    let deaths = 0;
    await until('given up with those who took them', async () => {
      const crashing = await raw(rabbit.url);
      const taken = await Promise.all(messages.map(() => crashing.channel.get(name)));
      if (taken.some((message) => message !== false)) deaths += 1;
      await crashing.close();
      return (await behind.depth(deadLetterQueue(name))) === 3;
    });
    // A restart or nine are no reason to give anything up.
    expect(deaths).toBeGreaterThanOrEqual(10);
    const handled: number[] = [];
    running.push(await startService(rabbit.url, name, [handler(command, ({ n }) => handled.push(n))]));
    await letters.replay(name, 'all');
    await until('handled', () => handled.length === 3);
    expect(await behind.depth(deadLetterQueue(name))).toBe(0);
  });

  it('are not multiplied by headers that ask for copies', async () => {
    const picky = await startPicky();
    const elsewhere = newService();
    await behind.channel.assertQueue(elsewhere, { durable: true });
    const headers = { CC: [elsewhere], BCC: [elsewhere] };
    behind.channel.publish(EXCHANGE, picky.what.name, Buffer.from('not JSON {'), {
      persistent: true,
      headers,
    });
    await behind.channel.waitForConfirms();
    const dead = () => behind.depth(deadLetterQueue(picky.name));
    await until('dead', async () => (await dead()) === 1);
    await letters.replay(picky.name, 'all');
    await until('dead again', async () => (await dead()) === 1);
    for (let look = 0; look < 10; look++) await letters.list(picky.name, { limit: 1 });
    expect(await behind.depth(elsewhere)).toBe(0);
    // What goes back with a closed channel is counted a moment later.
    await expect.poll(dead).toBe(1);
  });

  it('are never lost or doubled when two operators replay, drop and look at once', async () => {
    const picky = await startPicky();
    const numbers = Array.from({ length: 250 }, (_, n) => n);
    const sent = await bury(picky, numbers);
    picky.picky.broken = false;
    const dropped = sent[17]?.id ?? '';
    const done = await Promise.all([
      inTheEnd(() => letters.drop(picky.name, dropped)),
      inTheEnd(() => letters.list(picky.name, { limit: 10 })),
      inTheEnd(() => letters.replay(picky.name, 'all')),
      inTheEnd(() => letters.replay(picky.name, 'all')),
      inTheEnd(() => letters.list(picky.name, { limit: 10 })),
    ]);
    const [drop, , one, two] = done;
    await until('all are handled', () => picky.handled.length >= numbers.length - drop.length);
    expect((one as unknown[]).length + (two as unknown[]).length + drop.length).toBe(numbers.length);
    const ids = picky.handled.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(await behind.depth(deadLetterQueue(picky.name))).toBe(0);
  });

  it('of a busy service are refused after a while, clearly', async () => {
    const picky = await startPicky();
    await bury(picky, [1]);
    const turn = `${deadLetterQueue(picky.name)}.turn`;
    await behind.channel.assertQueue(turn, { exclusive: true, durable: false });
    await expect(letters.list(picky.name, { limit: 1 })).rejects.toBeInstanceOf(DeadLettersBusy);
    await behind.channel.deleteQueue(turn);
    expect((await letters.list(picky.name, { limit: 1 })).items).toHaveLength(1);
  });

  it('of a service nobody knows are none', async () => {
    expect(await letters.list('nobody', { limit: 1 })).toEqual({ items: [], depth: 0 });
    expect(await letters.drop('nobody', randomUUID())).toEqual([]);
  });
});
