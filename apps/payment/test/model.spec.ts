import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AMOUNT } from './model.bank.ts';
import { fates, World } from './model.world.ts';

const long = process.env['PROMISES'] === 'long';
const SEQUENCES = Number(process.env['SEQUENCES'] ?? (long ? 20_000 : 1_000));

type Step = fc.Command<object, World>;
const counts = new Map<string, number>();

function step(name: string, act: (world: World) => void): Step {
  return {
    check: () => true,
    run(_, world) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      act(world);
      judge(world);
    },
    toString: () => name,
  };
}

/** What is true after every step. */
function judge({ record, bank }: World): void {
  expect([0, AMOUNT]).toContain(bank.captured);
  expect(bank.refunded).toBeLessThanOrEqual(bank.captured);
  // Nothing is told of that has not happened.
  expect(record.captured).toBeLessThanOrEqual(bank.captured);
  expect(record.refunded).toBeLessThanOrEqual(bank.refunded);
  const open = record.attempts.filter(({ outcome }) => outcome === 'started' || outcome === 'unknown');
  expect(open.length).toBeLessThanOrEqual(1);
  expect(new Set(record.attempts.map(({ reference }) => reference)).size).toBe(record.attempts.length);
}

/** What is true once everything has come to rest. */
function judgeEnd({ record, bank, events }: World): void {
  expect({ captured: record.captured, refunded: record.refunded }).toEqual({
    captured: bank.captured,
    refunded: bank.refunded,
  });
  expect(bank.withheld).toBe(record.state === 'authorised' ? 1 : 0);
  expect(['declined', 'voided', 'authorised', 'captured', 'refunded']).toContain(record.state);
  expect(events).toContain(`payment-${record.state}`);
  expect(record.refunds.filter(({ is }) => is === 'wanted')).toEqual([]);
  for (const { is, refundId } of record.refunds)
    expect([is, refundId.startsWith('r-hand')]).not.toEqual(['failed', true]);
  if (record.voidAsked) expect(record.state).toBe('voided');
  if (record.captureAsked) expect(record.state).not.toBe('authorised');
  // The card's token is kept for as long as it may be needed, and no longer.
  expect(record.token).toBe(undefined);
}

const at = fc.nat(12);
const steps = [
  fc.constant(step('what is due is done', (world) => world.run())),
  fc.constant(step('what is due is done', (world) => world.run())),
  fc.integer({ min: 1, max: 300 }).map((seconds) =>
    step('time passes', (world) => {
      world.pass(seconds * 1_000);
      world.run();
    }),
  ),
  fc.constantFrom(
    step('the order asks for the money again', (world) => world.authoriseAgain()),
    step('the parcel is booked', (world) => world.capture()),
    step('the parcel is booked', (world) => world.capture()),
    step('the order is given up', (world) => world.void()),
  ),
  fc
    .tuple(fc.nat(3), fc.option(fc.integer({ min: 1, max: AMOUNT + 200 }), { nil: undefined }))
    .map(([id, amount]) => step('money is to go back', (world) => world.refund(`r${id}`, amount))),
  at.map((index) => step('a notice arrives', (world) => world.notice(index, false))),
  at.map((index) => step('a notice arrives and will again', (world) => world.notice(index, true))),
  fc.boolean().map((yes) => step('the shopper answers the bank', (world) => world.bank.answer(yes))),
  fc
    .integer({ min: 1, max: AMOUNT })
    .map((amount) => step('money is paid back by hand', (world) => world.bank.payBackByHand(amount))),
  fc.constant(step('the bank lets it lapse', (world) => world.bank.lapse())),
];

describe('a payment, whatever is asked for and whatever goes wrong on the way', () => {
  it(`is taken once, given back at most once, and its books agree in the end, after each of ${SEQUENCES} sequences`, () => {
    const ends = new Set<string>();
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...fates), { maxLength: 12 }),
        fc.boolean(),
        fc.commands<object, World>(steps, { maxCommands: 24, size: 'max' }),
        (fatesOfCalls, asksShopper, commands) => {
          const world = new World(fatesOfCalls, asksShopper);
          fc.modelRun(() => ({ model: {}, real: world }), commands);
          world.comeToRest();
          judge(world);
          judgeEnd(world);
          if (!fatesOfCalls.includes('late')) expect(world.bank.payments.size).toBeLessThanOrEqual(1);
          ends.add(world.record.state);
        },
      ),
      { numRuns: SEQUENCES },
    );
    if (SEQUENCES < 1_000) return;
    expect([...ends].sort()).toEqual(['authorised', 'captured', 'declined', 'refunded', 'voided']);
    expect(counts.size).toBe(11);
  }, 300_000);
});
