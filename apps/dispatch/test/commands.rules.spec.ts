import { describe, expect, it } from 'vitest';
import { commandKey, commandsDue } from '../src/order/commands.ts';
import { dueAtOf, needsLongerHold } from '../src/order/deadlines.ts';
import { type But, later, lines, now, order, refundId, said, total, useId } from './example.ts';
import { ORDER_ID as orderId, placement } from './world.ts';

describe('what an order asks of the others', () => {
  it.each<[string, But, unknown[]]>([
    ['nothing while all is held', {}, []],
    [
      'to keep its goods aside',
      { stock: { is: 'asked', expiresAt: later(900) } },
      [['catalogue.reserve-stock', { orderId, lines, expiresAt: later(900).toISOString() }]],
    ],
    ['to keep them for good', { stock: { is: 'securing' } }, [['catalogue.secure-stock', { orderId }]]],
    ['to book them as sold', { stock: { is: 'committing' } }, [['catalogue.commit-stock', { orderId }]]],
    ['to give them back', { stock: { is: 'releasing' } }, [['catalogue.release-stock', { orderId }]]],
    [
      'to approve the payment',
      { payment: { is: 'asked' } },
      [
        [
          'payment.authorise',
          {
            orderId,
            ownerId: placement.ownerId,
            amount: total,
            gateway: 'worldpay',
            token: 'tok_ada_visa',
            returnUrl: placement.returnUrl,
          },
        ],
      ],
    ],
    ['nothing while the provider is being asked', { payment: { is: 'asked', uncertain: true } }, []],
    ['nothing without a card', { payment: { is: 'asked', token: undefined } }, []],
    ['nothing while the bank asks', { payment: { is: 'challenged' } }, []],
    ['to take the money', { payment: { is: 'capturing' } }, [['payment.capture', { orderId }]]],
    ['to give the payment up', { payment: { is: 'voiding' } }, [['payment.void', { orderId }]]],
    [
      'to pay it all back',
      { payment: { is: 'refunding', refundId }, reason: 'shopper' },
      [['payment.refund', { orderId, refundId, reason: 'shopper' }]],
    ],
    [
      'to pay it all back, for the shop',
      { payment: { is: 'refunding', refundId } },
      [['payment.refund', { orderId, refundId, reason: 'shop' }]],
    ],
    ['nothing while that has failed', { payment: { is: 'refunding', refundId, refundFailed: true } }, []],
    ['nothing without a name for it', { payment: { is: 'refunding' } }, []],
    [
      'to book its parcel',
      { parcel: { is: 'asked' } },
      [
        [
          'shipping.book-shipment',
          {
            orderId,
            ownerId: placement.ownerId,
            service: 'standard',
            address: placement.address,
            weightGrams: 900,
          },
        ],
      ],
    ],
    ['to hand it over', { parcel: { is: 'handed' } }, [['shipping.hand-over', { orderId }]]],
    ['to cancel it', { parcel: { is: 'cancelling' } }, [['shipping.cancel-shipment', { orderId }]]],
    ['to call it back', { parcel: { is: 'recalling' } }, [['shipping.cancel-shipment', { orderId }]]],
    ['nothing of a parcel on its way', { parcel: { is: 'moving' } }, []],
  ])('is %s', (_, but, expected) => {
    expect(said(commandsDue(order(but)))).toEqual(expected);
  });

  it('is marked, where it is only a trial', () => {
    const trial = order({ synthetic: true, stock: { is: 'releasing' } });
    expect(said(commandsDue(trial))).toEqual([['catalogue.release-stock', { orderId, synthetic: true }]]);
  });

  it('is some of the money, and room on the shelf, by the names of refund and return', () => {
    const refund = { id: useId, tryId: refundId, is: 'sending', whole: false, amount: 300, reason: 'kind' };
    const back = { id: useId, restock: lines, stock: 'asked' };
    const one = order({
      stock: { is: 'committed' },
      refunds: [refund as never],
      returns: [back as never],
    });
    const commands = commandsDue(one);
    expect(said(commands)).toEqual([
      ['payment.refund', { orderId, refundId, amount: { ...total, amount: 300 }, reason: 'kind' }],
      ['catalogue.return-stock', { orderId, returnId: useId, lines }],
    ]);
    expect(commands.map(commandKey)).toEqual([
      `payment.refund ${refundId}`,
      `catalogue.return-stock ${useId}`,
    ]);
  });
});

describe('when an order is looked at again', () => {
  const due = (but: But) => dueAtOf(order(but), now);

  it('is never, while nobody owes it an answer', () => expect(due({})).toBeUndefined());

  it.each<[string, But, number]>([
    ['ten seconds after a command', { stock: { is: 'releasing' } }, 10],
    ['forty after two tries', { stock: { is: 'releasing' }, attempts: 2 }, 40],
    ['five minutes at the most', { stock: { is: 'releasing' }, attempts: 5 }, 300],
    ['five minutes after any number of tries', { stock: { is: 'releasing' }, attempts: 4_000 }, 300],
    ['ten minutes after a parcel was handed over', { parcel: { is: 'handed' } }, 600],
    ['six hours at the most', { parcel: { is: 'handed' }, attempts: 9 }, 21_600],
    [
      'as soon as the more urgent command wants',
      { parcel: { is: 'handed' }, stock: { is: 'committing' } },
      10,
    ],
    ['a minute after a refund failed', { payment: { is: 'refunding', refundId, refundFailed: true } }, 60],
    [
      'sixteen minutes after it failed four times more',
      { payment: { is: 'refunding', refundId, refundFailed: true }, attempts: 4 },
      960,
    ],
    ['a minute after the refund of a part failed', { refunds: [{ is: 'sending', late: true } as never] }, 60],
    [
      'when the shopper has had his time to answer',
      { payment: { is: 'challenged', until: later(120) }, stock: { expiresAt: later(900) } },
      120,
    ],
    [
      'five minutes before the hold runs out',
      {
        payment: { is: 'challenged', until: later(3_600) },
        stock: { expiresAt: later(900), askedUntil: later(900) },
      },
      600,
    ],
    [
      'a third of a short hold before it runs out',
      {
        payment: { is: 'challenged' },
        stock: { expiresAt: later(30), askedUntil: later(30), holdMs: 30_000 },
      },
      20,
    ],
    [
      'five minutes before a hold of an order from before it was said how long',
      {
        payment: { is: 'challenged' },
        stock: { expiresAt: later(900), askedUntil: later(900), holdMs: undefined },
      },
      600,
    ],
    [
      'not for a hold that was not granted',
      {
        payment: { is: 'challenged', until: later(3_600) },
        stock: { askedUntil: later(901), expiresAt: later(900) },
      },
      3_600,
    ],
    ['in a second, when that was in the past', { payment: { is: 'challenged', until: later(-9) } }, 1],
  ])('is %s', (_, but, seconds) => {
    expect(due(but)).toEqual(later(seconds));
  });

  it('wants a longer hold only while the payment is open and the end is near', () => {
    const open = order({
      payment: { is: 'asked' },
      stock: { expiresAt: later(300), askedUntil: later(300) },
    });
    expect(needsLongerHold(open, now)).toBe(true);
    expect(needsLongerHold(open, later(-1))).toBe(false);
    expect(
      needsLongerHold(order({ payment: { is: 'challenged' }, stock: { expiresAt: later(9) } }), now),
    ).toBe(false);
    const paid = order({
      payment: { is: 'authorised' },
      stock: { expiresAt: later(9), askedUntil: later(9) },
    });
    expect(needsLongerHold(paid, now)).toBe(false);
    const asked = order({ payment: { is: 'asked' }, stock: { is: 'asked', expiresAt: later(9) } });
    expect(needsLongerHold(asked, now)).toBe(false);
  });
});
