import { describe, expect, it } from 'vitest';
import type { View } from '../src/gateway/gateway.ts';
import type { Operation, PaymentRecord } from '../src/payment.ts';
import { learn } from '../src/rules/learn.ts';
import {
  after,
  call,
  during,
  eur,
  first,
  held,
  limits,
  missing,
  news,
  payment,
  refundId,
  second,
  taken,
  visa,
  voided,
} from './example.ts';

const seen = { handle: { id: 'h9' }, amount: 1000, captured: 0, refunded: 0 };

const asking = (but: Partial<PaymentRecord> = {}) => payment({ attempts: [call('authorise')], ...but });
const doing = (operation: Operation, but: Partial<PaymentRecord> = {}) =>
  during(operation, { outcome: 'unknown' }, but);
const wanted = { refundId: refundId(1), amount: 300, reason: '', is: 'wanted' as const };

describe('a payment nobody knows the outcome of', () => {
  it('of another attempt changes nothing', () => {
    const record = asking();
    expect(learn(record, 'other', held, after(9), limits)).toEqual([]);
    expect(record).toEqual(asking());
  });

  it('is asked for again and again, less and less often, and the shopper is told once', () => {
    const record = asking();
    expect(news(learn(record, first, undefined, after(9), limits))).toEqual([['payment-uncertain', {}]]);
    expect(record).toMatchObject({
      state: 'unknown',
      retryAt: after(10),
      attempts: [{ outcome: 'unknown', reason: 'interrupted', tries: 1 }],
    });
    expect(learn(record, first, missing, after(20), limits)).toEqual([]);
    expect(record).toMatchObject({ retryAt: after(22), attempts: [{ tries: 2 }] });
    const often = asking({ attempts: [call('authorise', { tries: 30 })] });
    learn(often, first, undefined, after(9), limits);
    expect(often.retryAt).toEqual(after(24));
  });

  it('keeps the reason that is known', () => {
    const record = asking({ attempts: [call('authorise', { outcome: 'unknown', reason: 'timeout' })] });
    learn(record, first, undefined, after(9), limits);
    expect(record.attempts[0]?.reason).toBe('timeout');
  });

  it('stays a question of the bank while that cannot be asked', () => {
    const challenge = { url: 'https://bank.example/ask', expiresAt: after(900) };
    const record = asking({ state: 'challenged', challenge });
    learn(record, first, undefined, after(9), limits);
    expect(record.state).toBe('challenged');
    const capturing = doing('capture');
    learn(capturing, second, undefined, after(9), limits);
    expect(capturing.state).toBe('authorised');
  });

  it.each<[string, View, string, unknown[]]>([
    [
      'was approved',
      { ...held, card: visa },
      'authorised',
      [['payment-authorised', { amount: eur(1000), gateway: 'worldpay', card: visa }]],
    ],
    [
      'was approved by a card unknown',
      held,
      'authorised',
      [['payment-authorised', { amount: eur(1000), gateway: 'worldpay' }]],
    ],
    [
      'was declined',
      { is: 'declined', reason: 'stolen_card', ...seen },
      'declined',
      [['payment-declined', { reason: 'stolen_card' }]],
    ],
    [
      'was declined for no reason',
      { is: 'declined', ...seen },
      'declined',
      [['payment-declined', { reason: 'refused' }]],
    ],
    [
      'waits for the shopper',
      { is: 'challenged', answered: false, url: 'https://bank.example/ask', ...seen },
      'challenged',
      [['payment-challenged', { challengeUrl: 'https://bank.example/ask' }]],
    ],
    [
      'waits for a shopper at no address',
      { is: 'challenged', answered: false, ...seen },
      'unknown',
      [['payment-uncertain', {}]],
    ],
    [
      'was approved and given up by the bank',
      voided,
      'voided',
      [
        ['payment-authorised', { amount: eur(1000), gateway: 'worldpay' }],
        ['payment-voided', {}],
      ],
    ],
    [
      'was taken at once',
      taken,
      'captured',
      [
        ['payment-authorised', { amount: eur(1000), gateway: 'worldpay' }],
        ['payment-captured', { amount: eur(1000) }],
      ],
    ],
  ])('is told when it is found out: it %s', (_, view, state, expected) => {
    const record = asking();
    expect(news(learn(record, first, view, after(9), limits))).toEqual(expected);
    expect(record.state).toBe(state);
    if (view.is === 'challenged' && view.url === undefined)
      expect(record.attempts[0]?.reason).toBe('challenge without an address');
  });
});

describe('a payment that the provider does not know', () => {
  it('was never made once its queries surely would show it, counted from when it was last sent', () => {
    const record = asking();
    learn(record, first, missing, after(75), limits);
    expect(record.state).toBe('unknown');
    const late = asking({ attempts: [call('authorise', { sentAt: after(80) })] });
    learn(late, first, missing, after(155), limits);
    expect(late.state).toBe('unknown');
    expect(learn(late, first, missing, after(155.1), limits)).toEqual([]);
    expect(late).toMatchObject({
      state: 'started',
      token: 'tok_a',
      attempts: [{ outcome: 'failed', reason: 'not_found', tries: 0, lookAgainAt: after(275.1) }],
    });
    expect(late.retryAt).toBeUndefined();
  });

  it.each<[string, Partial<PaymentRecord>, string]>([
    [
      'was never made twice',
      {
        attempts: [
          call('authorise', { reference: 'x', reason: 'not_found', outcome: 'failed' }),
          call('authorise'),
        ],
      },
      'declined',
    ],
    ['is not wanted any more', { voidAsked: true }, 'voided'],
    ['has no card any more', { token: undefined }, 'declined'],
  ])('is given up when it %s', (_, but, state) => {
    const record = asking(but);
    const told = learn(record, first, missing, after(76), limits);
    expect(news(told)).toEqual(
      state === 'voided'
        ? [['payment-voided', {}]]
        : [['payment-declined', { reason: 'provider_unavailable' }]],
    );
    expect(record.state).toBe(state);
  });
});

describe('money that may have been taken', () => {
  it('was, when the provider shows as much', () => {
    const record = doing('capture', { captureAsked: true });
    expect(news(learn(record, second, taken, after(9), limits))).toEqual([
      ['payment-captured', { amount: eur(1000) }],
    ]);
    expect(record).toMatchObject({ state: 'captured', captured: 1000, handle: { id: 'h9' } });
  });

  it('was not when the bank had given the payment up, or somebody took another sum', () => {
    const record = doing('capture');
    expect(news(learn(record, second, voided, after(9), limits))).toEqual([['payment-voided', {}]]);
    expect(record).toMatchObject({
      state: 'voided',
      attempts: [{}, { outcome: 'failed', reason: 'voided' }],
    });
    const other = doing('capture');
    expect(news(learn(other, second, { ...held, captured: 400 }, after(9), limits))).toEqual([
      ['payment-captured', { amount: eur(400) }],
    ]);
    expect(other).toMatchObject({ captured: 400, attempts: [{}, { outcome: 'failed', reason: 'captured' }] });
  });

  it('is asked about while it may still come, and taken anew when it surely was not', () => {
    const record = doing('capture');
    expect(news(learn(record, second, held, after(75), limits))).toEqual([['payment-uncertain', {}]]);
    expect(learn(record, second, missing, after(80), limits)).toEqual([]);
    expect(record.attempts[1]?.outcome).toBe('unknown');
    expect(learn(record, second, held, after(76), limits)).toEqual([]);
    expect(record).toMatchObject({
      retryAt: after(76.5),
      attempts: [{}, { outcome: 'failed', reason: 'not_done' }],
    });
  });

  const tried = (operation: Operation, times: number) => {
    const record = doing(operation, { refunds: [{ ...wanted }] });
    const open = record.attempts.at(-1);
    const failed = Array.from({ length: times }, (_, n) => ({
      ...call(operation, { reference: `x${n}`, outcome: 'failed', reason: 'not_done' }),
      refundId: open?.refundId,
    }));
    record.attempts.splice(1, 0, ...failed);
    return record;
  };

  it('is tried five times', () => {
    const fourth = tried('capture', 4);
    expect(learn(fourth, second, held, after(76), limits)).toEqual([]);
    expect(fourth.retryAt).toEqual(after(84));
    expect(news(learn(tried('capture', 5), second, held, after(76), limits))).toEqual([
      ['capture-failed', { reason: 'provider_unavailable' }],
    ]);
    expect(news(learn(tried('refund', 5), second, taken, after(76), limits))).toEqual([
      ['refund-failed', { refundId: refundId(1), reason: 'provider_unavailable' }],
    ]);
    expect(learn(tried('void', 5), second, held, after(76), limits)).toEqual([]);
    const others = doing('refund', { refunds: [{ ...wanted }] });
    const more = Array.from({ length: 9 }, (_, n) =>
      call('refund', { reference: `y${n}`, outcome: 'failed', reason: 'not_done', refundId: refundId(8) }),
    );
    others.attempts.splice(1, 0, ...more);
    expect(learn(others, second, taken, after(76), limits)).toEqual([]);
  });
});

describe('a payment that may have been given up', () => {
  it('was, when the provider shows it so and nothing was taken', () => {
    const record = doing('void', { voidAsked: true });
    expect(news(learn(record, second, voided, after(9), limits))).toEqual([['payment-voided', {}]]);
    expect(record).toMatchObject({ state: 'voided', attempts: [{}, { outcome: 'succeeded' }] });
  });

  it('was not when the money had been taken before', () => {
    for (const is of ['authorised', 'voided'] as const) {
      const record = doing('void', { voidAsked: true });
      expect(news(learn(record, second, { ...taken, is } as View, after(9), limits))).toEqual([
        ['payment-captured', { amount: eur(1000) }],
      ]);
      expect(record).toMatchObject({ state: 'captured', voidAsked: false });
    }
  });
});

describe('money that may have gone back', () => {
  it('has, when the provider shows so much more than before', () => {
    const record = doing('refund', { refunded: 200, refunds: [{ ...wanted }] });
    expect(news(learn(record, second, { ...taken, refunded: 499 }, after(9), limits))).toEqual([
      ['payment-uncertain', {}],
    ]);
    expect(news(learn(record, second, { ...taken, refunded: 500 }, after(10), limits))).toEqual([
      ['payment-refunded', { refundId: refundId(1), amount: eur(300), refundedTotal: eur(500) }],
    ]);
    expect(record).toMatchObject({ refunded: 500, state: 'captured' });
  });
});
