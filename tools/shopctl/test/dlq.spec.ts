import { dispatch, Problem } from '@shop/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fake } from '../../../tests/support/fake-service.ts';
import type { Letter } from '../src/desk.ts';
import { openDoor } from './door.ts';
import { Operator } from './run.ts';

const id = '019a2f3e-7c1d-7000-8000-3f0c5e1b2a77';
const orderId = '019a2f3e-0000-7000-8000-000000000001';
const letter: Letter = {
  service: 'cart',
  id,
  type: 'dispatch.order-confirmed.v1',
  reason: 'gave-up',
  error: 'Error: Redis said \u001b[31mno\nand no again',
  attempts: 20,
  deadAt: new Date(Date.now() - 180_000).toISOString(),
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  orderId,
};

/** What is in the shop behind the door, and what it was told. */
let letters: Letter[] = [];
let told: unknown[] = [];
let door: Awaited<ReturnType<typeof openDoor>>;
let admin: Operator;

function found(params: { service: string; id: string }): Letter {
  const one = letters.find((some) => some.service === params.service && some.id === params.id);
  if (one === undefined) throw new Problem('dead_letter_not_found');
  return one;
}

beforeAll(async () => {
  door = await openDoor(
    fake(dispatch.listDeadLetters, ({ query }) => {
      told.push(query);
      const items = letters.filter(({ service }) => (query.service ?? service) === service);
      return {
        services: [
          { service: 'cart' as const, depth: letters.length },
          { service: 'payment' as const, depth: 0 },
        ],
        total: letters.length,
        unrouted: 2,
        items: items.slice(0, query.limit),
      };
    }),
    fake(dispatch.showDeadLetter, ({ params }) => ({
      ...found(params),
      headers: { 'x-shop-attempts': '20' },
      bytes: 321,
      payload: { orderId, note: 'tu\u009brn' },
    })),
    fake(dispatch.replayDeadLetters, ({ params, body }) => {
      told.push({ ...params, ...body });
      return { replayed: letters.length };
    }),
    fake(dispatch.replayDeadLetter, ({ params, body }) => {
      told.push({ ...params, ...body });
      return { replayed: [found(params)].length };
    }),
    fake(dispatch.dropDeadLetter, ({ params, body }) => {
      told.push({ ...params, ...body });
      const gone = found(params);
      letters = letters.filter((one) => one !== gone);
      return { dropped: 1 };
    }),
  );
  admin = new Operator({ SHOP_URL: door.url, SHOPCTL_EMAIL: 'admin', SHOPCTL_PASSWORD: 'right-password' });
});
afterAll(async () => {
  admin.close();
  await door.close();
});
beforeEach(() => {
  letters = [letter];
  told = [];
});

describe('dlq', () => {
  it('lists who gave up what and why, a line a message where nobody reads along', async () => {
    const { code, stdout } = await admin.run('dlq', 'list', '--service', 'cart', '--limit', '5');
    const [head, lost, , columns = '', row = ''] = stdout.split('\n');
    expect(code).toBe(0);
    expect(head).toBe('1 dead letter: cart 1.');
    expect(lost).toContain('2 messages found no queue');
    expect(columns.split(/ {2,}/)).toEqual([
      ...['SERVICE', 'ID', 'TYPE', 'REASON', 'TRIES', 'DEAD', 'ORDER', 'TRACE', 'ERROR'],
    ]);
    expect(row.split(/ {2,}/)).toEqual([
      ...['cart', id, letter.type, 'gave-up', '20', '3 min ago', orderId, letter.traceId],
      'Error: Redis said \\u001b[31mno⏎and no again',
    ]);
    expect(told).toEqual([{ service: 'cart', limit: 5 }]);
  });

  it('says the same to a program', async () => {
    const { code, document } = await admin.json('dlq', 'list');
    expect({ code, document }).toMatchObject({
      code: 0,
      document: { total: 1, unrouted: 2, items: [letter] },
    });
    letters = [];
    expect((await admin.run('dlq', 'list')).stdout).toContain('No dead letters.');
  });

  it('shows one with headers and payload, nothing of which moves the cursor', async () => {
    const { stdout } = await admin.run('dlq', 'show', 'cart', id);
    for (const part of [id, orderId, 'x-shop-attempts  20', '321 bytes', '"note": "tu\\u009brn"'])
      expect(stdout).toContain(part);
    expect(stdout).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it('replays one, or all, with a reason', async () => {
    const one = await admin.run('dlq', 'replay', 'cart', id);
    expect(one).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Gave 1 message to cart once more.'),
    });
    const all = await admin.json('dlq', 'replay', 'cart', '--all', '--reason', 'mended');
    expect(all).toMatchObject({ code: 0, document: { service: 'cart', replayed: 1, audited: true } });
    expect(told).toEqual([
      { service: 'cart', id },
      { service: 'cart', reason: 'mended' },
    ]);
  });

  it('drops with a reason and a yes, and not without', async () => {
    const refused = await admin.json('dlq', 'drop', 'cart', id, '--reason', 'a test sent it');
    expect(refused).toMatchObject({
      code: 2,
      document: { error: { advice: 'Say --yes if that is meant.' } },
    });
    expect((await admin.run('dlq', 'drop', 'cart', id, '--yes')).stderr).toContain('--reason');
    expect(told).toEqual([]);
    const done = await admin.json('dlq', 'drop', 'cart', id, '--reason', 'a test sent it', '--yes');
    expect(done).toMatchObject({ code: 0, document: { dropped: 1, audited: true } });
    expect(told).toEqual([{ service: 'cart', id, reason: 'a test sent it' }]);
    expect(await admin.json('dlq', 'show', 'cart', id)).toMatchObject({
      code: 1,
      document: { error: { kind: 'refused', what: expect.stringContaining('dead_letter_not_found') } },
    });
  });

  it.each([
    ['a service that gets none', ['show', 'psp', id], 'user, catalogue, cart'],
    ['an id that is none', ['show', 'cart', '17'], 'shopctl dlq list'],
    ['one and all', ['replay', 'cart', id, '--all'], 'Say the ID of one, or --all.'],
    ['neither', ['replay', 'cart'], 'Say the ID of one, or --all.'],
    ['a limit that is none', ['list', '--limit', '0'], 'a whole number from 1 to 500'],
    ['a broker nobody knows', ['list', '--broker'], 'set AMQP_URL'],
  ])('takes no %s', async (_what, words, says) => {
    expect(await admin.run('dlq', ...words)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(says),
    });
    expect(told).toEqual([]);
  });
});
