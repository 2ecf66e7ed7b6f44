import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandsDue } from '../src/order/commands.ts';
import { isFinal } from '../src/order/states.ts';
import { type Fate, World } from './model.world.ts';

const long = process.env['PROMISES'] === 'long';
const SEQUENCES = Number(process.env['SEQUENCES'] ?? (long ? 20_000 : 1_000));

/** What was promised on the way. */
interface Expected {
  /** Its shopper, or the shop, was told that it is stopped. */
  stopped: boolean;
}

type Step = fc.Command<Expected, World>;
const counts = new Map<string, number>();

function step(name: string, act: (world: World, expected: Expected) => void): Step {
  return {
    check: () => true,
    run(expected, world) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      act(world, expected);
      judge(world);
    },
    toString: () => name,
  };
}

/** What is true after every step. */
function judge({ broken, shelf, bank, carrier, order, announced, total }: World): void {
  expect(broken).toEqual([]);
  expect(shelf.balanced).toBe(true);
  expect(bank.captures.length).toBeLessThanOrEqual(1);
  expect(bank.kept).toBeGreaterThanOrEqual(0);
  expect(bank.refunds.filter(({ by }) => by === 'whole').length).toBeLessThanOrEqual(1);
  const done = (order.refunds ?? []).filter(({ is, whole }) => is === 'done' && !whole);
  expect(sum(done.map(({ amount }) => amount))).toBeLessThanOrEqual(bank.paidBack('part'));
  if (order.state === 'dispatched' || order.state === 'delivered') {
    expect(carrier.hasIt).toBe(true);
    expect(bank.captures).toEqual([total]);
  }
  // What an e-mail says has to be so when it is sent.
  const told = (event: string) => announced.includes(`dispatch.order-${event}.v1`);
  if (told('dispatched')) expect(carrier.hasIt).toBe(true);
  if (told('delivered')) expect(carrier.is).toBe('delivered');
  if (told('refunded')) expect(bank.kept).toBe(0);
}

/** What is true once everything has come to rest. */
function judgeEnd(
  { order, shelf, bank, carrier, announced, total, synthetic }: World,
  stopped: boolean,
): void {
  expect(isFinal(order.state)).toBe(true);
  expect(commandsDue(order)).toEqual([]);
  expect(order.dueAt).toBe(undefined);
  const left = carrier.hasIt;
  const back = sum((order.returns ?? []).flatMap(({ restock }) => restock.map(({ quantity }) => quantity)));
  expect(shelf.returned).toBe(back);
  expect({ sold: shelf.sold, held: shelf.held }).toEqual({ sold: (left ? 2 : 0) - back, held: 0 });
  // Captured minus refunded is what was dispatched; what somebody paid back by hand is theirs to answer for.
  const paid = (order.refunds ?? []).filter(({ is }) => is === 'done');
  expect(bank.paidBack('part')).toBe(sum(paid.map(({ amount }) => amount)));
  expect(bank.kept).toBe(order.state === 'delivered' ? total - bank.byHand - bank.paidBack('part') : 0);
  expect((order.refunds ?? []).filter(({ is }) => is === 'sending' || is === 'waiting')).toEqual([]);
  expect(['held', 'pending']).not.toContain(bank.is);
  if (order.state === 'delivered') expect(carrier.is).toBe('delivered');
  else if (!left) expect(['nothing', 'refused', 'cancelled']).toContain(carrier.is);
  if (order.state === 'cancelled') expect(bank.captures).toEqual([]);
  // A refund by the shop counts whenever it was granted; a shopper's wish only if the parcel could be kept back.
  if (stopped && !left) expect(['cancelled', 'refunded']).toContain(order.state);
  judgeTold(announced, order.state, { left, synthetic });
}

function judgeTold(announced: string[], state: string, { left, synthetic }: Record<string, boolean>) {
  const events = announced.map((name) => name.replace(/^dispatch\.(order-)?|\.v1$/g, ''));
  if (synthetic) return expect(['', 'confirmed']).toContain(events.join());
  expect(events[0]).toBe('placed');
  expect(events.includes('dispatched')).toBe(left);
  if (left) expect(events.indexOf('confirmed')).toBeLessThan(events.indexOf('dispatched'));
  expect(events.filter((name) => !/^return-|partly/.test(name)).at(-1)).toBe(state);
}

const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);

const at = fc.nat(12);
const goesOn = fc.constant(
  step('all is well for a while', (world) => {
    world.publish(false);
    for (let i = world.flying.length; i > 0; i--) world.deliver(0, false);
    world.bank.decide();
    world.carrier.move();
    world.publish(false);
  }),
);
const arrives = at.map((i) => step('a message arrives', (world) => world.deliver(i, false)));
const publishes = fc
  .constantFrom(false, false, false, true)
  .map((dies) =>
    step(dies ? 'the relay publishes and dies' : 'the relay publishes', (world) => world.publish(dies)),
  );
const network = [
  at.map((i) => step('a message arrives and will again', (world) => world.deliver(i, true))),
  at.map((i) => step('a message is lost', (world) => world.lose(i))),
  fc.constant(step('the order is overdue', (world) => world.wait())),
];
const people = fc.oneof(
  fc.integer({ min: 1, max: 40 }).map((minutes) =>
    step('time passes', (world) => {
      world.pass(minutes * 60_000);
      world.shelf.sweep(world.now.getTime());
    }),
  ),
  fc.constant(step('the bank decides', (world) => world.bank.decide())),
  fc.constant(step('the carrier moves the parcel', (world) => world.carrier.move())),
  fc.integer({ min: -3, max: 3 }).map((n) => step('somebody else buys', (world) => world.shelf.elsewhere(n))),
  fc.constantFrom('shopper' as const, 'shop' as const).map((by) =>
    step(`the ${by} stops it`, (world, expected) => {
      const before = world.order.state;
      if (world.stop(by) && !['dispatched', 'delivered'].includes(before)) expected.stopped = true;
    }),
  ),
  fc.constant(step('the bank lets an authorisation lapse', (world) => world.bank.lapse())),
  fc
    .constantFrom(0.5, 1)
    .map((share) =>
      step('money is paid back by hand', (world) => world.bank.refundByHand(world.newId, share)),
    ),
);
const afterwards = fc.oneof(
  fc
    .integer({ min: 1, max: 900 })
    .map((amount) => step('some of the money goes back', (world) => world.payBack(amount))),
  fc.boolean().map((shelved) => step('a robot comes back', (world) => world.sendBack(shelved))),
);
/** Mostly things go on; about one step in fifteen is somebody's whim. */
const steps = [
  ...Array(4).fill(goesOn),
  ...Array(4).fill(arrives),
  ...Array(3).fill(publishes),
  ...network,
  people,
  afterwards,
];

/** The first, but for one time in ten of each of the rest. */
const mostly = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 10 - others.length, arbitrary: fc.constant(usual) },
    ...others.map((other) => ({ weight: 1, arbitrary: fc.constant(other) })),
  );
const fates: fc.Arbitrary<Fate> = fc.record({
  stocked: mostly(3, 0, 2),
  bank: mostly<Fate['bank']>('approves', 'declines', 'asks the shopper', 'asks the shopper', 'hesitates'),
  shopper: mostly<Fate['shopper']>('confirms', 'refuses', 'walks away'),
  capture: mostly<Fate['capture']>('works', 'fails'),
  refundsThatFail: fc.nat(2),
  refusesParcels: mostly(false, true),
  synthetic: mostly(false, true),
});

describe("an order's workflow, against services that keep to their contracts", () => {
  it(`comes to a right end after each of ${SEQUENCES} sequences of messages and accidents`, () => {
    const ends = new Map<string, number>();
    fc.assert(
      fc.property(
        fates,
        fc.commands<Expected, World>(steps, { maxCommands: 60, size: 'max' }),
        (fate, commands) => {
          const world = new World(fate);
          const expected: Expected = { stopped: false };
          fc.modelRun(() => ({ model: expected, real: world }), commands);
          expect(world.comeToRest()).toBe(true);
          judge(world);
          judgeEnd(world, expected.stopped);
          ends.set(world.order.state, (ends.get(world.order.state) ?? 0) + 1);
        },
      ),
      { numRuns: SEQUENCES },
    );
    const taken = [...counts.values()].reduce((total, n) => total + n, 0);
    console.log(
      `${SEQUENCES} orders in ${taken} steps came to their end: ${JSON.stringify(Object.fromEntries(ends))}`,
    );
    // Whether each kind of end and of step came up is for runs long enough to tell.
    if (SEQUENCES < 1_000) return;
    expect([...ends.keys()].sort()).toEqual(['cancelled', 'delivered', 'refunded']);
    expect(counts.size).toBe(17);
  }, 300_000);
});
