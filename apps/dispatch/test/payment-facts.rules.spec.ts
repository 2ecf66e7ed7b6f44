import type { Payload, payment } from '@shop/contracts';
import { describe, expect, it } from 'vitest';
import { notes } from '../src/order/facts.ts';
import { type OrderRecord, type PaymentStanding } from '../src/order/order.ts';
import { becomes, later, now, type Outcome, order, refundId, stays, total, undoes } from './example.ts';
import { ORDER_ID as orderId } from './world.ts';

const allOfPayment: PaymentStanding[] = [
  'none',
  'asked',
  'challenged',
  'authorised',
  'declined',
  'capturing',
  'captured',
  'voiding',
  'voided',
  'refunding',
  'refunded',
];

describe('what the payment tells an order, wherever it stands', () => {
  const challengeUrl = 'https://bank.example/ask';
  const yes = { kind: 'paymentAuthorised' as const, orderId, amount: total, gateway: 'worldpay' as const };
  const tells: Record<string, [(one: OrderRecord) => string, Partial<Record<PaymentStanding, Outcome>>]> = {
    authorised: [
      (one) => notes.paymentAuthorised(one, yes, now),
      {
        asked: becomes('authorised'),
        challenged: becomes('authorised'),
        declined: undoes('voiding'),
        voiding: undoes('voiding'),
        voided: undoes('voiding'),
      },
    ],
    'authorised, for another sum': [
      (one) => notes.paymentAuthorised(one, { ...yes, amount: { ...total, amount: 1 } }, now),
      {
        asked: becomes('authorised', 'payment_declined'),
        challenged: becomes('authorised', 'payment_declined'),
        declined: undoes('voiding'),
        voiding: undoes('voiding'),
        voided: undoes('voiding'),
      },
    ],
    challenged: [
      (one) => notes.paymentChallenged(one, { kind: 'paymentChallenged', orderId, challengeUrl }, now),
      { asked: becomes('challenged') },
    ],
    uncertain: [
      (one) => notes.paymentUncertain(one, { kind: 'paymentUncertain', orderId }, now),
      {
        asked: becomes('asked'),
        challenged: becomes('asked'),
        capturing: becomes('capturing'),
        voiding: becomes('voiding'),
        refunding: becomes('refunding'),
      },
    ],
    declined: [
      (one) => notes.paymentDeclined(one, { kind: 'paymentDeclined', orderId, reason: 'no' }, now),
      {
        asked: becomes('declined', 'payment_declined'),
        challenged: becomes('declined', 'payment_declined'),
      },
    ],
    'declined, for the shopper did not answer': [
      (one) =>
        notes.paymentDeclined(one, { kind: 'paymentDeclined', orderId, reason: 'challenge_expired' }, now),
      { asked: becomes('declined', 'payment_expired'), challenged: becomes('declined', 'payment_expired') },
    ],
    captured: [
      (one) => notes.paymentCaptured(one, { kind: 'paymentCaptured', orderId, amount: total }, now),
      { capturing: becomes('captured'), voiding: becomes('captured'), voided: becomes('captured') },
    ],
    'not to be captured': [
      (one) => notes.captureFailed(one, { kind: 'captureFailed', orderId, reason: 'no' }, now),
      { capturing: becomes('authorised', 'capture_failed') },
    ],
    voided: [
      (one) => notes.paymentVoided(one, { kind: 'paymentVoided', orderId }, now),
      {
        voiding: becomes('voided'),
        asked: becomes('voided', 'payment_expired'),
        challenged: becomes('voided', 'payment_expired'),
        authorised: becomes('voided', 'payment_expired'),
      },
    ],
  };

  it.each(Object.entries(tells))('that it is %s', (_, [tell, outcomes]) => {
    for (const is of allOfPayment) {
      const one = order({ payment: { is } });
      const noted = tell(one);
      const { to, reason, noted: expected } = outcomes[is] ?? stays(is);
      expect([is, one.payment.is, noted, one.reason]).toEqual([is, to, expected, reason]);
    }
  });

  it('is settled with nothing left of what was waited for', () => {
    const one = order({ payment: { is: 'asked', challengeUrl, until: later(60 * 60), uncertain: true } });
    notes.paymentAuthorised(one, { ...yes, card: { brand: 'visa', last4: '4242' } }, now);
    expect(one.payment).toEqual({
      gateway: 'worldpay',
      token: 'tok_ada_visa',
      is: 'authorised',
      uncertain: false,
      card: { brand: 'visa', last4: '4242' },
    });
  });

  it('gives the first reason, whatever else goes wrong', () => {
    const one = { ...order({ payment: { is: 'asked' } }), reason: 'shopper' as const };
    notes.paymentDeclined(one, { kind: 'paymentDeclined', orderId, reason: 'no' }, now);
    expect(one.reason).toBe('shopper');
  });

  it('hands the question of the bank to the shopper, for a quarter of an hour', () => {
    const one = order({ payment: { is: 'asked', uncertain: true } });
    notes.paymentChallenged(one, { kind: 'paymentChallenged', orderId, challengeUrl }, now);
    expect(one.payment).toMatchObject({ challengeUrl, until: later(15 * 60), uncertain: false });
    expect(one.timeline.at(-1)).toEqual({
      at: now,
      state: 'placed',
      text: 'Your bank asks you to confirm the payment.',
    });
  });

  it('says once that nobody knows, and takes the question back', () => {
    const one = order({ payment: { is: 'challenged', challengeUrl } });
    const fact = { kind: 'paymentUncertain' as const, orderId };
    expect(notes.paymentUncertain(one, fact, now)).toBe('changed');
    expect(one.payment).toMatchObject({ is: 'asked', uncertain: true, challengeUrl: undefined });
    expect(one.timeline.at(-1)?.text).toBe('The payment provider has not answered yet; we keep asking.');
    expect(notes.paymentUncertain(one, fact, now)).toBe('nothing');
    expect(one.timeline).toHaveLength(2);
  });
});

describe('what an order hears of its money going back', () => {
  const back = (amount: number, all = amount): Payload<typeof payment.paymentRefunded> => ({
    orderId,
    refundId,
    amount: { ...total, amount },
    refundedTotal: { ...total, amount: all },
  });
  const refunded = (one: OrderRecord, amount: number, all = amount) =>
    notes.paymentRefunded(one, { kind: 'paymentRefunded', ...back(amount, all) }, now);

  it('counts the larger sum, and ends with all of it', () => {
    const one = order({ payment: { is: 'refunding', refundFailed: true } });
    expect(refunded(one, 500)).toBe('changed');
    expect(one.payment).toMatchObject({ is: 'refunding', refunded: { amount: 500 }, refundFailed: true });
    expect(refunded(one, 400)).toBe('nothing');
    expect(refunded(one, 500)).toBe('nothing');
    expect(one.payment.refunded?.amount).toBe(500);
    expect(refunded(one, 700, 1200)).toBe('changed');
    expect(one.payment).toMatchObject({ is: 'refunded', refunded: { amount: 1200 }, refundFailed: false });
  });

  it('leaves an order alone that nobody asked it for', () => {
    const one = order({ payment: { is: 'captured' } });
    expect(refunded(one, 1200)).toBe('changed');
    expect(one.payment).toMatchObject({ is: 'captured', refunded: { amount: 1200 } });
  });

  it('says once that it takes longer, of the refund that was asked for last', () => {
    const one = order({ payment: { is: 'refunding', refundId, uncertain: true } });
    const no = (id: string) =>
      notes.refundFailed(one, { kind: 'refundFailed', orderId, refundId: id, reason: 'no' }, now);
    expect(no(orderId)).toBe('nothing');
    expect(no(refundId)).toBe('changed');
    expect(one.payment).toMatchObject({ refundFailed: true, uncertain: false });
    expect(one.timeline.at(-1)?.text).toBe(
      'Paying your money back takes longer than it should; we try again.',
    );
    expect(no(refundId)).toBe('nothing');
    expect(one.timeline).toHaveLength(2);
    one.payment = { ...one.payment, is: 'refunded', refundFailed: false };
    expect(no(refundId)).toBe('nothing');
  });
});
