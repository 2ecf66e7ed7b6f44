import { dispatch, Problem } from '@shop/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { fake } from '../../../tests/support/fake-service.ts';
import { openDoor } from './door.ts';
import { Operator } from './run.ts';

const id = (n: number) => `019a2f3e-0000-7000-8000-00000000000${n}`;
const at = '2026-11-21T10:00:00.000Z';
type StuckOrder = z.infer<typeof dispatch.StuckOrder>;
type Audited = z.output<typeof dispatch.auditStock.output>;
type Summary = z.output<typeof dispatch.listAllOrders.output>['items'][number];

const sound: Audited = {
  at,
  products: 3,
  holds: 1,
  available: 20,
  held: 2,
  sold: 8,
  stocked: 30,
  problems: [],
};
const waiting: StuckOrder = {
  orderId: id(1),
  number: 'RX7K-2M4P-C',
  state: 'reserved',
  waitsFor: ['payment.authorise'],
  attempts: 4,
  placedAt: at,
  since: at,
  forSeconds: 900,
  why: 'payment.authorise was sent 4 times and never answered',
};
const eur = (amount: number) => ({ amount, currency: 'EUR' as const });
const summary = (number: string, n: number): Summary => ({
  id: id(n),
  number,
  state: 'delivered',
  final: true,
  placedAt: at,
  totals: { subtotal: eur(100), shipping: eur(0), tax: eur(16), total: eur(100) },
  lines: [],
  email: 'ada@example.org',
});

let stuck: StuckOrder[] = [];
let stock = sound;
let asked: unknown[] = [];
let door: Awaited<ReturnType<typeof openDoor>>;
let admin: Operator;

beforeAll(async () => {
  const orders = [summary('RX7K-2M4P-C', 1), summary('AAAA-BBBB-D', 2)];
  door = await openDoor(
    fake(dispatch.listStuckOrders, ({ query }) => {
      asked.push(query);
      return { items: stuck, total: stuck.length };
    }),
    fake(dispatch.auditStock, () => stock),
    fake(dispatch.listAudit, ({ query }) => {
      asked.push(query);
      const entry = {
        id: id(7),
        at,
        who: { id: id(8), name: 'admin' },
        what: 'dead-letter-dropped' as const,
        subject: `cart/${id(9)}`,
        reason: 'a test sent it',
        facts: { type: 'dispatch.order-confirmed.v1', attempts: '20' },
      };
      return { items: [entry], page: query.page, size: query.size, total: 41 };
    }),
    fake(dispatch.listAllOrders, ({ query: { q = '' } }) => {
      const items = orders.filter(({ number, email }) => number === q.toUpperCase() || email === q);
      return { items, page: 1, size: 20, total: items.length };
    }),
    fake(dispatch.getStory, ({ params: { orderId } }) => {
      const known = orders.find((order) => order.id === orderId);
      if (known === undefined) throw new Problem('order_not_found');
      const { number, state, final } = known;
      const none = { entries: [], versions: [], waiting: [], deadLetters: [], parts: [] };
      return { orderId, number, state, final, attempts: 0, ...none };
    }),
  );
  admin = new Operator({ SHOP_URL: door.url, SHOPCTL_EMAIL: 'admin', SHOPCTL_PASSWORD: 'right-password' });
});
afterAll(async () => {
  admin.close();
  await door.close();
});
beforeEach(() => {
  stuck = [];
  stock = sound;
  asked = [];
});

describe('saga stuck', () => {
  it('ends with 0 when nothing is, and with 1 and what, why and for how long when something is', async () => {
    expect(await admin.run('saga', 'stuck')).toMatchObject({ code: 0, stdout: 'No order is stuck.\n' });
    stuck = [waiting];
    const { code, stdout } = await admin.run('saga', 'stuck', '--attempts', '2', '--overdue', '5');
    expect(code).toBe(1);
    for (const part of ['1 order does not get on.', 'RX7K-2M4P-C', id(1), '15 min', waiting.why])
      expect(stdout).toContain(part);
    expect(asked).toEqual([
      { attempts: 3, overdueSeconds: 30, limit: 100 },
      { attempts: 2, overdueSeconds: 5, limit: 100 },
    ]);
    expect(await admin.json('saga', 'stuck')).toMatchObject({
      code: 1,
      document: { total: 1, items: [waiting] },
    });
  });
});

describe('stock audit', () => {
  it('ends with 0 when the stock adds up, and with 1 and what does not', async () => {
    expect(await admin.run('stock', 'audit')).toMatchObject({
      code: 0,
      stdout: 'The stock adds up.\n3 products, 1 hold: 20 available + 2 held + 8 sold = 30, stocked 30.\n',
    });
    const problem = {
      sku: 'STAN-1',
      what: 'hold_of_unknown_order',
      text: 'nobody knows it',
      orderId: id(3),
    } as const;
    stock = { ...sound, problems: [problem] };
    const { code, stdout } = await admin.run('stock', 'audit');
    expect(code).toBe(1);
    for (const part of [
      '1 thing cannot be right.',
      'STAN-1',
      'hold_of_unknown_order',
      id(3),
      'nobody knows it',
    ])
      expect(stdout).toContain(part);
  });
});

describe('audit log', () => {
  it('says who did what to what and why, page by page', async () => {
    const { code, stdout } = await admin.run('audit', 'log', '--what', 'dead-letter-dropped', '--page', '2');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /10:00:00.000Z {2}admin {2}dead-letter-dropped {2}cart\/\S+ {2}a test sent it {2}type /,
    );
    expect(stdout).toContain('Page 2 of 3.');
    expect(asked).toEqual([{ what: 'dead-letter-dropped', page: 2, size: 20 }]);
    expect(await admin.run('audit', 'log', '--what', 'dancing')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('dead-letter-replayed'),
    });
  });
});

describe('an order', () => {
  it('is found by its number, however it was typed, and by its id', async () => {
    for (const named of ['rx7k-2m4p-c', id(1), id(1).toUpperCase()])
      expect(await admin.json('orders', 'timeline', named)).toMatchObject({
        code: 0,
        document: { orderId: id(1) },
      });
  });

  it('has to be there, and to be one', async () => {
    for (const [named, says] of [
      ['AAAA-AAAA-A', 'There is no order "AAAA-AAAA-A".'],
      ['ada@example.org', 'Give the number of one: RX7K-2M4P-C, AAAA-BBBB-D.'],
      [id(5), 'order_not_found'],
    ] as const)
      expect(await admin.run('orders', 'timeline', named)).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining(says),
      });
  });
});
