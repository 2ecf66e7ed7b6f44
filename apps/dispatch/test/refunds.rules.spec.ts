import { describe, expect, it } from 'vitest';
import type { RefundRecord } from '../src/order/order.ts';
import {
  askForRefund,
  closeWholeRefunds,
  hasLateRefund,
  leftOf,
  postponeRefund,
  refundsToSend,
  retryLateRefund,
  sameRefund,
  settleRefund,
} from '../src/order/refunds.ts';
import { now, order, refundId, total, useId } from './example.ts';
import { ORDER_ID as orderId } from './world.ts';

const sue = { id: useId, name: 'Sue' };
const refund = (but: Partial<RefundRecord> = {}): RefundRecord => ({
  id: refundId,
  tryId: refundId,
  key: 'key',
  fingerprint: 'print',
  is: 'sending',
  amount: 300,
  whole: false,
  reason: 'kind',
  askedBy: sue,
  askedAt: now,
  ...but,
});
/** An order of 12.00 that is paid, with these refunds. */
const paid = (refunds: RefundRecord[] = [], back?: number) =>
  order({
    state: 'delivered',
    payment: { is: 'captured', ...(back === undefined ? {} : { refunded: { ...total, amount: back } }) },
    refunds,
  });
const wish = (amount?: number, limit = 100_000) => ({
  id: useId,
  key: 'other',
  fingerprint: 'f',
  amount,
  reason: 'kind',
  by: sue,
  limit,
});

describe('what is left to pay back', () => {
  it('is what was paid, less what went back and what is promised', () => {
    expect(leftOf(order())).toBe(1200);
    const promised = [refund(), refund({ is: 'waiting', amount: 100 })];
    const gone = [
      refund({ is: 'done' }),
      refund({ is: 'failed' }),
      refund({ is: 'refused' }),
      refund({ whole: true }),
    ];
    expect(leftOf(paid([...promised, ...gone], 500))).toBe(300);
  });
});

describe('a wish to pay something back', () => {
  it('is written down with who wanted it, and known by its key', () => {
    const one = paid();
    const asked = askForRefund(one, { ...wish(300), returnId: orderId }, now);
    expect(one.refunds).toEqual([asked]);
    expect(asked).toEqual(
      refund({ id: useId, tryId: useId, key: 'other', fingerprint: 'f', returnId: orderId }),
    );
    expect(askForRefund(paid(), wish(300), now)).not.toHaveProperty('returnId');
    expect(sameRefund(one, 'other', 'f')).toBe(asked);
    expect(sameRefund(one, 'key', 'f')).toBeUndefined();
    expect(() => sameRefund(one, 'other', 'g')).toThrow('Another refund was asked for with this key.');
  });

  it('waits for a second person from the first cent over the limit, all of one person counted together', () => {
    const is = (refunds: RefundRecord[], amount: number | undefined, limit: number) =>
      askForRefund(paid(refunds), wish(amount, limit), now).is;
    expect(is([], 300, 300)).toBe('sending');
    expect(is([], 301, 300)).toBe('waiting');
    for (const counts of ['waiting', 'sending', 'done'] as const)
      expect(is([refund({ is: counts })], 1, 300)).toBe('waiting');
    for (const not of [{ is: 'failed' as const }, { is: 'refused' as const }, { decidedBy: sue }])
      expect(is([refund(not)], 1, 300)).toBe('sending');
    expect(is([], undefined, 1199)).toBe('waiting');
    const early = (payment: 'authorised' | 'capturing') =>
      askForRefund(order({ payment: { is: payment } }), wish(undefined, 0), now).is;
    expect([early('authorised'), early('capturing')]).toEqual(['sending', 'waiting']);
  });

  it('is refused before there is money, after the end, and beside a whole one that waits', () => {
    const no = expect.objectContaining({ code: 'order_not_refundable' });
    expect(() => askForRefund(order(), wish(1), now)).toThrow(no);
    expect(() => askForRefund({ ...paid(), reason: 'shop' }, wish(1), now)).toThrow(no);
    const whole = refund({ whole: true, is: 'waiting' });
    expect(() => askForRefund(paid([whole]), wish(1), now)).toThrow(/waits for a second person/);
    expect(() => askForRefund(paid([whole]), wish(), now)).toThrow(no);
    expect(
      askForRefund(paid([refund({ whole: true, is: 'refused' }), refund({ is: 'waiting' })]), wish(1), now)
        .is,
    ).toBe('sending');
    expect(() => askForRefund(paid(), wish(1201), now)).toThrow(
      expect.objectContaining({ code: 'refund_too_large', facts: { left: 1200 } }),
    );
    expect(askForRefund(paid(), wish(1200), now)).toMatchObject({ amount: 1200, whole: false });
    expect(askForRefund(paid([refund()]), wish(), now)).toMatchObject({ amount: 900, whole: true });
  });
});

describe('a refund on its way', () => {
  const back = { orderId, refundId, amount: { ...total, amount: 300 }, refundedTotal: total };

  it('is sent while nobody has answered, but for whole ones and late ones', () => {
    const sent = refund();
    const others = [refund({ whole: true }), refund({ late: true }), refund({ is: 'waiting' })];
    expect(refundsToSend(paid([...others, sent]))).toEqual([sent]);
  });

  it('is done once, and told to the shopper', () => {
    const one = paid([refund({ late: true })]);
    expect(settleRefund(one, back, now)).toBe(true);
    expect(one.refunds).toMatchObject([{ is: 'done', late: undefined }]);
    expect(one.timeline.at(-1)?.text).toMatch(/3[.]00.* of your money were paid back\.$/);
    expect(settleRefund(one, back, now)).toBe(false);
    expect(settleRefund(paid([refund({ whole: true })]), back, now)).toBe(false);
    expect(settleRefund(paid([refund({ tryId: useId })]), back, now)).toBe(false);
  });

  it('that the provider refuses is tried again under another name, and told once', () => {
    const one = paid([refund({ tryId: useId }), refund()]);
    expect(hasLateRefund(one)).toBe(false);
    expect(retryLateRefund(one, orderId)).toBe(false);
    expect(postponeRefund(one, refundId, now)).toBe(true);
    expect(one.refunds?.map(({ late }) => late)).toEqual([undefined, true]);
    expect(one.timeline.at(-1)?.text).toBe(
      'Paying your money back takes longer than it should; we try again.',
    );
    expect(postponeRefund(one, refundId, now)).toBe(false);
    expect(hasLateRefund(one)).toBe(true);
    expect(retryLateRefund(one, orderId)).toBe(true);
    expect(one.refunds).toMatchObject([{ tryId: useId }, { tryId: orderId, late: undefined }]);
    expect(hasLateRefund(paid([refund({ late: true, is: 'done' })]))).toBe(false);
    expect(retryLateRefund(paid([refund({ late: true, is: 'done' })]), orderId)).toBe(false);
  });

  it('that is more than there is left has failed for good', () => {
    const one = paid([refund()], 901);
    expect(postponeRefund(one, refundId, now)).toBe(true);
    expect(one.refunds).toMatchObject([{ is: 'failed' }]);
    const just = paid([refund()], 900);
    postponeRefund(just, refundId, now);
    expect(just.refunds).toMatchObject([{ is: 'sending', late: true }]);
    for (const not of [{ is: 'done' as const }, { whole: true }, { tryId: useId }])
      expect(postponeRefund(paid([refund(not)]), refundId, now)).toBe(false);
  });
});

describe('a whole refund', () => {
  it('ends with its order, done or overtaken', () => {
    const all = () => [
      refund({ whole: true }),
      refund({ whole: true, is: 'waiting' }),
      refund(),
      refund({ is: 'waiting' }),
    ];
    const after = (but: Parameters<typeof order>[0]) => {
      const one = order({ ...but, refunds: all() });
      closeWholeRefunds(one);
      return one.refunds?.map(({ is }) => is);
    };
    for (const state of ['refunded', 'cancelled'] as const)
      expect(after({ state })).toEqual(['done', 'failed', 'sending', 'waiting']);
    expect(after({ state: 'refunding', reason: 'shop' })).toEqual([
      'sending',
      'failed',
      'sending',
      'waiting',
    ]);
    expect(after({ state: 'delivered' })).toEqual(['sending', 'waiting', 'sending', 'waiting']);
  });
});
