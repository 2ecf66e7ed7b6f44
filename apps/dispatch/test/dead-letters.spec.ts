import { catalogue, dispatch, type Envelope, payment, user } from '@shop/contracts';
import { connect } from 'amqplib';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../tests/support/until.ts';
import { startShop } from './shop.ts';

let shop: Awaited<ReturnType<typeof startShop>>;
let admin: Awaited<ReturnType<typeof shop.shopper>>;
beforeAll(async () => {
  shop = await startShop();
  admin = await shop.shopper({ kind: 'member', role: 'admin' });
});
afterAll(() => shop?.stop());

type Queue = 'dispatch' | 'payment.dlq' | 'shipping.dlq';

/** Puts a message straight into a queue. */
async function put(queue: Queue, body: string, messageId: string | undefined, headers = {}): Promise<void> {
  const connection = await connect(shop.env.AMQP_URL);
  try {
    const channel = await connection.createConfirmChannel();
    const id = messageId === undefined ? {} : { messageId };
    channel.sendToQueue(queue, Buffer.from(body), { persistent: true, headers, ...id });
    await channel.waitForConfirms();
  } finally {
    await connection.close();
  }
}

const list = async (service: dispatch.Listener): Promise<dispatch.DeadLetter[]> =>
  (await admin.ask(dispatch.listDeadLetters, { query: { service } })).body.items;

/** A message that the dispatch service itself cannot take. */
async function refused(orderId: string = uuid()): Promise<Envelope> {
  const message = {
    id: uuid(),
    type: payment.paymentAuthorised.name,
    payload: { orderId, amount: 'a lot', email: 'ada@example.org', note: 'write to ada@example.org' },
    at: new Date().toISOString(),
    traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`,
    from: { service: 'payment', version: '9.9.9' },
  };
  await put('dispatch', JSON.stringify(message), message.id, { 'x-shop-routing-key': message.type });
  await until('it is a dead letter', async () =>
    (await list('dispatch')).some(({ id }) => id === message.id),
  );
  return message;
}

describe('an admin', () => {
  it('sees why a message was given up, what it is about, and nobody’s data', async () => {
    const orderId = uuid();
    const { id } = await refused(orderId);
    const { body } = await admin.ask(dispatch.listDeadLetters);
    expect(body.items.find((one: dispatch.DeadLetter) => one.id === id)).toMatchObject({
      service: 'dispatch',
      type: payment.paymentAuthorised.name,
      reason: 'invalid',
      attempts: 1,
      orderId,
      traceId: 'ab'.repeat(16),
      from: { service: 'payment', version: '9.9.9' },
    });
    expect(body.services).toContainEqual({ service: 'payment', depth: 0 });
    expect(body.total).toBe(body.items.length);
    // What was looked at is counted again a moment later.
    await expect
      .poll(async () => (await admin.ask(dispatch.listDeadLetters, { query: { limit: 0 } })).body)
      .toMatchObject({ total: body.total, items: [] });
    const shown = await admin.ask(dispatch.showDeadLetter, { params: { service: 'dispatch', id } });
    expect(shown.body.error).toContain('amount');
    expect(shown.body.payload).toEqual({
      orderId,
      amount: 'a lot',
      email: '[blanked]',
      note: 'write to [blanked]',
    });
    expect(JSON.stringify(shown.body)).not.toContain('ada@');
  });

  it('sees those that somebody else has in hand at that moment', async () => {
    const { id } = await refused();
    const other = await connect(shop.env.AMQP_URL);
    const channel = await other.createChannel();
    await channel.assertQueue('dispatch.dlq.turn', { exclusive: true, durable: false });
    while ((await channel.get('dispatch.dlq')) !== false);
    const [listed] = await Promise.all([
      list('dispatch'),
      new Promise((resolve) => setTimeout(resolve, 500)).then(() => other.close()),
    ]);
    expect(listed.map((one) => one.id)).toContain(id);
  });

  it('replays one: it is tried again, and fails again as long as nothing was mended', async () => {
    const { id } = await refused();
    const before = (await list('dispatch')).find((one) => one.id === id);
    const params = { service: 'dispatch', id };
    const replayed = await admin.ask(dispatch.replayDeadLetter, { params, body: { reason: 'mended' } });
    expect(replayed).toMatchObject({ status: 200, body: { replayed: 1 } });
    const after = await until('it has died anew', async () => {
      const found = (await list('dispatch')).find((one) => one.id === id);
      return found !== undefined && found.deadAt !== before?.deadAt && found;
    });
    expect(after.reason).toBe('invalid');
    const { body } = await admin.ask(dispatch.listAudit, { query: { subject: `dispatch/${id}` } });
    expect(body.items).toMatchObject([
      {
        what: 'dead-letter-replayed',
        who: { id: admin.id },
        reason: 'mended',
        facts: { type: payment.paymentAuthorised.name, reason: 'invalid' },
      },
    ]);
  });

  it('drops one, with a reason that is kept', async () => {
    const body = 'no JSON, sent by bob@example.org';
    await put('shipping.dlq', body, undefined);
    const [letter] = await list('shipping');
    const params = { service: 'shipping', id: letter?.id };
    expect(letter).toMatchObject({ reason: 'other', type: 'unknown', attempts: 0 });
    const shown = await admin.ask(dispatch.showDeadLetter, { params });
    expect(shown.body).toMatchObject({ body: 'no JSON, sent by [blanked]', bytes: body.length });
    expect((await admin.ask(dispatch.dropDeadLetter, { params, body: {} })).status).toBe(400);
    const dropped = await admin.ask(dispatch.dropDeadLetter, { params, body: { reason: 'nobody needs it' } });
    expect(dropped).toMatchObject({ status: 200, body: { dropped: 1 } });
    expect(await list('shipping')).toEqual([]);
    const again = await admin.ask(dispatch.dropDeadLetter, { params, body: { reason: 'once more' } });
    expect(again).toMatchObject({ status: 404, body: { code: 'dead_letter_not_found' } });
    const audit = await admin.ask(dispatch.listAudit, { query: { what: 'dead-letter-dropped' } });
    expect(audit.body.items).toMatchObject([
      { subject: `shipping/${letter?.id}`, reason: 'nobody needs it', who: { id: admin.id } },
    ]);
  });

  it('replays all of a service’s at once, to that service alone', async () => {
    for (const n of [1, 2, 3]) await put('payment.dlq', `letter ${n}`, uuid());
    const params = { service: 'payment' };
    const { body } = await admin.ask(dispatch.replayDeadLetters, { params, body: {} });
    expect(body).toEqual({ replayed: 3 });
    expect(await list('payment')).toEqual([]);
    const audit = await admin.ask(dispatch.listAudit, { query: { subject: 'payment' } });
    expect(audit.body.items).toMatchObject([{ what: 'dead-letters-replayed', facts: { letters: '3' } }]);
    // Nobody takes commands here: what was replayed waits in the queue of payment.
    const connection = await connect(shop.env.AMQP_URL);
    const channel = await connection.createChannel();
    const { messageCount } = await channel.checkQueue('payment');
    await connection.close();
    expect(messageCount).toBe(3);
  });

  it('leaves a line in the audit for every order stopped', async () => {
    const someone = await shop.shopper();
    const order = await someone.buys();
    await someone.reaches(order.id, 'captured');
    const body = { reason: 'the robot has a dent' };
    await admin.ask(dispatch.refundOrder, { params: { orderId: order.id }, body }, uuid());
    const audit = await until('the entry', async () => {
      const { items } = (await admin.ask(dispatch.listAudit, { query: { subject: order.id } })).body;
      return items.length > 0 && items;
    });
    expect(audit).toMatchObject([
      { what: 'order-stopped', ...body, who: { id: admin.id }, facts: { number: order.number } },
    ]);
  });
});

describe('the audit log', () => {
  it('has what was done to roles, once, however often it is told', async () => {
    const [actId, accountId] = [uuid(), uuid()];
    const told = {
      actId,
      at: '2026-11-21T10:00:00.000Z',
      by: { id: uuid(), name: 'admin' },
      accountId,
      name: 'ada',
      before: null,
      after: 'support' as const,
      reason: 'she starts today',
    };
    await shop.broker.say(user.roleChanged, told, 2);
    const audit = await until('the entry', async () => {
      const { body } = await admin.ask(dispatch.listAudit, { query: { subject: accountId } });
      return body.total > 0 && body;
    });
    expect(audit.items).toEqual([
      {
        id: actId,
        at: told.at,
        who: told.by,
        what: 'role-changed',
        subject: accountId,
        reason: told.reason,
        facts: { name: 'ada', before: 'none', after: 'support' },
      },
    ]);
  });
});

describe('the audit log, of the stock,', () => {
  it('has who changed it, by how much and why', async () => {
    const sku = `T-${uuid().slice(-12)}`;
    const by = { id: uuid(), name: 'merchant' };
    const told = { actId: uuid(), at: '2026-11-21T10:00:00.000Z', by, sku, change: 10, reason: 'delivery' };
    await shop.broker.say(catalogue.stockAdjusted, told, 2);
    const audit = await until('the entry', async () => {
      const { body } = await admin.ask(dispatch.listAudit, { query: { subject: sku } });
      return body.total > 0 && body;
    });
    expect(audit.items).toMatchObject([
      { id: told.actId, who: by, what: 'stock-adjusted', reason: 'delivery', facts: { change: '+10' } },
    ]);
  });
});

describe('the audit log, of the exchange rates,', () => {
  it('has who changed one, from what to what', async () => {
    const by = { id: uuid(), name: 'merchant' };
    const before = { micros: 1_152_000, day: '2026-11-20' };
    const after = { micros: 1_160_000, day: '2026-11-21' };
    const told = {
      actId: uuid(),
      at: '2026-11-21T10:00:00.000Z',
      by,
      currency: 'USD' as const,
      before,
      after,
    };
    await shop.broker.say(payment.rateChanged, told, 2);
    const audit = await until('the entry', async () => {
      const { body } = await admin.ask(dispatch.listAudit, { query: { what: 'rate-changed' } });
      return body.total > 0 && body;
    });
    const facts = { before: '1.152 (2026-11-20)', after: '1.16 (2026-11-21)' };
    expect(audit.items).toEqual([
      { id: told.actId, at: told.at, who: by, what: 'rate-changed', subject: 'USD', facts },
    ]);
  });
});

describe('whoever is no admin', () => {
  it('sees and does nothing', async () => {
    const { ask } = await shop.shopper({ kind: 'member' });
    const params = { service: 'payment', id: uuid() };
    const asked = [
      ask(dispatch.listDeadLetters),
      ask(dispatch.showDeadLetter, { params }),
      ask(dispatch.replayDeadLetter, { params, body: {} }),
      ask(dispatch.replayDeadLetters, { params: { service: 'payment' }, body: {} }),
      ask(dispatch.dropDeadLetter, { params, body: { reason: 'because' } }),
      ask(dispatch.listAudit),
    ];
    for (const { status } of await Promise.all(asked)) expect(status).toBe(403);
  });
});
