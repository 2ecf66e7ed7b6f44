import type { Result } from '../src/gateway/gateway.ts';
import type { Action, PaymentRecord, Told } from '../src/payment.ts';
import { begin } from '../src/rules/begin.ts';
import * as intent from '../src/rules/intent.ts';
import { expire, learn, look, lookedAgain } from '../src/rules/learn.ts';
import { settle } from '../src/rules/settle.ts';
import { AMOUNT, Bank } from './model.bank.ts';

export const limits = { settledAfterMs: 75_000, challengeMs: 900_000 };
export const ORDER = '0190f0f0-0000-7000-8000-000000000001';
const LATE_MS = 110_000;

/**
 * What becomes of a call: it works, its answer is lost, it is never sent, it is lost on the way, it arrives late, or the
 * process that makes it dies, before the provider hears of it or after.
 */
export const fates = [
  'works',
  'answer lost',
  'not sent',
  'request lost',
  'late',
  'dies before',
  'dies after',
] as const;
export type Fate = (typeof fates)[number];

/** The payment service's rules, a provider, and time that passes at once. */
export class World {
  now = new Date('2026-11-21T10:00:00Z');
  readonly bank: Bank;
  readonly told: Told[] = [];
  readonly record: PaymentRecord;
  private readonly late: { at: Date; reference: string }[] = [];
  private readonly fates: Fate[];
  private refundsByHand = 0;

  constructor(fates: Fate[], asksShopper = false) {
    this.fates = [...fates];
    this.bank = new Bank(asksShopper);
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

  /** Names of the events that were told. */
  get events(): string[] {
    return this.told.map(({ event }) => event.name.replace(/^payment\.|\.v1$/g, ''));
  }

  authoriseAgain(): void {
    this.told.push(...intent.authoriseAgain(this.record));
  }
  capture(): void {
    this.told.push(...intent.capture(this.record));
  }
  void(): void {
    this.told.push(...intent.void(this.record));
  }
  refund(refundId: string, amount: number | undefined): void {
    this.told.push(...intent.refund(this.record, { refundId, amount, reason: 'test' }));
  }

  /** A notice of the provider arrives; it may come again, and before one that was sent earlier. */
  notice(index: number, again: boolean): void {
    const { notices } = this.bank;
    const notice = notices[index % Math.max(1, notices.length)];
    if (notice === undefined) return;
    if (!again) notices.splice(notices.indexOf(notice), 1);
    if (intent.isNews(this.record, notice)) this.told.push(...intent.nudge(this.record, notice, this.now));
  }

  /** Does what is due by now. */
  run(): void {
    while (this.step()) if (this.now.getTime() > Date.UTC(2027, 0)) throw new Error('it never ends');
  }

  pass(ms: number): void {
    this.now = new Date(this.now.getTime() + ms);
  }

  /** All notices arrive, and everything that will ever be due is done. */
  comeToRest(): void {
    for (let rounds = 0; rounds < 2_000; rounds++) {
      this.run();
      const { dueAt } = begin(this.record, this.now);
      if (dueAt !== undefined) this.now = dueAt;
      else if (this.bank.notices.length > 0) this.notice(0, false);
      else if (this.late.length > 0) this.pass(LATE_MS);
      else return;
    }
    throw new Error('it never ends');
  }

  private step(): boolean {
    this.arrive();
    const { action } = begin(this.record, this.now);
    if (action === undefined) return false;
    this.told.push(...this.perform(action));
    return true;
  }

  private perform(action: Action): Told[] {
    const { record, bank } = this;
    switch (action.do) {
      case 'ask':
        return learn(record, action.attempt.reference, this.view(), this.now, limits);
      case 'look':
        return look(record, this.view(), this.now, limits, `r-hand-${++this.refundsByHand}`);
      case 'expire':
        bank.move('void', record.handle?.id, AMOUNT);
        return expire(record, this.now);
      case 'look-again': {
        const view = bank.view(action.attempt.reference, this.now);
        if (view.is === 'authorised' && view.captured === 0)
          bank.move('void', action.attempt.reference, AMOUNT);
        return lookedAgain(record, action.attempt.reference, true, this.now);
      }
      default: {
        const result = this.call(action);
        this.pass(200);
        // Whoever takes over after a death finds the attempt begun, and asks.
        return result === undefined ? [] : settle(record, action.attempt.reference, result, this.now, limits);
      }
    }
  }

  /** Undefined when nobody lived to hear the answer. */
  private call({ do: operation, attempt }: Extract<Action, { attempt: unknown }>): Result | undefined {
    const { reference, amount } = attempt;
    const fate = this.fates.shift() ?? 'works';
    if (fate === 'dies before') return undefined;
    if (fate === 'not sent') return { is: 'not-sent', reason: 'test' };
    if (fate === 'request lost') return { is: 'unknown', reason: 'test' };
    if (fate === 'late' && operation === 'authorise') {
      this.late.push({ at: new Date(this.now.getTime() + LATE_MS), reference });
      return { is: 'unknown', reason: 'test' };
    }
    const done =
      operation === 'authorise'
        ? this.bank.authorise(reference, this.now)
        : this.bank.move(operation as 'capture', this.record.handle?.id, amount);
    if (fate === 'dies after') return undefined;
    return fate === 'works' ? done : { is: 'unknown', reason: 'test' };
  }

  private arrive(): void {
    for (const one of this.late.splice(0)) {
      if (one.at > this.now) this.late.push(one);
      else this.bank.authorise(one.reference, this.now);
    }
  }

  private view() {
    const asked = this.record.attempts.findLast(({ operation }) => operation === 'authorise');
    return this.bank.view(asked?.reference ?? '', this.now);
  }
}
