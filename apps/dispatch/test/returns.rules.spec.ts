import { describe, expect, it } from 'vitest';
import type { OrderRecord, RefundRecord, ReturnRecord } from '../src/order/order.ts';
import {
  askForReturn,
  decideOnReturn,
  receive,
  returnableOf,
  returnsToShelve,
  sameReturn,
  settleReturns,
} from '../src/order/returns.ts';
import { comingBack, isOut, stillOut, worthOf } from '../src/order/worth.ts';
import { lines, now, order, refundId, total, useId } from './example.ts';
import { ORDER_ID as returnId } from './world.ts';

const sue = { id: useId, name: 'Sue' };
const DAY_MS = 86_400_000;
const one = [{ sku: 'UHJ', quantity: 1 }];
const days = (n: number) => new Date(now.getTime() + n * DAY_MS);
const back = (but: Partial<ReturnRecord> = {}): ReturnRecord => ({
  id: returnId,
  key: 'key',
  fingerprint: 'print',
  is: 'approved',
  lines: one,
  reason: 'unwanted',
  amount: 500,
  requestedAt: now,
  updatedAt: now,
  restock: [],
  stock: 'none',
  ...but,
});
const delivered = (but: Partial<OrderRecord> = {}): OrderRecord => ({
  ...order({ state: 'delivered', stock: { is: 'committed' }, payment: { is: 'captured' } }),
  timeline: [
    { at: days(-1), state: 'dispatched', text: '' },
    { at: now, state: 'delivered', text: '' },
    { at: days(1), state: 'delivered', text: 'later' },
  ],
  ...but,
});

describe('goods', () => {
  it('can be sent back for so many days after they came', () => {
    expect(returnableOf(delivered(), 30, days(30))).toEqual({ until: days(30), lines });
    expect(returnableOf(delivered(), 30, new Date(days(30).getTime() + 1))).toBeUndefined();
    expect(returnableOf(delivered({ returns: [back()] }), 30, now)?.lines).toEqual(one);
  });

  it.each<[string, Partial<OrderRecord>]>([
    ['have not come', { state: 'dispatched', timeline: [] }],
    ['are being paid back', { state: 'refunding' }],
    ['were stopped', { reason: 'shop' }],
    ['were a trial', { synthetic: true }],
    ['all come back already', { returns: [back({ lines })] }],
  ])('cannot be sent back when they %s', (_, but) => {
    expect(returnableOf(delivered(but), 30, now)).toBeUndefined();
  });
});

describe('a wish to send goods back', () => {
  const wish = {
    id: returnId,
    key: 'key',
    fingerprint: 'print',
    lines: one,
    reason: 'unwanted' as const,
    days: 30,
  };

  it('is written down, told to the shopper, and known by its key', () => {
    const paid = delivered();
    askForReturn(paid, wish, days(2));
    expect(paid.returns).toEqual([back({ is: 'requested', requestedAt: days(2), updatedAt: days(2) })]);
    expect(paid.timeline).toHaveLength(4);
    expect(paid.timeline.at(-1)?.at).toEqual(days(2));
    expect(sameReturn(paid, 'key', 'print')).toBe(paid.returns?.[0]);
    expect(sameReturn(paid, 'other', 'print')).toBeUndefined();
    expect(() => sameReturn(paid, 'key', 'x')).toThrow('Another return was asked for with this key.');
  });

  it('keeps a note that says something', () => {
    const noted = (note: string | undefined) => {
      const paid = delivered();
      askForReturn(paid, { ...wish, note }, now);
      return paid.returns?.[0];
    };
    expect(noted('It hums.')).toMatchObject({ note: 'It hums.' });
    for (const nothing of ['', undefined]) expect(noted(nothing)).not.toHaveProperty('note');
  });

  it('is refused with what can be sent back', () => {
    const refused = (returnable: unknown) =>
      expect.objectContaining({ code: 'not_returnable', facts: { returnable } });
    const three = { ...wish, lines: [{ sku: 'UHJ', quantity: 3 }] };
    expect(() => askForReturn(delivered(), three, now)).toThrow(refused(lines));
    expect(() => askForReturn(delivered(), wish, days(31))).toThrow(refused([]));
  });
});

describe('what the shop says to a return', () => {
  const answered = (is: ReturnRecord['is'], approve: boolean, answer?: string) => {
    const paid = delivered({ returns: [back({ id: useId, is: 'refused' }), back({ is })] });
    decideOnReturn(paid, { returnId, approve, answer }, days(1));
    return paid;
  };

  it('is yes or no, with a word where there is one', () => {
    const yes = answered('requested', true, 'Gladly.');
    expect(yes.returns?.[1]).toMatchObject({ is: 'approved', answer: 'Gladly.', updatedAt: days(1) });
    expect(yes.timeline).toHaveLength(4);
    expect(answered('requested', false).returns?.[1]?.is).toBe('refused');
    expect(answered('approved', false).returns?.[1]?.is).toBe('refused');
    for (const nothing of ['', undefined])
      expect(answered('requested', true, nothing).returns?.[1]).not.toHaveProperty('answer');
  });

  it('is said once, of a return that there is', () => {
    for (const is of ['approved', 'received', 'refunded', 'refused'] as const)
      expect(() => answered(is, true)).toThrow(
        expect.objectContaining({ code: 'return_decided', facts: { state: is } }),
      );
    expect(() => decideOnReturn(delivered(), { returnId, approve: true }, now)).toThrow(
      expect.objectContaining({ code: 'return_not_found' }),
    );
  });
});

describe('goods that have come back', () => {
  const got = (paid: OrderRecord, restock = one) => {
    receive(paid, { returnId, restock, by: sue, limit: 100_000, refundId }, days(5));
    return paid;
  };
  const refund = (but: Partial<RefundRecord>): RefundRecord =>
    ({ returnId, amount: 500, whole: false, ...but }) as never;

  it('are paid, and go on the shelf as far as they can be sold', () => {
    const paid = got(delivered({ returns: [back()] }));
    expect(paid.returns).toMatchObject([
      { is: 'received', restock: one, stock: 'asked', updatedAt: days(5) },
    ]);
    const key = `return:${returnId}:${refundId}`;
    expect(paid.refunds).toMatchObject([
      {
        id: refundId,
        key,
        fingerprint: key,
        amount: 500,
        reason: 'return',
        returnId,
        askedBy: sue,
        is: 'sending',
      },
    ]);
    expect(returnsToShelve(paid)).toEqual(paid.returns);
    expect(returnsToShelve({ ...paid, stock: { ...paid.stock, is: 'committing' } })).toEqual([]);
    const broken = got(delivered({ returns: [back()] }), []);
    expect(broken.returns).toMatchObject([{ stock: 'none' }]);
    expect(returnsToShelve(broken)).toEqual([]);
    expect(() => got(delivered({ returns: [back()] }), lines)).toThrow(
      'More was put back on the shelf than came back.',
    );
  });

  it('are paid no more than is left, and not at all when nothing is', () => {
    const some = order({ payment: { is: 'captured', refunded: { ...total, amount: 1000 } } });
    expect(got(delivered({ returns: [back()], payment: some.payment })).refunds).toMatchObject([
      { amount: 200 },
    ]);
    for (const but of [
      { payment: { ...some.payment, refunded: total } },
      { payment: { ...some.payment, is: 'refunded' as const } },
      { reason: 'shop' as const },
    ]) {
      const paid = got(delivered({ returns: [back()], ...but }));
      expect(paid.returns).toMatchObject([{ is: 'refunded' }]);
      expect(paid.refunds).toBeUndefined();
    }
  });

  it('are paid once more only when the first refund came to nothing', () => {
    const again = (but: Partial<RefundRecord>) => () =>
      got(delivered({ returns: [back({ is: 'received', stock: 'back' })], refunds: [refund(but)] }));
    for (const is of ['waiting', 'sending', 'done'] as const)
      expect(again({ is })).toThrow(expect.objectContaining({ code: 'return_decided' }));
    for (const is of ['refused', 'failed'] as const) {
      const paid = again({ is })();
      expect(paid.refunds).toHaveLength(2);
      expect(paid.returns).toMatchObject([{ is: 'received', stock: 'back', restock: [] }]);
    }
    expect(again({ is: 'done', returnId: useId })().refunds).toHaveLength(2);
  });

  it('are at their end with their money, or with all of it', () => {
    const after = (refunds: RefundRecord[], refunded?: number) => {
      const paid = delivered({
        returns: [back({ is: 'received' }), back({ id: useId, is: 'approved' })],
        refunds,
      });
      if (refunded !== undefined) paid.payment.refunded = { ...total, amount: refunded };
      settleReturns(paid, days(6));
      return paid.returns?.map(({ is }) => is);
    };
    expect(after([])).toEqual(['received', 'approved']);
    expect(after([refund({ is: 'sending' }), refund({ is: 'done', returnId: useId })])).toEqual([
      'received',
      'approved',
    ]);
    expect(after([refund({ is: 'failed' }), refund({ is: 'done' })])).toEqual(['refunded', 'approved']);
    expect(after([], 1199)).toEqual(['received', 'approved']);
    expect(after([], 1200)).toEqual(['refunded', 'approved']);
  });
});

describe('what comes back', () => {
  it('is all but what was refused, and no more than was bought', () => {
    const some = { returns: [back({ is: 'refused' }), back({ is: 'requested' })] };
    expect(comingBack(some)).toEqual(one);
    expect(stillOut(delivered(some))).toEqual(one);
    expect(stillOut(delivered({ returns: [back({ lines })] }))).toEqual([]);
    expect(isOut(delivered(some), one)).toBe(true);
    expect(isOut(delivered(some), lines)).toBe(false);
    expect(isOut(delivered(some), [...one, ...one])).toBe(false);
    expect(isOut(delivered(some), [{ sku: 'OTHER', quantity: 1 }, ...one])).toBe(false);
  });

  it('is worth its share of what was paid, and the last of it the delivery too', () => {
    expect(worthOf(delivered(), one)).toBe(500);
    expect(worthOf(delivered({ returns: [back()] }), one)).toBe(700);
    expect(worthOf(delivered(), lines)).toBe(1200);
    const totals = {
      ...delivered().totals,
      discount: { ...total, amount: 200 },
      total: { ...total, amount: 1000 },
    };
    expect(worthOf(delivered({ totals }), one)).toBe(400);
    const promotion = { id: useId, useId, code: 'FREE', title: 'Free', ofDelivery: true as const };
    expect(worthOf(delivered({ totals, promotion }), one)).toBe(500);
    expect(worthOf(delivered({ totals, promotion }), lines)).toBe(1000);
  });
});
