import { once } from 'node:events';
import { createServer } from 'node:net';
import { connect } from 'amqplib';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ownVhost } from '../../../tests/support/vhost.ts';
import type { Letters } from '../src/desk.ts';
import { Operator } from './run.ts';

const quorum = { arguments: { 'x-queue-type': 'quorum' } };
const NOTE = 'is not in the shop’s audit log';

/** A corner of the broker in which the cart has given up a message, as it would have. */
async function openBroker() {
  const corner = await ownVhost('shopctl');
  const connection = await connect(corner.url);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue('cart', quorum);
  await channel.assertQueue('cart.dlq', quorum);
  return {
    url: corner.url,
    channel,
    depth: async (queue: string) => (await channel.checkQueue(queue)).messageCount,
    async bury(orderId: string) {
      const id = uuid();
      const type = 'dispatch.order-confirmed.v1';
      const payload = { orderId, email: 'ada@example.org' };
      const message = { id, type, payload, at: new Date().toISOString() };
      channel.sendToQueue('cart.dlq', Buffer.from(JSON.stringify(message)), {
        messageId: id,
        type,
        headers: {
          traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
          'x-shop-attempts': 20,
          'x-shop-routing-key': type,
          'x-shop-reason': 'gave-up',
          'x-shop-error': 'Error: Redis does not answer',
          'x-shop-dead-at': new Date().toISOString(),
        },
      });
      await channel.waitForConfirms();
      return id;
    },
    async close() {
      await connection.close();
      await corner.remove();
    },
  };
}

let broker: Awaited<ReturnType<typeof openBroker>>;
let operator: Operator;
beforeAll(async () => {
  broker = await openBroker();
  operator = new Operator({ AMQP_URL: broker.url, SHOP_URL: 'http://127.0.0.1:9' });
});
afterAll(async () => {
  operator.close();
  await broker.close();
});
beforeEach(() => broker.channel.purgeQueue('cart.dlq'));

it('lists and shows what lies at the broker while the shop is away, and leaves it there', async () => {
  const orderId = uuid();
  const id = await broker.bury(orderId);
  const { document, stderr } = await operator.json('dlq', 'list', '--broker');
  expect(stderr).toContain(NOTE);
  expect(document).toMatchObject({ services: [{ service: 'cart', depth: 1 }], total: 1, unrouted: 0 });
  expect((document as Letters).items).toEqual([
    expect.objectContaining({
      id,
      orderId,
      attempts: 20,
      reason: 'gave-up',
      error: 'Error: Redis does not answer',
    }),
  ]);
  const shown = await operator.run('dlq', 'show', 'cart', id, '--amqp', broker.url);
  expect(shown.code).toBe(0);
  expect(shown.stdout).toContain('4bf92f3577b34da6a3ce929d0e0e4736');
  expect(shown.stdout).not.toContain('ada@example.org');
  // What was looked at is counted again a moment later.
  await expect.poll(() => broker.depth('cart.dlq')).toBe(1);
});

it('replays to the service’s own queue, under the same id', async () => {
  const ids = [await broker.bury(uuid()), await broker.bury(uuid())];
  expect(await operator.json('dlq', 'replay', 'cart', '--all', '--broker')).toMatchObject({
    code: 0,
    document: { replayed: 2, audited: false },
  });
  expect(await broker.depth('cart.dlq')).toBe(0);
  const given = [
    await broker.channel.get('cart', { noAck: true }),
    await broker.channel.get('cart', { noAck: true }),
  ];
  expect(given.map((message) => message !== false && message.properties.messageId)).toEqual(ids);
});

it('drops one alone and says what to keep of it', async () => {
  const [keep, orderId] = [await broker.bury(uuid()), uuid()];
  const id = await broker.bury(orderId);
  const { code, stdout } = await operator.run(
    'dlq',
    'drop',
    'cart',
    id,
    '--reason',
    'a test',
    '--yes',
    '--broker',
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
    what: 'dead-letter-dropped',
    subject: `cart/${id}`,
    reason: 'a test',
    facts: { copies: 1, because: 'gave-up', orderId },
  });
  expect(await operator.json('dlq', 'show', 'cart', id, '--broker')).toMatchObject({
    code: 1,
    document: { error: { kind: 'refused' } },
  });
  expect((await operator.run('dlq', 'show', 'cart', keep, '--broker')).code).toBe(0);
});

it('says why it cannot: nobody there, wrong password, no answer, no address', async () => {
  const wrong = new URL(broker.url);
  wrong.password = 'wrong';
  const mute = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const address = mute.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const cases = [
    ['amqp://127.0.0.1:9', 3, 'The broker at 127.0.0.1:9 did not do it: connect ECONNREFUSED'],
    [wrong.href, 4, 'The broker refused'],
    [`amqp://127.0.0.1:${port}`, 3, 'Check --amqp'],
    ['moon', 2, 'no address of a broker'],
  ] as const;
  try {
    for (const [url, code, says] of cases) {
      const ended = await operator.run('dlq', 'list', '--amqp', url, '--timeout', '1');
      expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(says) });
      expect(ended.stderr).not.toContain('wrong');
    }
  } finally {
    mute.close();
  }
});
