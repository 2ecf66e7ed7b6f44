import { cart, dispatch, web } from '@shop/contracts';
import { envelope } from '@shop/messaging';
import { connect } from 'amqplib';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { Letter, LetterDetail, Letters } from '../../tools/shopctl/src/desk.ts';
import { Operator } from '../../tools/shopctl/test/run.ts';
import { newProduct, Shopper } from '../support/shopper.ts';
import { shop } from '../support/stack.ts';
import { until } from '../support/until.ts';

let operator: Operator;
beforeAll(() => {
  operator = new Operator({
    SHOP_URL: shop.at.url,
    AMQP_URL: shop.at.amqp,
    SHOPCTL_EMAIL: 'admin',
    SHOPCTL_PASSWORD: 'robots-in-charge',
  });
});
afterAll(() => operator.close());

/** Puts a message into a queue, as the broker would. */
async function put(queue: string, message: object, type: string, headers: object = {}): Promise<void> {
  const connection = await connect(shop.at.amqp);
  try {
    const channel = await connection.createConfirmChannel();
    const { id } = message as { id: string };
    channel.sendToQueue(queue, Buffer.from(JSON.stringify(message)), {
      messageId: id,
      type,
      persistent: true,
      headers: { ...headers, traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
    });
    await channel.waitForConfirms();
  } finally {
    await connection.close();
  }
}

async function letter(id: string): Promise<Letter | undefined> {
  const { document } = await operator.json('dlq', 'list', '--service', 'cart', '--limit', '500');
  return (document as Letters).items.find((one) => one.id === id);
}
const dead = (id: string): Promise<Letter> => until('it is given up', () => letter(id), 30_000);

describe('a message that a service gave up', () => {
  it('is seen with its reason, given back, given up again, and thrown away by name', async () => {
    const [id, orderId] = [uuid(), uuid()];
    const type = dispatch.orderConfirmed.name;
    await put('cart', { id, type, payload: { orderId }, at: new Date().toISOString() }, type);
    const first = await dead(id);
    expect(first).toMatchObject({
      ...{ service: 'cart', type, reason: 'invalid', attempts: 1, orderId },
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    });
    const { document: shown } = await operator.json('dlq', 'show', 'cart', id);
    expect((shown as LetterDetail).payload).toEqual({ orderId });

    expect(await operator.json('dlq', 'replay', 'cart', id, '--reason', 'mended?')).toMatchObject({
      code: 0,
      document: { replayed: 1, audited: true },
    });
    await until('it is given up once more', async () => {
      const again = await letter(id);
      return again !== undefined && again.deadAt !== first.deadAt;
    });
    const words = ['dlq', 'drop', 'cart', id, '--reason', 'it says nothing'] as const;
    expect((await operator.run(...words)).code).toBe(2);
    expect(await letter(id)).toBeDefined();
    expect(await operator.json(...words, '--yes')).toMatchObject({ code: 0, document: { dropped: 1 } });
    expect(await letter(id)).toBeUndefined();

    const { document } = await operator.json('audit', 'log', '--subject', `cart/${id}`);
    const { items } = document as z.output<typeof dispatch.listAudit.output>;
    expect(items.map(({ what, reason, who }) => [what, reason, who.name])).toEqual([
      ['dead-letter-dropped', 'it says nothing', 'admin'],
      ['dead-letter-replayed', 'mended?', 'admin'],
    ]);
  });

  it('is handled at last when what was wrong is mended, straight from the broker, too', async () => {
    const member = await new Shopper().register();
    const { sku } = await newProduct();
    const { version } = await member.add(sku);
    const { shopper } = await member.do(web.getSession);
    const confirmed = envelope(dispatch.orderConfirmed, {
      ...{
        orderId: uuid(),
        number: 'RX7K-2M4P-C',
        ownerId: shopper?.id ?? '',
        lines: [{ sku, quantity: 1 }],
      },
      ...{ cartVersion: version, total: { amount: 100, currency: 'EUR' } },
    });
    const { name } = dispatch.orderConfirmed;
    await put('cart.dlq', confirmed, name, { 'x-shop-reason': 'gave-up', 'x-shop-routing-key': name });
    const listed = await operator.json('dlq', 'list', '--broker', '--service', 'cart');
    expect((listed.document as Letters).items.map(({ id }) => id)).toContain(confirmed.id);
    expect(await operator.json('dlq', 'replay', 'cart', confirmed.id, '--broker')).toMatchObject({
      code: 0,
      document: { replayed: 1, audited: false },
    });
    await until('the cart is empty', async () => (await member.do(cart.getCart)).lines.length === 0);
    expect(await letter(confirmed.id)).toBeUndefined();
  });
});

describe('an order', () => {
  it('has a story with all who had a hand in it, by its number', async () => {
    const guest = new Shopper();
    const { sku } = await newProduct();
    await guest.add(sku);
    const { id, number } = await guest.buy();
    await guest.waitForState(id, 'delivered');

    // The mail goes out beside the order, and a part that is slow to answer is said to be missing.
    const { code, stdout } = await until('everybody tells their part', async () => {
      const told = await operator.run('orders', 'timeline', number.toLowerCase());
      return told.stdout.includes('mail') && !told.stdout.includes('Missing here') && told;
    });
    expect(code).toBe(0);
    for (const part of [`Order ${number} is delivered.`, id, 'order', 'stock', 'payment', 'shipping'])
      expect(stdout).toContain(part);
    for (const cause of ['catalogue.stock-reserved.v1', 'payment.payment-authorised.v1'])
      expect(stdout).toMatch(
        new RegExp(`${cause} {2}message [0-9a-f-]{36} {2}attempt \\d+ {2}from \\w+ \\S+ {2}by dispatch`),
      );
    expect((await operator.run('orders', 'show', id)).stdout).toContain(sku);

    const stuck = await operator.json('saga', 'stuck');
    const { items } = stuck.document as z.output<typeof dispatch.listStuckOrders.output>;
    expect(items.map(({ orderId }) => orderId)).not.toContain(id);
    expect(stuck.code).toBe(items.length === 0 ? 0 : 1);
    const audit = await operator.json('stock', 'audit');
    const { problems, products } = audit.document as z.output<typeof dispatch.auditStock.output>;
    expect(products).toBeGreaterThan(0);
    expect(problems.filter((one) => one.sku === sku)).toEqual([]);
    expect(audit.code).toBe(problems.length === 0 ? 0 : 1);
  });
});

it('says how the shop is', async () => {
  const { code } = await until('it is well', async () => {
    const said = await operator.run('status');
    return said.stdout.includes('is well') && said;
  });
  expect(code).toBe(0);
});
