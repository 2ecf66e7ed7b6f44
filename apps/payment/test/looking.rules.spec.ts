import { describe, expect, it } from 'vitest';
import type { View } from '../src/gateway/gateway.ts';
import type { PaymentRecord } from '../src/payment.ts';
import { compare, expire, look, lookedAgain, postpone } from '../src/rules/learn.ts';
import {
  after,
  authorised,
  call,
  captured,
  eur,
  first,
  held,
  limits,
  missing,
  news,
  payment,
  refundId,
  taken,
  visa,
  voided,
} from './example.ts';

const seen = { handle: { id: 'h9' }, amount: 1000, captured: 0, refunded: 0 };

describe('a look at what the provider told of', () => {
  const when = after(50);

  it('takes in what was done elsewhere', () => {
    const record = authorised();
    expect(news(look(record, taken, when, limits, refundId(7)))).toEqual([
      ['payment-captured', { amount: eur(1000) }],
    ]);
    expect(record).toMatchObject({ state: 'captured', captured: 1000 });
    const gone = authorised();
    expect(news(look(gone, voided, when, limits, refundId(7)))).toEqual([['payment-voided', {}]]);
    expect(gone.state).toBe('voided');
    expect(look(authorised(), held, when, limits, refundId(7))).toEqual([]);
    expect(look(authorised(), missing, when, limits, refundId(7))).toEqual([]);
  });

  it('takes in money that somebody paid back by hand, as a refund of its own', () => {
    const record = captured({ refunded: 100 });
    expect(news(look(record, { ...taken, refunded: 400 }, when, limits, refundId(7)))).toEqual([
      ['payment-refunded', { refundId: refundId(7), amount: eur(300), refundedTotal: eur(400) }],
    ]);
    expect(record).toMatchObject({ state: 'captured', refunded: 400 });
    expect(record.refunds).toEqual([
      { refundId: refundId(7), amount: 300, reason: 'provider', is: 'done', total: 400 },
    ]);
    expect(look(record, { ...taken, refunded: 400 }, when, limits, refundId(8))).toEqual([]);
    look(record, { ...taken, refunded: 1000 }, when, limits, refundId(8));
    expect(record).toMatchObject({ state: 'refunded', refunded: 1000 });
    expect(look(record, { ...taken, refunded: 1000 }, when, limits, refundId(9))).toEqual([]);
    expect(compare(captured(), { ...taken, refunded: 400 })).toEqual([]);
  });

  it('changes nothing that was not taken, or is at its end', () => {
    const back = { ...voided, refunded: 400 };
    for (const state of ['declined', 'voided', 'refunded'] as const) {
      const record = captured({ state });
      expect(look(record, { ...back, captured: 1000 }, when, limits, refundId(7))).toEqual([]);
      expect(record).toEqual(captured({ state }));
    }
  });

  it('is taken again when the provider could not be asked', () => {
    const record = captured();
    expect(look(record, undefined, when, limits, refundId(7))).toEqual([]);
    expect(record.lookAt).toEqual(after(170));
    const sooner = captured({ lookAt: after(60) });
    look(sooner, undefined, when, limits, refundId(7));
    expect(sooner.lookAt).toEqual(after(60));
  });
});

describe('a shopper who is asked by the bank', () => {
  const challenge = { url: 'https://bank.example/ask', expiresAt: after(900) };
  const waiting = (but: Partial<PaymentRecord> = {}) =>
    payment({
      state: 'challenged',
      challenge,
      attempts: [call('authorise', { outcome: 'challenged' })],
      ...but,
    });
  const still: View = { is: 'challenged', answered: false, url: challenge.url, ...seen };

  it.each<[string, View | undefined]>([
    ['the bank cannot be asked', undefined],
    ['the query does not show it yet', missing],
    ['nothing was answered', still],
  ])('is waited for while %s', (_, view) => {
    const record = waiting();
    expect(look(record, view, after(50), limits, refundId(7))).toEqual([]);
    expect(record).toEqual(waiting({ retryAt: after(55) }));
  });

  it('has confirmed, or refused', () => {
    const yes = waiting();
    expect(news(look(yes, { ...held, card: visa }, after(50), limits, refundId(7)))).toEqual([
      ['payment-authorised', { amount: eur(1000), gateway: 'worldpay', card: visa }],
    ]);
    expect(yes.state).toBe('authorised');
    const no = waiting();
    expect(
      news(look(no, { is: 'declined', reason: 'auth', ...seen }, after(50), limits, refundId(7))),
    ).toEqual([['payment-declined', { reason: 'auth' }]]);
  });

  it.each<[View, string, PaymentRecord['state']]>([
    [voided, 'payment-voided', 'voided'],
    [taken, 'payment-captured', 'captured'],
  ])('has confirmed, and the bank went on before we looked: %o', (view, then, state) => {
    const record = waiting();
    const told = news(look(record, view, after(50), limits, refundId(7)));
    expect(told.map(([name]) => name)).toEqual(['payment-authorised', then]);
    expect(record.state).toBe(state);
  });

  it('did not answer in time: the payment is over, and looked for later, should the bank have thought otherwise', () => {
    const record = waiting({
      attempts: [
        call('authorise', { reference: 'x', outcome: 'failed' }),
        call('authorise', { outcome: 'challenged', tries: 3 }),
      ],
    });
    expect(news(expire(record, after(900)))).toEqual([['payment-declined', { reason: 'challenge_expired' }]]);
    expect(record).toMatchObject({ state: 'declined', challenge: undefined });
    expect(record.attempts).toMatchObject([
      { outcome: 'failed' },
      { outcome: 'failed', reason: 'challenge_expired', tries: 0, lookAgainAt: after(1020) },
    ]);
    expect(record.attempts[0]?.lookAgainAt).toBeUndefined();
    expect(news(expire(waiting({ voidAsked: true }), after(9)))).toEqual([['payment-voided', {}]]);
    expect(news(expire(waiting({ attempts: [call('capture')] }), after(9)))).toHaveLength(1);
  });

  it('keeps the question open while the provider cannot be told that it is over', () => {
    const record = waiting();
    expect(postpone(record, after(900))).toEqual([]);
    expect(record).toEqual(waiting({ retryAt: after(905) }));
  });
});

describe('an attempt that may have come late', () => {
  it('is looked for three times, further and further apart, and again where something was held', () => {
    const record = payment({ attempts: [call('authorise', { outcome: 'failed', lookAgainAt: after(120) })] });
    const next = (gone: boolean, reference = first) => {
      expect(lookedAgain(record, reference, gone, after(0))).toEqual([]);
      return record.attempts[0]?.lookAgainAt;
    };
    expect(next(true, 'other')).toEqual(after(120));
    expect(next(true)).toEqual(after(900));
    expect(next(false)).toEqual(after(120));
    expect(next(true)).toBeUndefined();
    const twice = payment({ attempts: [call('authorise', { tries: 1 })] });
    lookedAgain(twice, first, true, after(0));
    expect(twice.attempts[0]).toMatchObject({ tries: 2, lookAgainAt: after(3_600) });
  });
});
