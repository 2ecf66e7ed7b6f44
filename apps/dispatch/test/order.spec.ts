import { Problem } from '@shop/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandsDue } from '../src/order/commands.ts';
import { HOLD_MS } from '../src/order/facts.ts';
import { orderNumber, parseOrderNumber } from '../src/order/number.ts';
import { asPlaced, orderOf } from '../src/order/order.view.ts';
import { assertStep, faultsOf, isFinal, next, type StateTable } from '../src/order/states.ts';
import { decide, place } from '../src/order/workflow.ts';
import { type Fate, placement, World } from './world.ts';

const fine: Fate = {
  stock: 'there',
  bank: 'approves',
  carrier: 'takes it',
  capture: 'works',
  refundsThatFail: 0,
};
const given = {
  now: new Date('2026-11-21T10:00:00Z'),
  cause: 'test',
  version: 'test',
  refundId: '0190f0f0-0000-7000-8000-0000000000ff',
};

const fates: fc.Arbitrary<Fate> = fc.record({
  stock: fc.constantFrom('there', 'there', 'gone', 'gone later'),
  bank: fc.constantFrom('approves', 'approves', 'declines', 'challenges', 'challenges in vain', 'hesitates'),
  carrier: fc.constantFrom('takes it', 'takes it', 'refuses'),
  capture: fc.constantFrom('works', 'works', 'fails', 'works at the second try'),
  refundsThatFail: fc.nat(2),
});
type Happening =
  | { do: 'deliver'; index: number; again: boolean }
  | { do: 'wait' | 'crash' | 'cancel' | 'refund' | 'settle' | 'collect' | 'forget' };
const happenings: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant('deliver' as const), index: fc.nat(20), again: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('wait', 'settle', 'collect', 'crash') }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('cancel', 'refund', 'forget') }) },
);

function happen(world: World, what: Happening) {
  if (what.do === 'deliver') return world.deliver(what.index, what.again);
  if (what.do === 'wait') return world.wait();
  if (what.do === 'crash') return world.crash();
  if (what.do === 'settle') return world.settle();
  if (what.do === 'collect') return world.collect();
  if (what.do === 'forget') return world.learn({ kind: 'ownerDeleted' });
  try {
    world.learn({ kind: 'stopped', by: what.do === 'cancel' ? 'shopper' : 'shop' });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

function fulfilled(fate: Partial<Fate> = {}): World {
  const world = new World({ ...fine, ...fate });
  world.comeToRest();
  return world;
}

/** A world in which everything goes well, stopped as soon as the order is in this state. */
function worldIn(state: string): World {
  const world = new World(fine);
  for (let i = 0; i < 100 && world.order.state !== state; i++) world.goOn();
  expect(world.order.state).toBe(state);
  return world;
}

const consistent: Record<string, (world: World) => void> = {
  delivered(world) {
    expect(world).toMatchObject({ stock: 'sold', money: 'captured', parcel: 'delivered' });
  },
  cancelled(world) {
    expect(world.stock).toBe('none');
    expect(['none', 'declined', 'voided']).toContain(world.money);
    expect(['none', 'refused', 'cancelled']).toContain(world.parcel);
  },
  refunded(world) {
    expect(world.money).toBe('refunded');
    const left = world.parcel === 'gone' || world.parcel === 'delivered';
    expect(world.stock).toBe(left ? 'sold' : 'none');
    if (!left) expect(world.parcel).toBe('cancelled');
  },
};

describe('the table of states', () => {
  it('lets every order end, and leaves no state unreachable', () => {
    expect(faultsOf(next)).toEqual([]);
  });

  it('says what is wrong with a table that is', () => {
    const broken: StateTable = { ...next, booked: [], refunding: ['refunding'] };
    expect(faultsOf(broken)).toEqual(
      expect.arrayContaining(['booked is a dead end', 'captured cannot be reached', 'refunding never ends']),
    );
  });

  it('throws at a step it does not have', () => {
    expect(() => assertStep('placed', 'captured')).toThrow('an order cannot go from placed to captured');
    expect(() => assertStep('refunded', 'placed')).toThrow();
    expect(() => assertStep('placed', 'reserved')).not.toThrow();
  });
});

describe('an order', () => {
  it('goes all the way when everybody does their part', () => {
    const world = fulfilled();
    expect(world.order.history.map(({ to }) => to).filter((to, i, all) => to !== all[i - 1])).toEqual([
      'placed',
      'reserved',
      'authorised',
      'confirmed',
      'booked',
      'captured',
      'dispatched',
      'delivered',
    ]);
    expect(world.announced).toEqual([
      'dispatch.order-placed.v1',
      'dispatch.order-confirmed.v1',
      'dispatch.order-dispatched.v1',
      'dispatch.order-delivered.v1',
    ]);
    consistent['delivered']?.(world);
    expect(orderOf(world.order)).toMatchObject({
      final: true,
      cancellable: false,
      shipment: { status: 'delivered' },
    });
  });

  it.each([
    ['something is sold out', { stock: 'gone' }, 'out_of_stock'],
    ['the hold was lost before it was paid', { stock: 'gone later' }, 'out_of_stock'],
    ['the card is declined', { bank: 'declines' }, 'payment_declined'],
    ['the shopper never answers the bank', { bank: 'challenges in vain' }, 'payment_expired'],
    ['the carrier refuses', { carrier: 'refuses' }, 'shipping_refused'],
    ['the money cannot be captured', { capture: 'fails' }, 'capture_failed'],
  ] as [string, Partial<Fate>, string][])(
    'is cancelled when %s, and everything is undone',
    (_, fate, reason) => {
      const world = fulfilled(fate);
      expect(world.order).toMatchObject({ state: 'cancelled', reason });
      consistent['cancelled']?.(world);
      expect(world.broken).toEqual([]);
      expect(world.announced.at(-1)).toBe('dispatch.order-cancelled.v1');
    },
  );

  it('asks for exactly the undoing that is due', () => {
    const names = (world: World) => commandsDue(world.order).map(({ message }) => message.name);
    const sold = new World({ ...fine, stock: 'gone' });
    sold.deliver(0, false);
    sold.deliver(0, false);
    expect(sold.order.state).toBe('cancelled');
    expect(names(sold)).toEqual([]);
    const declined = new World({ ...fine, bank: 'declines' });
    while (declined.order.reason === undefined) declined.deliver(0, false);
    expect(names(declined)).toEqual(['catalogue.release-stock']);
    const booked = worldIn('confirmed');
    booked.learn({ kind: 'stopped', by: 'shopper' });
    expect(names(booked)).toEqual(['catalogue.release-stock', 'payment.void', 'shipping.cancel-shipment']);
  });

  it.each(['placed', 'reserved', 'authorised', 'confirmed', 'booked', 'captured'])(
    'can be cancelled by its shopper while %s',
    (state) => {
      const world = worldIn(state);
      world.learn({ kind: 'stopped', by: 'shopper' });
      world.comeToRest();
      expect(['cancelled', 'refunded']).toContain(world.order.state);
      expect(world.order.reason).toBe('shopper');
      consistent[world.order.state]?.(world);
      expect(world.broken).toEqual([]);
    },
  );

  it.each(['dispatched', 'delivered'])(
    'cannot be cancelled by its shopper once %s, but the shop can refund it',
    (state) => {
      const world = worldIn(state);
      expect(() => world.learn({ kind: 'stopped', by: 'shopper' })).toThrow(
        expect.objectContaining({ code: 'order_not_cancellable' }),
      );
      world.learn({ kind: 'stopped', by: 'shop' });
      world.comeToRest();
      expect(world.order.state).toBe('refunded');
      consistent['refunded']?.(world);
      expect(() => world.learn({ kind: 'stopped', by: 'shop' })).toThrow(
        expect.objectContaining({ code: 'order_not_refundable' }),
      );
    },
  );

  it('goes on when the parcel had left before it could be called back', () => {
    const world = worldIn('captured');
    while (world.flying.length > 0) world.deliver(0, false);
    world.learn({ kind: 'stopped', by: 'shopper' });
    world.collect();
    world.comeToRest();
    expect(world.order).toMatchObject({ state: 'delivered', reason: undefined });
    consistent['delivered']?.(world);
    expect(world.order.timeline.map(({ state }) => state)).toContain('cancelling');
  });

  it('voids an approval that comes to light after the cancellation', () => {
    const world = worldIn('reserved');
    world.learn({ kind: 'stopped', by: 'shopper' });
    world.comeToRest();
    const { order } = world;
    expect(order.state).toBe('cancelled');
    const late = {
      kind: 'paymentAuthorised' as const,
      orderId: order.id,
      amount: order.totals.total,
      gateway: 'worldpay' as const,
    };
    const decision = decide(order, late, given);
    expect(decision?.order.state).toBe('cancelled');
    expect(decision?.messages.map(({ message }) => message.name)).toContain('payment.void');
  });

  it('keeps the stock aside longer while the bank is asking, and not for ever', () => {
    const world = new World({ ...fine, bank: 'challenges in vain' });
    while (world.flying.length > 0) world.deliver(0, false);
    const first = world.order.stock.expiresAt;
    world.wait();
    while (world.flying.length > 0) world.deliver(0, false);
    expect(world.order.stock.is).toBe('held');
    expect(world.order.stock.expiresAt.getTime()).toBeGreaterThan(first.getTime());
    world.comeToRest();
    expect(world.order.reason).toBe('payment_expired');
  });

  it('asks for its stock anew when the hold has run out', () => {
    const world = worldIn('reserved');
    const { order } = world;
    const later = { ...given, now: new Date(order.stock.expiresAt.getTime() + 1_000) };
    const decision = decide(order, { kind: 'stockReleased', orderId: order.id }, later);
    expect(decision?.messages[0]).toMatchObject({
      message: { name: 'catalogue.reserve-stock' },
      payload: { expiresAt: new Date(later.now.getTime() + HOLD_MS).toISOString() },
    });
  });

  it('keeps its stock aside for as long as the shop says, and asks for more in time', () => {
    const { order, messages } = place(placement, { ...given, holdMs: 30_000 });
    const asked = (at: Date) => ({ expiresAt: new Date(at.getTime() + 30_000).toISOString() });
    expect(messages[0]).toMatchObject({
      message: { name: 'catalogue.reserve-stock' },
      payload: asked(given.now),
    });
    const reserved = decide(order, { kind: 'stockReserved', orderId: order.id, ...asked(given.now) }, given);
    const due = reserved?.order.dueAt ?? given.now;
    const second = 1_000;
    expect(due.getTime() - given.now.getTime()).toBe(10 * second);
    const held = {
      ...structuredClone(reserved?.order ?? order),
      dueAt: new Date(given.now.getTime() + 20 * second),
    };
    const longer = decide(held, { kind: 'overdue' }, { ...given, now: held.dueAt });
    expect(
      longer?.messages.find(({ message }) => message.name === 'catalogue.reserve-stock')?.payload,
    ).toMatchObject(asked(held.dueAt));
  });

  it('does not pester the stock for a longer hold that is not granted', () => {
    const world = new World({ ...fine, bank: 'hesitates' });
    while (world.flying.length > 0) world.deliver(0, false);
    const first = world.order.stock.expiresAt;
    world.wait();
    world.flying.length = 0;
    world.learn({ kind: 'stockReserved', orderId: world.order.id, expiresAt: first.toISOString() });
    expect(world.order.stock).toMatchObject({ is: 'held', expiresAt: first });
    expect(world.order.dueAt).toEqual(world.order.payment.until);
  });

  it('is not paid back twice when the provider has done so already', () => {
    const world = worldIn('delivered');
    const { total } = world.order.totals;
    const orderId = world.order.id;
    world.learn({
      kind: 'paymentRefunded',
      orderId,
      refundId: given.refundId,
      amount: total,
      refundedTotal: total,
    });
    expect(world.order.state).toBe('delivered');
    world.learn({ kind: 'stopped', by: 'shop' });
    expect(world.order.state).toBe('refunded');
    expect(world.flying.map(({ message }) => message.name)).not.toContain('payment.refund');
  });

  it('tries a refund that failed again, as a new refund', () => {
    const world = worldIn('delivered');
    const failing = new World({ ...fine, refundsThatFail: 2 });
    failing.comeToRest();
    failing.learn({ kind: 'stopped', by: 'shop' });
    failing.comeToRest();
    expect(failing.order.state).toBe('refunded');
    expect(failing.broken).toEqual([]);
    expect(world.order.state).toBe('delivered');
  });

  it('answers a repeated placing as it did at first, whatever has happened since', () => {
    const world = fulfilled();
    const placed = new World(fine).order;
    expect(asPlaced({ ...world.order, placedAt: placed.placedAt })).toEqual(orderOf(placed));
  });

  it('forgets who bought it when the account is deleted, as soon as it has ended', () => {
    const world = worldIn('booked');
    world.learn({ kind: 'ownerDeleted' });
    expect(world.order.email).toBe('ada@example.org');
    world.comeToRest();
    expect(world.order.state).toBe('delivered');
    expect(JSON.stringify(orderOf(world.order))).not.toMatch(/ada|Way 1/i);
    expect(world.order).toMatchObject({
      forgotten: true,
      address: { city: 'Town' },
      totals: { total: { amount: 1200 } },
    });
  });

  it('comes to a consistent end whatever is lost in time: duplicates, any order, crashes, cancellations', () => {
    const ends = new Set<string>();
    fc.assert(
      fc.property(fates, fc.nat(30), fc.array(happenings, { maxLength: 60 }), (fate, headStart, events) => {
        const world = new World(fate);
        for (let i = 0; i < headStart; i++) world.goOn();
        for (const what of events) happen(world, what);
        world.comeToRest();
        expect(world.broken).toEqual([]);
        expect(isFinal(world.order.state)).toBe(true);
        ends.add(world.order.state);
        expect(commandsDue(world.order)).toEqual([]);
        consistent[world.order.state]?.(world);
        const once = world.announced.filter((name) => name !== 'dispatch.order-placed.v1');
        expect(new Set(once).size).toBe(once.length);
        for (const { from, to } of world.order.history) if (from !== to) expect(from).not.toBe('refunded');
      }),
      { numRuns: Number(process.env['SEQUENCES'] ?? 3_000) },
    );
    expect(ends).toEqual(new Set(['delivered', 'cancelled', 'refunded']));
  });
});

describe('an order number', () => {
  const bytes = fc.uint8Array({ minLength: 8, maxLength: 8 });

  it('is found again however it is typed', () => {
    fc.assert(
      fc.property(bytes, (random) => {
        const number = orderNumber(random);
        expect(number).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]$/);
        const sloppy = ` ${number.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
        expect(parseOrderNumber(sloppy)).toBe(number);
      }),
    );
  });

  it('is refused with one wrong letter', () => {
    const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    fc.assert(
      fc.property(bytes, fc.nat(8), fc.nat(31), (random, index, letter) => {
        const plain = orderNumber(random).replaceAll('-', '');
        const wrong = plain.slice(0, index) + letters.charAt(letter) + plain.slice(index + 1);
        if (wrong !== plain) expect(parseOrderNumber(wrong)).toBeUndefined();
      }),
    );
  });
});
