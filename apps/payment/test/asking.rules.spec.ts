import { describe, expect, it } from 'vitest';
import type { PaymentRecord } from '../src/payment.ts';
import * as intent from '../src/rules/intent.ts';
import {
  after,
  authorised,
  call,
  captured,
  command,
  eur,
  news,
  ORDER,
  OWNER,
  payment,
  refundId,
  start,
  visa,
} from './example.ts';

const challenge = { url: 'https://bank.example/ask', expiresAt: after(900) };

describe('a payment', () => {
  it('begins with nothing taken, nothing given back and nothing asked for', () => {
    expect(intent.opened(command, start)).toEqual({
      orderId: ORDER,
      ownerId: OWNER,
      gateway: 'worldpay',
      amount: 1000,
      currency: 'EUR',
      state: 'started',
      captured: 0,
      refunded: 0,
      token: 'tok_a',
      returnUrl: 'http://localhost/',
      captureAsked: false,
      voidAsked: false,
      nudged: false,
      uncertain: false,
      refunds: [],
      attempts: [],
      createdAt: start,
    });
  });

  it('of a trial order moves no money, whatever gateway was named', () => {
    expect(intent.opened({ ...command, synthetic: true }, start)).toMatchObject({
      gateway: 'synthetic',
      synthetic: true,
    });
    expect(intent.opened(command, start)).not.toHaveProperty('synthetic');
    expect(intent.neverOpened({ orderId: ORDER, synthetic: true }, start)).toMatchObject({ synthetic: true });
  });

  it('that is given up before it was asked for is never made', () => {
    const never = intent.neverOpened({ orderId: ORDER }, start);
    expect(never).toEqual({
      orderId: ORDER,
      amount: 0,
      currency: 'EUR',
      state: 'started',
      captured: 0,
      refunded: 0,
      captureAsked: false,
      voidAsked: false,
      nudged: false,
      uncertain: false,
      refunds: [],
      attempts: [],
      createdAt: start,
    });
    expect(news(intent.void(never))).toEqual([['payment-voided', {}]]);
    expect(never.state).toBe('voided');
    expect(news(intent.authoriseAgain(never))).toEqual([['payment-declined', { reason: 'voided' }]]);
  });
});

describe('the money asked for once more', () => {
  const yes = [['payment-authorised', { amount: eur(1000), gateway: 'worldpay', card: visa }]];
  const refused = call('authorise', { outcome: 'failed', reason: 'do_not_honour' });

  it.each<[string, PaymentRecord, unknown]>([
    ['is not known yet', payment(), []],
    ['is being found out', payment({ state: 'unknown' }), []],
    ['was approved', authorised(), yes],
    ['was taken', captured(), yes],
    ['was given back', captured({ state: 'refunded', refunded: 1000 }), yes],
    ['was approved and is being given up', authorised({ voidAsked: true }), []],
    [
      'was approved by a provider that names no card',
      authorised({ card: undefined }),
      [['payment-authorised', { amount: eur(1000), gateway: 'worldpay' }]],
    ],
    [
      'was declined',
      payment({ state: 'declined', attempts: [refused] }),
      [['payment-declined', { reason: 'do_not_honour' }]],
    ],
    [
      'was declined without a reason',
      payment({ state: 'declined', attempts: [call('capture', { reason: 'other' })] }),
      [['payment-declined', { reason: 'card_declined' }]],
    ],
    ['was given up', payment({ state: 'voided' }), [['payment-declined', { reason: 'voided' }]]],
    [
      'waits for the shopper',
      payment({ state: 'challenged', challenge }),
      [['payment-challenged', { challengeUrl: challenge.url }]],
    ],
    [
      'waits for the shopper of an order given up',
      payment({ state: 'challenged', challenge, voidAsked: true }),
      [],
    ],
    ['waits for a shopper without an address', payment({ state: 'challenged' }), []],
  ])('is answered with what is known: it %s', (_, record, expected) => {
    expect(news(intent.authoriseAgain(record))).toEqual(expected);
  });

  it('is answered with the reason of the last refusal', () => {
    const attempts = [
      refused,
      call('authorise', { reason: 'expired_card', outcome: 'failed' }),
      call('void'),
    ];
    expect(news(intent.authoriseAgain(payment({ state: 'declined', attempts })))).toEqual([
      ['payment-declined', { reason: 'expired_card' }],
    ]);
  });
});

describe('a wish to take the money', () => {
  it('is noted, and answered at once when it was taken or never will be', () => {
    const record = authorised();
    expect(intent.capture(record)).toEqual([]);
    expect(record.captureAsked).toBe(true);
    expect(news(intent.capture(captured()))).toEqual([['payment-captured', { amount: eur(1000) }]]);
    const failed = (reason: string) => [['capture-failed', { reason }]];
    expect(news(intent.capture(payment({ state: 'declined' })))).toEqual(failed('declined'));
    expect(news(intent.capture(payment({ state: 'voided' })))).toEqual(failed('voided'));
    const givenUp = authorised({ voidAsked: true });
    expect(news(intent.capture(givenUp))).toEqual(failed('voided'));
    expect(givenUp.captureAsked).toBe(false);
  });
});

describe('a wish to give the payment up', () => {
  it('comes too late once the money was taken', () => {
    const record = captured();
    expect(news(intent.void(record))).toEqual([['payment-captured', { amount: eur(1000) }]]);
    expect(record).toMatchObject({ state: 'captured', voidAsked: false });
  });

  it('is done already where nothing was approved', () => {
    const declined = payment({ state: 'declined' });
    expect(news(intent.void(declined))).toEqual([['payment-voided', {}]]);
    expect(declined).toMatchObject({ state: 'declined', voidAsked: false });
    expect(news(intent.void(payment({ state: 'voided' })))).toEqual([['payment-voided', {}]]);
  });

  it('ends at once what the provider has not heard of', () => {
    const record = payment({ retryAt: after(5), captureAsked: true });
    expect(news(intent.void(record))).toEqual([['payment-voided', {}]]);
    expect(record).toMatchObject({ state: 'voided', voidAsked: true, captureAsked: false });
    expect([record.token, record.retryAt]).toEqual([undefined, undefined]);
  });

  it('waits for what is under way, and stands before a wish to take the money', () => {
    const asking = payment({ attempts: [call('authorise')] });
    expect(intent.void(asking)).toEqual([]);
    expect(asking).toMatchObject({ state: 'started', voidAsked: true });
    const approved = authorised({ captureAsked: true, retryAt: after(5) });
    expect(intent.void(approved)).toEqual([]);
    expect(approved).toMatchObject({
      state: 'authorised',
      voidAsked: true,
      captureAsked: false,
      retryAt: after(5),
    });
  });

  it('does not wait for the next look at a shopper who is asked by the bank', () => {
    const record = payment({ state: 'challenged', challenge, retryAt: after(5) });
    expect(intent.void(record)).toEqual([]);
    expect(record.retryAt).toBeUndefined();
  });
});

describe('a wish to give money back', () => {
  const wish = (n: number, amount?: number) => ({ refundId: refundId(n), amount, reason: 'broken' });

  it('is noted as it was asked for, or for all that is left', () => {
    const record = captured({ refunded: 100 });
    expect(intent.refund(record, wish(1, 300))).toEqual([]);
    expect(intent.refund(record, wish(2))).toEqual([]);
    expect(record.refunds).toEqual([
      { refundId: refundId(1), amount: 300, reason: 'broken', is: 'wanted' },
      { refundId: refundId(2), amount: 600, reason: 'broken', is: 'wanted' },
    ]);
  });

  it('is never for more than is left, nor for nothing', () => {
    const tooMuch = [['refund-failed', { refundId: refundId(1), reason: 'more_than_captured' }]];
    const record = captured({ refunded: 400 });
    expect(news(intent.refund(record, wish(1, 601)))).toEqual(tooMuch);
    expect(news(intent.refund(record, wish(1, 0)))).toEqual(tooMuch);
    expect(record.refunds).toEqual([]);
    expect(intent.refund(record, wish(2, 600))).toEqual([]);
    expect(news(intent.refund(record, wish(1)))).toEqual(tooMuch);
    expect(intent.refund(captured(), wish(3, 1))).toEqual([]);
    expect(news(intent.refund(authorised(), wish(1, 100)))).toEqual([
      ['refund-failed', { refundId: refundId(1), reason: 'not_captured' }],
    ]);
  });

  it('counts refunds that failed as never made', () => {
    const record = captured({ refunds: [{ refundId: refundId(0), amount: 900, reason: '', is: 'failed' }] });
    expect(intent.refund(record, wish(1, 1000))).toEqual([]);
  });

  it('that comes again is answered with what became of it', () => {
    const one = { amount: 300, reason: 'broken' };
    const record = captured({
      refunded: 500,
      refunds: [
        { refundId: refundId(1), ...one, is: 'done', total: 300 },
        { refundId: refundId(2), ...one, is: 'failed' },
        { refundId: refundId(3), ...one, is: 'wanted' },
      ],
    });
    const before = structuredClone(record);
    expect(news(intent.refund(record, wish(1, 300)))).toEqual([
      ['payment-refunded', { refundId: refundId(1), amount: eur(300), refundedTotal: eur(300) }],
    ]);
    expect(news(intent.refund(record, wish(2, 300)))).toEqual([
      ['refund-failed', { refundId: refundId(2), reason: 'refused' }],
    ]);
    expect(intent.refund(record, wish(3, 300))).toEqual([]);
    expect(record).toEqual(before);
  });
});
