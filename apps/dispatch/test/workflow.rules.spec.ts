import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../src/order/fingerprint.ts';
import { isCancellable, isFinal, isLinkOver, type State } from '../src/order/states.ts';
import { decide, place } from '../src/order/workflow.ts';
import { about, given, later, lines, now, order, refundId, said, total, useId } from './example.ts';
import { ORDER_ID as orderId, placement } from './world.ts';

describe('an order that is placed', () => {
  it('asks for its stock, tells of itself and is looked at again in ten seconds', () => {
    const { order: born, messages } = place(placement, { ...given, holdMs: 60_000 });
    expect(born).toEqual({
      ...placement,
      version: 1,
      state: 'placed',
      stock: { is: 'asked', expiresAt: later(60), askedUntil: later(60), holdMs: 60_000 },
      payment: { ...placement.payment, is: 'none', uncertain: false },
      parcel: { is: 'none', history: [] },
      timeline: [{ at: now, state: 'placed', text: expect.any(String) }],
      history: [{ at: now, from: 'placed', to: 'placed', cause: 'test', version: '1.2.3' }],
      placedAt: now,
      updatedAt: now,
      attempts: 0,
      dueAt: later(10),
    });
    expect(said(messages)).toEqual([
      ['catalogue.reserve-stock', { orderId, lines, expiresAt: later(60).toISOString() }],
      ['dispatch.order-placed.v1', { ...about, lines, total }],
      ['dispatch.order-changed.v1', { orderId, version: 1 }],
    ]);
    expect(place(placement, given).order.stock.expiresAt).toEqual(later(900));
  });
});

describe('a decision about an order', () => {
  const fact = { kind: 'stockReserved' as const, orderId, expiresAt: later(900).toISOString() };

  it('is written down with its cause, and counts', () => {
    const before = order({ stock: { is: 'asked' }, attempts: 3 });
    const decision = decide(before, fact, {
      ...given,
      now: later(5),
      messageId: useId,
      attempt: 2,
      sender: { service: 'catalogue', version: '1.0.0' } as never,
    });
    expect(decision?.order).toMatchObject({
      version: 2,
      updatedAt: later(5),
      attempts: 0,
      state: 'reserved',
    });
    expect(decision?.order.history.at(-1)).toEqual({
      at: later(5),
      from: 'placed',
      to: 'reserved',
      cause: 'test',
      messageId: useId,
      attempt: 2,
      sender: { service: 'catalogue', version: '1.0.0' },
      version: '1.2.3',
    });
    expect(decision?.messages.map(({ message }) => message.name)).toEqual([
      'payment.authorise',
      'dispatch.order-changed.v1',
    ]);
    expect(before).toMatchObject({ version: 1, attempts: 3, state: 'placed' });
  });

  it('is none where nothing is new, or where it is not due', () => {
    const done = order({ stock: { is: 'committed' } });
    expect(decide(done, fact, given)).toBeUndefined();
    expect(decide(order({ dueAt: later(1) }), { kind: 'overdue' }, given)).toBeUndefined();
    expect(decide(order({ dueAt: undefined }), { kind: 'overdue' }, given)).toBeUndefined();
    expect(decide(order({ forget: true }), { kind: 'ownerDeleted' }, given)).toBeUndefined();
  });

  it('is to send everything once more when nobody answered, which is not worth a line in the history', () => {
    const before = order({ stock: { is: 'releasing' }, reason: 'shopper', state: 'cancelling', dueAt: now });
    const decision = decide(before, { kind: 'overdue' }, given);
    expect(decision?.messages.map(({ message }) => message.name)).toEqual([
      'catalogue.release-stock',
      'dispatch.order-changed.v1',
    ]);
    expect(decision?.order).toMatchObject({ attempts: 1, dueAt: later(20) });
    expect(decision?.order.history).toHaveLength(1);
  });

  it('is to end an order whose payment nobody approved in time', () => {
    for (const is of ['asked', 'challenged'] as const) {
      const waiting = { is, until: now };
      const over = decide(
        order({ payment: waiting, dueAt: now, state: 'reserved' }),
        { kind: 'overdue' },
        given,
      );
      expect(over?.order).toMatchObject({ reason: 'payment_expired', state: 'cancelling' });
    }
    const early = { is: 'asked' as const, until: later(1) };
    const still = decide(
      order({ payment: early, dueAt: now, state: 'reserved' }),
      { kind: 'overdue' },
      given,
    );
    expect(still?.order.reason).toBeUndefined();
  });

  it('is to ask under a new name for a refund that failed', () => {
    const failed = { is: 'refunding' as const, refundId: useId, refundFailed: true };
    const before = order({
      payment: failed,
      reason: 'shop',
      state: 'refunding',
      stock: { is: 'committed' },
      dueAt: now,
    });
    for (const again of [{ kind: 'overdue' as const }, { kind: 'stopped' as const, by: 'shop' as const }])
      expect(decide(before, again, given)?.order.payment).toMatchObject({ refundFailed: false, refundId });
  });

  it('forgets the card as soon as it is not needed, and the shopper when the order has ended', () => {
    const asked = order({ payment: { is: 'asked' }, state: 'reserved' });
    const approved = {
      kind: 'paymentAuthorised' as const,
      orderId,
      amount: total,
      gateway: 'worldpay' as const,
    };
    expect(decide(asked, approved, given)?.order.payment.token).toBeUndefined();
    const uncertain = decide(asked, { kind: 'paymentUncertain', orderId }, given);
    expect(uncertain?.order.payment.token).toBe('tok_ada_visa');
    const ended = order({
      state: 'delivered',
      stock: { is: 'committed' },
      payment: { is: 'captured' },
      parcel: { is: 'delivered' },
      returns: [{ id: useId, note: 'my cat', is: 'refused', lines: [] } as never],
    });
    const forgotten = decide(ended, { kind: 'ownerDeleted' }, given)?.order;
    expect(forgotten).toMatchObject({
      forget: true,
      forgotten: true,
      email: 'deleted@account.invalid',
      address: { name: '[deleted]', street: '[deleted]', postcode: '1000', city: 'Town' },
    });
    expect(forgotten?.returns).toEqual([{ id: useId, is: 'refused', lines: [] }]);
    const running = decide(order({ state: 'reserved' }), { kind: 'ownerDeleted' }, given)?.order;
    expect(running).toMatchObject({ forget: true, email: 'ada@example.org' });
    expect(running?.forgotten).toBeUndefined();
  });

  it('is no, to a wish that comes too late', () => {
    const stop = (state: State, by: 'shopper' | 'shop') => () =>
      decide(
        order({ state, stock: { is: 'committed' }, payment: { is: 'captured' }, reason: 'shop' }),
        { kind: 'stopped', by },
        given,
      );
    expect(stop('dispatched', 'shopper')).toThrow(expect.objectContaining({ code: 'order_not_cancellable' }));
    expect(stop('cancelled', 'shop')).toThrow(expect.objectContaining({ code: 'order_not_refundable' }));
    for (const state of ['cancelling', 'refunding', 'cancelled', 'refunded'] as const)
      expect(stop(state, 'shopper')()).toBeUndefined();
    for (const state of ['cancelling', 'refunding'] as const) expect(stop(state, 'shop')()).toBeUndefined();
  });
});

describe('the states of an order', () => {
  it('are those that end it, and those in which a shopper may still cancel', () => {
    const all = [
      ...(['placed', 'reserved', 'authorised', 'confirmed', 'booked', 'captured', 'dispatched'] as const),
      ...(['delivered', 'cancelling', 'cancelled', 'refunding', 'refunded'] as const),
    ];
    expect(all.filter(isFinal)).toEqual(['delivered', 'cancelled', 'refunded']);
    expect(all.filter(isCancellable)).toEqual([
      'placed',
      'reserved',
      'authorised',
      'confirmed',
      'booked',
      'captured',
    ]);
  });

  it('close the link of an e-mail some days after the end, and not before', () => {
    const ended = { state: 'delivered' as const, timeline: [{ at: later(-99) }, { at: now }] };
    const day = 24 * 60 * 60;
    expect(isLinkOver(ended, 30, later(30 * day))).toBe(false);
    expect(isLinkOver(ended, 30, later(30 * day + 1))).toBe(true);
    expect(isLinkOver({ ...ended, state: 'dispatched' }, 30, later(99 * day))).toBe(false);
    expect(isLinkOver({ ...ended, timeline: [] }, 30, later(99 * day))).toBe(false);
  });
});

describe('the fingerprint of a request', () => {
  it('is the same however its members are ordered, and another with another value or another order of a list', () => {
    const one = { a: 1, b: { c: [1, { e: null, d: 'x' }], f: true } };
    const same = { b: { f: true, c: [1, { d: 'x', e: null }] }, a: 1 };
    expect(fingerprintOf(one)).toBe(fingerprintOf(same));
    const plain = '{"a":1,"b":{"c":[1,{"d":"x","e":null}],"f":true}}';
    expect(fingerprintOf(one)).toBe(createHash('sha256').update(plain).digest('hex'));
    const others = [
      { ...one, a: 2 },
      { ...one, b: { ...one.b, c: [{ e: null, d: 'x' }, 1] } },
      { ...one, b: { ...one.b, f: null } },
      { ...one, z: undefined, y: 0 },
      [one],
    ];
    expect(new Set([one, ...others].map(fingerprintOf)).size).toBe(6);
    expect(fingerprintOf(null)).not.toBe(fingerprintOf({}));
  });
});
