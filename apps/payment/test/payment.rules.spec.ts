import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Result, View } from '../src/gateway/gateway.ts';
import type { Action, PaymentRecord, Told } from '../src/payment.ts';
import { begin } from '../src/rules/begin.ts';
import * as intent from '../src/rules/intent.ts';
import { learn, look, lookedAgain } from '../src/rules/learn.ts';
import { settle } from '../src/rules/settle.ts';

const AMOUNT = 1000;
const limits = { settledAfterMs: 75_000, challengeMs: 900_000 };
const ORDER = '0190f0f0-0000-7000-8000-000000000001';

/** What becomes of a call: it works, its answer is lost, it is never sent, it is lost on the way, it arrives late. */
const fates = ['works', 'answer lost', 'not sent', 'request lost', 'late'] as const;
type Fate = (typeof fates)[number];
type Step =
  | { say: 'capture' | 'void' | 'authorise' }
  | { say: 'refund'; id: number; amount?: number }
  | { say: 'wait' };

interface Held {
  at: Date;
  authorised: number;
  captured: number;
  voided: boolean;
  refunded: number;
}

/** A provider, and the payment service's rules around it, with time that passes at once. */
class Simulation {
  now = new Date('2026-11-21T10:00:00Z');
  readonly bank = new Map<string, Held>();
  readonly told: Told[] = [];
  readonly record: PaymentRecord;
  private readonly late: { at: Date; reference: string }[] = [];
  private readonly fates: Fate[];
  mostOpen = 0;

  constructor(fates: Fate[]) {
    this.fates = [...fates];
    const command = {
      orderId: ORDER,
      ownerId: ORDER,
      amount: { amount: AMOUNT, currency: 'EUR' as const },
      gateway: 'worldpay' as const,
      token: 'tok_a',
      returnUrl: 'http://localhost/',
    };
    this.record = intent.opened(command, this.now);
  }

  say(step: Step): void {
    if (step.say === 'wait') return;
    if (step.say === 'authorise') this.told.push(...intent.authoriseAgain(this.record));
    if (step.say === 'capture') this.told.push(...intent.capture(this.record));
    if (step.say === 'void') this.told.push(...intent.void(this.record));
    if (step.say === 'refund')
      this.told.push(
        ...intent.refund(this.record, { refundId: `r${step.id}`, amount: step.amount, reason: 'test' }),
      );
  }

  /** Does what is due; with `toTheEnd` until nothing ever will be, else only what is due by now. */
  run(toTheEnd: boolean): void {
    for (let steps = 0; steps < 2_000; steps++) {
      this.arrive();
      const { action, dueAt } = begin(this.record, this.now);
      if (action === undefined && dueAt === undefined) return;
      if (action === undefined) {
        if (!toTheEnd) return;
        this.now = dueAt as Date;
        continue;
      }
      const open = this.record.attempts.filter(
        ({ outcome }) => outcome === 'started' || outcome === 'unknown',
      );
      this.mostOpen = Math.max(this.mostOpen, open.length);
      this.told.push(...this.perform(action));
    }
    throw new Error('it never ends');
  }

  private perform(action: Action): Told[] {
    const { record } = this;
    if (action.do === 'ask') return learn(record, action.attempt.reference, this.view(), this.now, limits);
    if (action.do === 'look') return look(record, this.view(), this.now, limits, 'r-provider');
    if (action.do === 'look-again') {
      const held = this.bank.get(action.attempt.reference);
      if (held && held.captured === 0) held.voided = true;
      return lookedAgain(record, action.attempt.reference, true, this.now);
    }
    if (!('attempt' in action)) throw new Error('nobody was asked');
    const result = this.call(action);
    this.now = new Date(this.now.getTime() + 200);
    return settle(record, action.attempt.reference, result, this.now, limits);
  }

  private call({
    do: operation,
    attempt: { reference, amount },
  }: Extract<Action, { attempt: unknown }>): Result {
    const fate = this.fates.shift() ?? 'works';
    if (fate === 'not sent') return { is: 'not-sent', reason: 'test' };
    if (fate === 'request lost') return { is: 'unknown', reason: 'test' };
    if (fate === 'late' && operation === 'authorise') {
      this.late.push({ at: new Date(this.now.getTime() + 110_000), reference });
      return { is: 'unknown', reason: 'test' };
    }
    const done = this.execute(operation, reference, amount);
    return fate === 'answer lost' || fate === 'late' ? { is: 'unknown', reason: 'test' } : done;
  }

  private execute(operation: string, reference: string, amount: number): Result {
    if (operation === 'authorise') {
      this.bank.set(reference, { at: this.now, authorised: AMOUNT, captured: 0, voided: false, refunded: 0 });
      return { is: 'authorised', handle: { id: reference } };
    }
    const held = this.bank.get(this.record.handle?.id ?? '');
    if (!held || held.voided) return { is: 'refused', reason: 'gone' };
    if (operation === 'capture') held.captured += amount;
    if (operation === 'void') held.voided = true;
    if (operation === 'refund') held.refunded += amount;
    return { is: 'done' };
  }

  private arrive(): void {
    for (const one of this.late.splice(0)) {
      if (one.at > this.now) this.late.push(one);
      else
        this.bank.set(one.reference, {
          at: this.now,
          authorised: AMOUNT,
          captured: 0,
          voided: false,
          refunded: 0,
        });
    }
  }

  private view(): View {
    const reference =
      this.record.attempts.findLast(({ operation }) => operation === 'authorise')?.reference ?? '';
    const held = this.bank.get(reference);
    // The queries of real providers lag by up to a minute.
    if (!held || this.now.getTime() - held.at.getTime() < 60_000) return { is: 'missing' };
    const seen = {
      handle: { id: reference },
      amount: AMOUNT,
      captured: held.captured,
      refunded: held.refunded,
    };
    return { is: held.voided ? 'voided' : 'authorised', ...seen };
  }
}

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom<Step>({ say: 'capture' }, { say: 'void' }, { say: 'authorise' }, { say: 'wait' }),
  fc.record({
    say: fc.constant('refund' as const),
    id: fc.nat(3),
    amount: fc.integer({ min: 1, max: 1200 }),
  }),
  fc.record({ say: fc.constant('refund' as const), id: fc.nat(3) }),
);

describe('whatever is asked for and whatever goes wrong on the way', () => {
  it('money is taken once, given back at most once, and the books agree in the end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...fates), { maxLength: 12 }),
        fc.array(fc.tuple(step, fc.boolean()), { maxLength: 8 }),
        (fatesOfCalls, steps) => {
          const world = new Simulation(fatesOfCalls);
          world.run(false);
          for (const [one, toTheEnd] of steps) {
            world.say(one);
            world.run(toTheEnd);
          }
          world.run(true);

          const { record } = world;
          const all = [...world.bank.values()];
          const sum = (of: (held: Held) => number) => all.reduce((total, held) => total + of(held), 0);
          const withheld = all.filter(({ voided, captured }) => !voided && captured === 0).length;
          expect(sum(({ captured }) => captured)).toBe(record.captured);
          expect(sum(({ refunded }) => refunded)).toBe(record.refunded);
          expect([0, AMOUNT]).toContain(record.captured);
          expect(record.refunded).toBeLessThanOrEqual(record.captured);
          expect(withheld).toBe(record.state === 'authorised' ? 1 : 0);
          if (!fatesOfCalls.includes('late')) expect(all.length).toBeLessThanOrEqual(1);
          expect(world.mostOpen).toBeLessThanOrEqual(1);
          if (record.voidAsked) expect(['voided', 'captured', 'refunded']).toContain(record.state);
          if (!['authorised', 'captured', 'refunded'].includes(record.state))
            expect(record.token).toBe(undefined);
          const outcome = {
            declined: 'payment.payment-declined.v1',
            voided: 'payment.payment-voided.v1',
            authorised: 'payment.payment-authorised.v1',
            captured: 'payment.payment-captured.v1',
            refunded: 'payment.payment-refunded.v1',
          }[record.state as string];
          expect(world.told.map(({ event }) => event.name)).toContain(outcome);
        },
      ),
      { numRuns: Number(process.env['SEQUENCES'] ?? 3_000) },
    );
  });
});
