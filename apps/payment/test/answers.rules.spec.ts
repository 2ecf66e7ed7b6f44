import { describe, expect, it } from 'vitest';
import type { PaymentRecord } from '../src/payment.ts';
import { decline, nextPoll, settle } from '../src/rules/settle.ts';
import { after, call, doing, eur, first, limits, news, payment, second, start, visa } from './example.ts';

const handle = { id: 'h1' };
const asking = (but: Partial<PaymentRecord> = {}) =>
  payment({ attempts: [call('authorise')], uncertain: true, retryAt: after(1), ...but });

describe('an answer about a payment', () => {
  it('that nobody asked for changes nothing', () => {
    const record = asking();
    const before = structuredClone(record);
    expect(settle(record, 'other', { is: 'authorised', handle }, after(2), limits)).toEqual([]);
    expect(record).toEqual(before);
  });

  it('that says yes is told at once, and the token of the card is forgotten', () => {
    const record = asking({ state: 'unknown', challenge: { url: 'u', expiresAt: after(900) } });
    const told = settle(record, first, { is: 'authorised', handle, card: visa }, after(2), limits);
    expect(news(told)).toEqual([
      ['payment-authorised', { amount: eur(1000), gateway: 'worldpay', card: visa }],
    ]);
    expect(record).toMatchObject({
      state: 'authorised',
      handle,
      card: visa,
      uncertain: false,
      attempts: [{ outcome: 'succeeded', settledAt: after(2) }],
    });
    expect([record.token, record.challenge, record.retryAt]).toEqual([undefined, undefined, undefined]);
    expect(record.attempts[0]?.reason).toBeUndefined();
  });

  it('that says yes keeps the card that is known, and is told to nobody who has given up', () => {
    const record = asking({ card: visa, voidAsked: true });
    expect(settle(record, first, { is: 'authorised', handle }, after(2), limits)).toEqual([]);
    expect(record).toMatchObject({ state: 'authorised', card: visa });
  });

  it('that says no is told with its reason', () => {
    const record = asking();
    const told = settle(record, first, { is: 'refused', reason: 'expired_card' }, after(2), limits);
    expect(news(told)).toEqual([['payment-declined', { reason: 'expired_card' }]]);
    expect(record).toMatchObject({
      state: 'declined',
      uncertain: false,
      attempts: [{ outcome: 'failed', reason: 'expired_card', settledAt: after(2) }],
    });
    expect([record.token, record.retryAt]).toEqual([undefined, undefined]);
    expect(news(settle(asking(), first, { is: 'done' }, after(2), limits))).toEqual([
      ['payment-declined', { reason: 'refused' }],
    ]);
  });

  it('that says no to a payment that was given up ends it as given up', () => {
    const record = payment({ voidAsked: true, challenge: { url: 'u', expiresAt: after(9) } });
    expect(news(decline(record, 'no'))).toEqual([['payment-voided', {}]]);
    expect(record).toMatchObject({ state: 'voided', challenge: undefined, token: undefined });
  });

  it('that does not come makes it uncertain, which is told once', () => {
    const record = asking({ uncertain: false });
    const told = settle(record, first, { is: 'unknown', reason: 'timeout' }, after(2), limits);
    expect(news(told)).toEqual([['payment-uncertain', {}]]);
    expect(record).toMatchObject({
      state: 'unknown',
      uncertain: true,
      retryAt: after(2.5),
      attempts: [{ outcome: 'unknown', reason: 'timeout' }],
    });
    expect(record.attempts[0]?.settledAt).toBeUndefined();
    const capturing = doing('capture');
    expect(settle(capturing, second, { is: 'unknown', reason: 'timeout' }, after(2), limits)).toEqual([]);
    expect(capturing.state).toBe('authorised');
  });
});

describe('a question of the bank', () => {
  const ask = { is: 'challenged' as const, handle, url: 'https://bank.example/ask' };

  it('is handed to the shopper, who has a quarter of an hour', () => {
    const record = asking();
    expect(news(settle(record, first, ask, after(2), limits))).toEqual([
      ['payment-challenged', { challengeUrl: ask.url }],
    ]);
    expect(record).toMatchObject({
      state: 'challenged',
      handle,
      challenge: { url: ask.url, expiresAt: after(902) },
      uncertain: false,
      retryAt: after(7),
      attempts: [{ outcome: 'challenged', settledAt: after(2) }],
    });
  });

  it('is not handed on for an order that was given up', () => {
    expect(settle(asking({ voidAsked: true }), first, ask, after(2), limits)).toEqual([]);
  });

  it('that is still open is looked at again, and gets no more time', () => {
    const challenge = { url: ask.url, expiresAt: after(902) };
    const record = asking({ state: 'challenged', challenge });
    expect(settle(record, first, { ...ask, handle: { id: 'h2' } }, after(100), limits)).toEqual([]);
    expect(record).toMatchObject({ challenge, handle: { id: 'h2' }, retryAt: after(105) });
    expect(record.attempts[0]?.outcome).toBe('started');
    expect(settle(record, first, { is: 'not-sent', reason: 'x' }, after(200), limits)).toEqual([]);
    expect(record).toMatchObject({ state: 'challenged', retryAt: after(205), attempts: [{ tries: 0 }] });
  });

  it('is looked at every five seconds, and when its time is over', () => {
    const until = (seconds: number) => payment({ challenge: { url: 'u', expiresAt: after(seconds) } });
    expect(nextPoll(until(900), start)).toEqual(after(5));
    expect(nextPoll(until(3), start)).toEqual(after(3));
    expect(nextPoll(until(0), start)).toEqual(after(5));
    expect(nextPoll(payment(), start)).toEqual(after(5));
  });
});

describe('a call that could not be sent', () => {
  const lost = { is: 'not-sent' as const, reason: 'refused' };

  it('is sent again later, the same payment', () => {
    const record = asking({ state: 'unknown', uncertain: false });
    expect(news(settle(record, first, lost, after(2), limits))).toEqual([['payment-uncertain', {}]]);
    expect(record).toMatchObject({
      state: 'started',
      token: 'tok_a',
      retryAt: after(3),
      attempts: [{ outcome: 'failed', reason: 'not_sent', tries: 1 }],
    });
  });

  it('is given up after three minutes', () => {
    expect(settle(asking(), first, lost, after(180), limits)).toEqual([]);
    const record = asking();
    expect(news(settle(record, first, lost, after(180.1), limits))).toEqual([
      ['payment-declined', { reason: 'provider_unavailable' }],
    ]);
    expect(record.state).toBe('declined');
    const capture = doing('capture', { captureAsked: true });
    expect(news(settle(capture, second, lost, after(181), limits))).toEqual([
      ['capture-failed', { reason: 'provider_unavailable' }],
    ]);
    expect(capture.state).toBe('authorised');
  });

  it('is given up at once when nobody wants the payment any more, and is never, when it gives the payment up', () => {
    expect(news(settle(asking({ voidAsked: true }), first, lost, after(2), limits))).toEqual([
      ['payment-voided', {}],
    ]);
    const record = doing('void', { voidAsked: true });
    expect(settle(record, second, lost, after(9_999), limits)).toEqual([]);
    expect(record).toMatchObject({ state: 'authorised', attempts: [{}, { reason: 'not_sent' }] });
    const capture = doing('capture', { voidAsked: true });
    expect(settle(capture, second, lost, after(2), limits)).toEqual([]);
    expect(capture.state).toBe('authorised');
  });
});
