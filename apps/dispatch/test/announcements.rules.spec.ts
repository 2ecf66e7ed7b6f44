import { describe, expect, it } from 'vitest';
import { afterSaleEvents, announcements, changedEvent, placedEvents } from '../src/order/announcements.ts';
import { type OrderRecord } from '../src/order/order.ts';
import { type State } from '../src/order/states.ts';
import { about, type But, lines, order, refundId, said, total, useId } from './example.ts';
import { ORDER_ID as orderId, placement } from './world.ts';

describe('what others hear of an order', () => {
  const hears = (but: But) => said(announcements(order(but)));

  it.each<[State, But, unknown[]]>([
    ['placed', {}, []],
    ['confirmed', {}, [['dispatch.order-confirmed.v1', { ...about, lines, cartVersion: 3, total }]]],
    [
      'dispatched',
      { parcel: { trackingNumber: 'SHOP1' } },
      [['dispatch.order-dispatched.v1', { ...about, lines, trackingNumber: 'SHOP1' }]],
    ],
    ['dispatched', {}, [['dispatch.order-dispatched.v1', { ...about, lines, trackingNumber: '' }]]],
    ['delivered', {}, [['dispatch.order-delivered.v1', { ...about, lines }]]],
    ['cancelled', { reason: 'shopper' }, [['dispatch.order-cancelled.v1', { ...about, reason: 'shopper' }]]],
    ['cancelled', {}, [['dispatch.order-cancelled.v1', { ...about, reason: 'shop' }]]],
    ['refunded', {}, [['dispatch.order-refunded.v1', { ...about, amount: total }]]],
    [
      'refunded',
      { payment: { refunded: { ...total, amount: 1100 } } },
      [['dispatch.order-refunded.v1', { ...about, amount: { ...total, amount: 1100 } }]],
    ],
  ])('that is %s', (state, but, expected) => {
    expect(hears({ state, ...but })).toEqual(expected);
  });

  it('that is a trial is what its cart needs', () => {
    expect(hears({ state: 'confirmed', synthetic: true })).toEqual([
      ['dispatch.order-confirmed.v1', { ...about, lines, cartVersion: 3, total, synthetic: true }],
    ]);
    expect(hears({ state: 'delivered', synthetic: true })).toEqual([]);
    expect(placedEvents(order({ synthetic: true }))).toEqual([]);
  });

  it('is that its promotion may be used again, when its goods stayed here', () => {
    const promotion = { id: useId, useId, code: 'SPRING', title: 'Spring' };
    const returned = (state: State, is: OrderRecord['stock']['is']) =>
      hears({ state, stock: { is }, promotion }).filter(([name]) => name === 'dispatch.return-promotion');
    for (const state of ['cancelled', 'refunded'] as const)
      for (const is of ['released', 'refused'] as const)
        expect(returned(state, is)).toEqual([['dispatch.return-promotion', { useId }]]);
    expect(returned('refunded', 'committed')).toEqual([]);
    expect(returned('delivered', 'released')).toEqual([]);
    expect(hears({ state: 'cancelled', stock: { is: 'released' } })).toHaveLength(1);
  });

  it('is each step of a return, and money that went back, once', () => {
    const before = order({
      returns: [{ id: useId, is: 'requested' } as never],
      refunds: [
        { id: orderId, is: 'done', whole: false, amount: 1 } as never,
        { id: refundId, is: 'sending', whole: false, amount: 300 } as never,
        { id: placement.ownerId, is: 'sending', whole: true, amount: 900 } as never,
      ],
    });
    const after = structuredClone(before);
    expect(afterSaleEvents(before, after)).toEqual([]);
    for (const one of after.returns ?? []) one.is = 'approved';
    for (const one of after.refunds ?? []) one.is = 'done';
    expect(said(afterSaleEvents(before, after))).toEqual([
      ['dispatch.return-changed.v1', { ...about, returnId: useId, state: 'approved' }],
      ['dispatch.order-partly-refunded.v1', { ...about, refundId, amount: { ...total, amount: 300 } }],
    ]);
    expect(afterSaleEvents(before, { ...after, synthetic: true })).toEqual([]);
    expect(said(afterSaleEvents(order(), after)).length).toBe(3);
    expect(said([changedEvent(after)])).toEqual([['dispatch.order-changed.v1', { orderId, version: 1 }]]);
  });
});
