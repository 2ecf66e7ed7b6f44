import { Problem } from '@shop/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../src/order/facts.ts';
import type { OrderRecord } from '../src/order/order.ts';
import { adminOrderOf, orderOf } from '../src/order/order.view.ts';
import { leftOf } from '../src/order/refunds.ts';
import { worthOf } from '../src/order/worth.ts';
import { World } from './world.ts';

const sue = { id: '0190f0f0-0000-7000-8000-0000000000aa', name: 'Sue' };
const tom = { id: '0190f0f0-0000-7000-8000-0000000000bb', name: 'Tom' };
const idOf = (n: number) => `0190f0f0-0000-7000-8000-${String(900 + n).padStart(12, '0')}`;
const fine = {
  stock: 'there',
  bank: 'approves',
  carrier: 'takes it',
  capture: 'works',
  refundsThatFail: 0,
} as const;

/** Two robots at 5.00 each and 2.00 for the delivery, arrived. */
function delivered(): World {
  const world = new World(fine);
  world.comeToRest();
  expect(world.order.state).toBe('delivered');
  return world;
}

const refund = (n: number, amount?: number, limit = 100_000): Fact => {
  const fingerprint = String(amount);
  return {
    kind: 'refundAsked',
    id: idOf(n),
    key: `key-${n}`,
    fingerprint,
    amount,
    reason: 'x',
    by: sue,
    limit,
  };
};
const agree = (n: number, by = tom, approve = true): Fact => ({
  kind: 'refundDecided',
  refundId: idOf(n),
  approve,
  by,
});
const wants = (n: number, quantity = 1): Fact => ({
  kind: 'returnAsked',
  id: idOf(n),
  key: `return-${n}`,
  fingerprint: String(quantity),
  lines: [{ sku: 'UHJ', quantity }],
  reason: 'unwanted',
  days: 30,
});
const answer = (n: number, approve = true): Fact => ({ kind: 'returnDecided', returnId: idOf(n), approve });
const arrives = (n: number, shelved: number, limit = 100_000): Fact => ({
  kind: 'returnReceived',
  returnId: idOf(n),
  restock: shelved === 0 ? [] : [{ sku: 'UHJ', quantity: shelved }],
  by: sue,
  limit,
});

const codeOf = (act: () => void): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
  return 'nothing';
};
const states = ({ order }: World) => (order.refunds ?? []).map(({ is }) => is);
/** Commands that are on their way and not obeyed yet. */
const sent = (world: World, name: string) => world.flying.filter(({ message }) => message.name === name);

describe('a refund of some of the money', () => {
  it('is asked of the payment service with its amount, and leaves the order as it is', () => {
    const world = delivered();
    world.learn(refund(1, 300));
    expect(sent(world, 'payment.refund').map(({ payload }) => payload)).toMatchObject([
      { refundId: idOf(1), amount: { amount: 300, currency: 'EUR' } },
    ]);
    expect(leftOf(world.order)).toBe(900);
    world.paysBack(idOf(1), 300, 300);
    expect(world.order).toMatchObject({ state: 'delivered', payment: { refunded: { amount: 300 } } });
    expect(states(world)).toEqual(['done']);
    expect(world.announced).toContain('dispatch.order-partly-refunded.v1');
  });

  it('is one, however often it is asked for with its key; with another body it is refused', () => {
    const world = delivered();
    world.learn(refund(1, 300));
    world.learn(refund(1, 300));
    expect(sent(world, 'payment.refund')).toHaveLength(1);
    expect(codeOf(() => world.learn(refund(1, 400)))).toBe('idempotency_key_reused');
  });

  it('is never more than what is left', () => {
    const world = delivered();
    world.learn(refund(1, 700));
    expect(codeOf(() => world.learn(refund(2, 501)))).toBe('refund_too_large');
    world.learn(refund(2, 500));
    // Told of in the wrong order, both are done and the sum is right.
    world.paysBack(idOf(2), 500, 1200);
    world.paysBack(idOf(1), 700, 700);
    expect(states(world)).toEqual(['done', 'done']);
    expect(world.order.payment.refunded?.amount).toBe(1200);
    expect(codeOf(() => world.learn(refund(3, 1)))).toBe('refund_too_large');
  });

  it('is tried again under another id when the provider says no', () => {
    const world = delivered();
    world.learn(refund(1, 300));
    world.learn({ kind: 'refundFailed', orderId: world.order.id, refundId: idOf(1), reason: 'no' });
    expect(adminOrderOf(world.order).refunds).toMatchObject([{ state: 'sending', late: true }]);
    world.flying.length = 0;
    world.wait();
    const [again] = sent(world, 'payment.refund');
    expect(again?.payload['refundId']).not.toBe(idOf(1));
    world.paysBack(String(again?.payload['refundId']), 300, 300);
    expect(states(world)).toEqual(['done']);
    expect(world.order.dueAt).toBeUndefined();
  });
});

describe('a second person', () => {
  it('has to agree to what is over the limit, and is never the same', () => {
    const world = delivered();
    world.learn(refund(1, undefined, 1000));
    expect(world.order).toMatchObject({ state: 'delivered', refunds: [{ is: 'waiting', amount: 1200 }] });
    expect(codeOf(() => world.learn(agree(1, sue)))).toBe('second_person_needed');
    world.learn(agree(1));
    expect(world.order.state).toBe('refunding');
    world.comeToRest();
    expect(world.order).toMatchObject({
      state: 'refunded',
      refunds: [{ is: 'done', askedBy: sue, decidedBy: tom }],
    });
    expect(codeOf(() => world.learn(agree(1)))).toBe('refund_decided');
  });

  it('is needed for ten small refunds as for one large', () => {
    const world = delivered();
    world.learn(refund(1, 400, 1000));
    world.learn(refund(2, 400, 1000));
    world.learn(refund(3, 400, 1000));
    expect(states(world)).toEqual(['sending', 'sending', 'waiting']);
    world.learn(agree(3, tom, false));
    expect(states(world)).toEqual(['sending', 'sending', 'refused']);
    expect(codeOf(() => world.learn(agree(9)))).toBe('refund_not_found');
  });

  it('is not needed before money has moved', () => {
    const world = new World(fine);
    world.learn(refund(1, undefined, 0));
    world.comeToRest();
    expect(world.order.state).toBe('cancelled');
    expect(states(world)).toEqual(['done']);
  });
});

describe('a return', () => {
  it('is asked for, agreed to, received and paid, and its goods are sold again', () => {
    const world = delivered();
    expect(orderOf(world.order, { days: 30, now: world.now }).returnable?.lines).toEqual([
      { sku: 'UHJ', quantity: 2 },
    ]);
    world.learn(wants(1));
    world.learn(wants(1));
    expect(world.order.returns).toMatchObject([{ is: 'requested', amount: 500 }]);
    world.learn(answer(1));
    world.learn(arrives(1, 1));
    expect(sent(world, 'catalogue.return-stock').map(({ payload }) => payload)).toMatchObject([
      { returnId: idOf(1), lines: [{ sku: 'UHJ', quantity: 1 }] },
    ]);
    const refundId = world.order.refunds?.[0]?.id ?? '';
    world.learn({ kind: 'stockReturned', orderId: world.order.id, returnId: idOf(1) });
    world.paysBack(refundId, 500, 500);
    expect(world.order.returns).toMatchObject([{ is: 'refunded', stock: 'back' }]);
    expect(world.order.state).toBe('delivered');
    expect(orderOf(world.order, { days: 30, now: world.now }).returnable?.lines).toEqual([
      { sku: 'UHJ', quantity: 1 },
    ]);
  });

  it('leaves on no shelf what nobody can sell again', () => {
    const world = delivered();
    for (const fact of [wants(1), answer(1), arrives(1, 0)]) world.learn(fact);
    expect(sent(world, 'catalogue.return-stock')).toEqual([]);
    expect(codeOf(() => world.learn(arrives(1, 2)))).toBe('invalid_request');
  });

  it('is refused for what was not bought, comes back already, or came too long ago', () => {
    const world = delivered();
    expect(codeOf(() => world.learn(wants(1, 3)))).toBe('not_returnable');
    world.learn(wants(1, 2));
    expect(codeOf(() => world.learn(wants(2)))).toBe('not_returnable');
    world.learn(answer(1, false));
    expect(codeOf(() => world.learn(answer(1)))).toBe('return_decided');
    world.now = new Date(world.now.getTime() + 31 * 86_400_000);
    expect(codeOf(() => world.learn(wants(2)))).toBe('not_returnable');
    expect(orderOf(world.order, { days: 30, now: world.now }).returnable).toBeUndefined();
    expect(codeOf(() => new World(fine).learn(wants(3)))).toBe('not_returnable');
  });

  it('over the limit waits for a second person, and can be paid after one said no', () => {
    const world = delivered();
    for (const fact of [wants(1), answer(1), arrives(1, 0, 100)]) world.learn(fact);
    const first = world.order.refunds?.[0]?.id ?? '';
    world.learn({ kind: 'refundDecided', refundId: first, approve: false, by: tom });
    expect(world.order.returns).toMatchObject([{ is: 'received' }]);
    world.learn(arrives(1, 0));
    expect(states(world)).toEqual(['refused', 'sending']);
  });

  it('is at its end when all the money went back some other way', () => {
    const world = delivered();
    for (const fact of [wants(1), answer(1), refund(5)]) world.learn(fact);
    world.comeToRest();
    expect(world.order.state).toBe('refunded');
    world.learn(arrives(1, 1));
    expect(world.order.returns).toMatchObject([{ is: 'refunded', stock: 'asked' }]);
  });
});

const eur = (amount: number) => ({ amount, currency: 'EUR' as const });

describe('what goods are worth that come back', () => {
  it('adds up to what was paid, however they come, and never to more', () => {
    const goods = fc.array(
      fc.record({ price: fc.integer({ min: 1, max: 99_999 }), quantity: fc.integer({ min: 1, max: 5 }) }),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    fc.assert(
      fc.property(
        goods,
        fc.integer({ min: 0, max: 3_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (bought, post, off) => {
          const lines = bought.map(({ price, quantity }, n) => ({
            sku: `S${n}`,
            name: '',
            image: '',
            quantity,
            unitPrice: eur(price),
            lineTotal: eur(price * quantity),
          }));
          const subtotal = lines.reduce((sum, line) => sum + line.lineTotal.amount, 0);
          const total = subtotal + post - Math.floor(subtotal * off);
          const totals = { subtotal: eur(subtotal), shipping: eur(post), tax: eur(0), total: eur(total) };
          const order: Pick<OrderRecord, 'lines' | 'totals' | 'returns'> = { lines, totals, returns: [] };
          let paid = 0;
          for (const { sku, quantity } of lines)
            for (let n = 0; n < quantity; n++) {
              const one = [{ sku, quantity: 1 }];
              const worth = worthOf(order, one);
              expect(worth).toBeGreaterThanOrEqual(0);
              paid += worth;
              order.returns = [...(order.returns ?? []), { is: 'refunded', lines: one } as never];
            }
          expect(paid).toBe(total);
          expect(worthOf({ lines, totals, returns: [] }, lines)).toBe(total);
        },
      ),
      { numRuns: 300 },
    );
  });
});
