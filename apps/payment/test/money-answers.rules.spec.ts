import { describe, expect, it } from 'vitest';
import { settle } from '../src/rules/settle.ts';
import { after, doing, eur, limits, news, refundId, second } from './example.ts';

const handle = { id: 'h1' };

describe('an answer about money that was to be taken', () => {
  it('that says yes ends every wish about it', () => {
    const record = doing('capture', { captureAsked: true, voidAsked: true });
    const told = settle(record, second, { is: 'done', handle: { id: 'h2' } }, after(2), limits);
    expect(news(told)).toEqual([['payment-captured', { amount: eur(1000) }]]);
    expect(record).toMatchObject({
      state: 'captured',
      captured: 1000,
      captureAsked: false,
      voidAsked: false,
      uncertain: false,
      handle: { id: 'h2' },
      attempts: [{}, { outcome: 'succeeded', settledAt: after(2) }],
    });
    expect(record.retryAt).toBeUndefined();
    const same = doing('capture');
    settle(same, second, { is: 'done' }, after(2), limits);
    expect(same.handle).toEqual(handle);
  });

  it('that says no is told with its reason, and is not tried again', () => {
    const record = doing('capture', { captureAsked: true });
    const told = settle(record, second, { is: 'refused', reason: 'expired' }, after(2), limits);
    expect(news(told)).toEqual([['capture-failed', { reason: 'expired' }]]);
    expect(record).toMatchObject({
      state: 'authorised',
      captured: 0,
      captureAsked: false,
      uncertain: false,
      attempts: [{}, { outcome: 'failed', reason: 'expired' }],
    });
    expect(record.retryAt).toBeUndefined();
    const odd = settle(doing('capture'), second, { is: 'authorised', handle }, after(2), limits);
    expect(news(odd)).toEqual([['capture-failed', { reason: 'refused' }]]);
  });
});

describe('an answer about a payment that was to be given up', () => {
  it('that says yes ends it', () => {
    const record = doing('void', { voidAsked: true });
    expect(news(settle(record, second, { is: 'done' }, after(2), limits))).toEqual([['payment-voided', {}]]);
    expect(record).toMatchObject({ state: 'voided', captured: 0, attempts: [{}, { outcome: 'succeeded' }] });
  });

  it('that says no is looked into: it may be taken, or gone', () => {
    const record = doing('void', { voidAsked: true });
    expect(settle(record, second, { is: 'refused', reason: 'captured' }, after(2), limits)).toEqual([]);
    expect(record).toMatchObject({
      state: 'authorised',
      retryAt: after(2.5),
      attempts: [{}, { outcome: 'unknown', reason: 'captured' }],
    });
  });
});

describe('an answer about money that was to go back', () => {
  const wanted = { refundId: refundId(1), amount: 300, reason: '', is: 'wanted' as const };

  it('that says yes is told with what went back in all', () => {
    const record = doing('refund', {
      refunded: 500,
      refunds: [{ refundId: refundId(9), amount: 100, reason: '', is: 'wanted' }, { ...wanted }],
    });
    expect(news(settle(record, second, { is: 'done' }, after(2), limits))).toEqual([
      ['payment-refunded', { refundId: refundId(1), amount: eur(300), refundedTotal: eur(800) }],
    ]);
    expect(record).toMatchObject({ state: 'captured', refunded: 800 });
    expect(record.refunds).toMatchObject([{ is: 'wanted' }, { is: 'done', total: 800 }]);
  });

  it('ends the payment with its last cent', () => {
    const record = doing('refund', { refunded: 700, refunds: [{ ...wanted }] });
    settle(record, second, { is: 'done' }, after(2), limits);
    expect(record).toMatchObject({ state: 'refunded', refunded: 1000 });
  });

  it('that says no is told with its reason', () => {
    const record = doing('refund', { refunds: [{ ...wanted, refundId: refundId(9) }, { ...wanted }] });
    expect(news(settle(record, second, { is: 'refused', reason: 'too_old' }, after(2), limits))).toEqual([
      ['refund-failed', { refundId: refundId(1), reason: 'too_old' }],
    ]);
    expect(record).toMatchObject({ state: 'captured', refunded: 0, uncertain: false });
    expect(record.refunds).toMatchObject([{ is: 'wanted' }, { is: 'failed' }]);
  });

  it('is counted, also when nobody knows the refund any more', () => {
    const record = doing('refund', { refunds: [] });
    expect(settle(record, second, { is: 'done' }, after(2), limits)).toEqual([]);
    expect(record.refunded).toBe(300);
    const no = doing('refund', { refunds: [] });
    expect(news(settle(no, second, { is: 'refused', reason: 'no' }, after(2), limits))).toEqual([
      ['refund-failed', { refundId: refundId(1), reason: 'no' }],
    ]);
  });
});
