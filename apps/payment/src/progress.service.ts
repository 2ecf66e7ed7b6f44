import { Injectable } from '@nestjs/common';
import { metricOnce } from '@shop/health';
import { failpoint, log } from '@shop/service';
import { Counter } from 'prom-client';
import { v7 as uuid } from 'uuid';
import type { Env } from './env.ts';
import type { Gateway, Result, View } from './gateway/gateway.ts';
import { Gateways } from './gateway/gateways.ts';
import { type Change, type Lease, PaymentStore } from './payment.store.ts';
import type { Action, Attempt, Limits, PaymentRecord, Told } from './payment.ts';
import { begin } from './rules/begin.ts';
import * as rules from './rules/learn.ts';
import { settle } from './rules/settle.ts';

/** Most steps in one go; what is left is for the sweeper. */
const MOST_STEPS = 20;

const calls = metricOnce(
  'payment_gateway_calls_total',
  () =>
    new Counter({
      name: 'payment_gateway_calls_total',
      help: 'Calls to payment providers by what came of them',
      labelNames: ['gateway', 'operation', 'outcome'] as const,
    }),
);

/** Counts calls that leave the house; the synthetic gateway makes none. */
function count({ id: gateway }: Gateway, operation: string, outcome: string): void {
  if (gateway !== 'synthetic') calls.inc({ gateway, operation, outcome });
}

/** What a step found out, to be taken into the payment. */
type News = (record: PaymentRecord, now: Date) => Told[];

/**
 * Carries payments on, step by step: one write that says what will be done, the call, one write that says what came of
 * it and what is next. A lease keeps everybody else off meanwhile; when its holder dies the outcome is asked for.
 */
@Injectable()
export class Progress {
  private readonly limits: Limits;
  private readonly leaseMs: number;

  constructor(
    private readonly store: PaymentStore,
    private readonly gateways: Gateways,
    env: Env,
  ) {
    this.limits = { settledAfterMs: env.SETTLED_AFTER_MS, challengeMs: env.CHALLENGE_MS };
    // A step makes two calls at most.
    this.leaseMs = env.GATEWAY_TIMEOUT_MS * 2 + 5_000;
  }

  /** Stores a new payment and carries it on. False when the order has one already. */
  async open(record: PaymentRecord, now: Date): Promise<boolean> {
    const holder = uuid();
    const change = this.placed(record, [], undefined, holder, now);
    await failpoint('payment.before-insert');
    if (!(await this.store.insert(record, change))) return false;
    await failpoint('payment.after-insert');
    await this.carryOn(record.orderId, holder, change.result, record);
    return true;
  }

  /** Takes news into a payment and carries it on as far as it goes. False when there is no such payment. */
  async advance(orderId: string, news: News = () => [], options: { notice?: string } = {}): Promise<boolean> {
    const holder = uuid();
    const change = await this.store.change(
      orderId,
      ({ record, lease }) => {
        const now = new Date();
        return { ...this.wrap(this.placed(record, news(record, now), lease, holder, now), record) };
      },
      options,
    );
    if (change === undefined) return options.notice !== undefined;
    await failpoint('payment.after-intent');
    await this.carryOn(orderId, holder, change.action, change.record);
    return true;
  }

  private async carryOn(
    orderId: string,
    holder: string,
    first: Action | undefined,
    found: PaymentRecord,
  ): Promise<void> {
    let record: PaymentRecord | undefined = found;
    let action = first;
    for (let step = 0; action !== undefined && record !== undefined; step++) {
      const { do: what } = action;
      await failpoint(`payment.before-${what}`);
      const news = await this.perform(record, action);
      await failpoint(`payment.after-${what}`);
      const tooMany = step >= MOST_STEPS;
      const next = await this.store.change(orderId, ({ record: fresh, lease }) => {
        // Too late: somebody else has taken over, and asks the provider what came of this.
        if (lease?.holder !== holder) return undefined;
        const now = new Date();
        return this.wrap(
          this.placed(fresh, news(fresh, now), undefined, tooMany ? undefined : holder, now),
          fresh,
        );
      });
      if (next === undefined) log.warn({ orderId }, 'the lease of a payment was lost');
      else await failpoint(`payment.settled-${what}`);
      record = next?.record;
      action = next?.action;
    }
  }

  /** Decides what is next and who holds the payment meanwhile. */
  private placed(
    record: PaymentRecord,
    told: Told[],
    lease: Lease | undefined,
    holder: string | undefined,
    now: Date,
  ): Change<Action | undefined> {
    if (lease !== undefined && lease.until > now) return { told, lease, dueAt: undefined, result: undefined };
    if (holder === undefined) return { told, lease: undefined, dueAt: now, result: undefined };
    const { action, dueAt } = begin(record, now);
    const until = new Date(now.getTime() + this.leaseMs);
    return { told, lease: action ? { holder, until } : undefined, dueAt, result: action };
  }

  private wrap({ result: action, ...change }: Change<Action | undefined>, record: PaymentRecord) {
    return { ...change, result: { action, record } };
  }

  private async perform(record: PaymentRecord, action: Action): Promise<News> {
    const gateway = this.gateways.of(record);
    switch (action.do) {
      case 'ask':
        return this.ask(gateway, record, action.attempt.reference);
      case 'look':
        return this.look(gateway, record);
      case 'expire':
        return this.expire(gateway, record);
      case 'look-again':
        return this.lookAgain(gateway, action.attempt.reference);
      default: {
        const { reference } = action.attempt;
        const result = await this.call(gateway, record, action);
        count(gateway, action.do, result.is);
        if (result.is === 'unknown' || result.is === 'not-sent')
          log.warn(
            { reference, operation: action.do, reason: result.reason },
            'no clear answer of the provider',
          );
        return (fresh, now) => settle(fresh, reference, result, now, this.limits);
      }
    }
  }

  private call(
    gateway: Gateway,
    record: PaymentRecord,
    action: Action & { attempt: Attempt },
  ): Promise<Result> {
    const { currency, token, returnUrl = '', handle } = record;
    const { reference, amount } = action.attempt;
    if (action.do === 'authorise') {
      if (token === undefined) return Promise.resolve({ is: 'refused', reason: 'no_token' });
      return gateway.authorise({ reference, amount, currency, token, returnUrl });
    }
    if (handle === undefined) return Promise.resolve({ is: 'refused', reason: 'no_authorisation' });
    if (action.do === 'capture') return gateway.capture(handle, { reference, amount, currency });
    if (action.do === 'void') return gateway.void(handle, { reference });
    return gateway.refund(handle, { reference, amount, currency });
  }

  /** An outcome is not known: the provider is asked by the reference of the authorisation. */
  private async ask(gateway: Gateway, record: PaymentRecord, reference: string): Promise<News> {
    const attempt = record.attempts.find((one) => one.reference === reference);
    const view = await this.query(gateway, record, reference);
    const waits =
      view?.is === 'challenged' && view.resume !== undefined && attempt?.operation === 'authorise';
    if (waits && view.resume !== undefined) {
      const result = await gateway.resume(view.handle, view.resume);
      return (fresh, now) => settle(fresh, reference, result, now, this.limits);
    }
    return (fresh, now) => rules.learn(fresh, reference, view, now, this.limits);
  }

  private async look(gateway: Gateway, record: PaymentRecord): Promise<News> {
    const reference = authorisationOf(record, '');
    const view = await this.query(gateway, record, reference);
    if (view?.is === 'challenged' && view.answered && view.resume !== undefined) {
      const result = await gateway.resume(view.handle, view.resume);
      return (fresh, now) => settle(fresh, reference, result, now, this.limits);
    }
    return (fresh, now) => rules.look(fresh, view, now, this.limits, uuid());
  }

  private async expire(gateway: Gateway, record: PaymentRecord): Promise<News> {
    // Where the provider would go on by itself it has to be told; where it waits for us there is nothing to tell.
    if (record.handle !== undefined && gateway.id === 'stripe') {
      const reference = `${record.orderId}:expire`;
      const result = await gateway.void(record.handle, { reference });
      if (result.is === 'not-sent' || result.is === 'unknown') {
        const view = await this.query(gateway, record, authorisationOf(record, ''));
        if (view === undefined || view.is === 'challenged') return (fresh, now) => rules.postpone(fresh, now);
      }
    }
    return (fresh, now) => rules.expire(fresh, now);
  }

  private async lookAgain(gateway: Gateway, reference: string): Promise<News> {
    const view = await gateway.query(reference);
    const held = view?.is === 'authorised' && view.captured === 0;
    if (held) log.error({ reference }, 'a payment was authorised long after it was asked for; voiding it');
    const result = held ? await gateway.void(view.handle, { reference: `${reference}:late` }) : undefined;
    const gone = view !== undefined && (result === undefined || result.is === 'done');
    return (fresh, now) => rules.lookedAgain(fresh, reference, gone, now);
  }

  private async query(gateway: Gateway, record: PaymentRecord, reference: string): Promise<View | undefined> {
    const view = await gateway.query(authorisationOf(record, reference));
    count(gateway, 'query', view?.is ?? 'unknown');
    return view;
  }
}

/** The provider knows a payment by the reference of its authorisation. */
function authorisationOf(record: PaymentRecord, reference: string): string {
  const asked = record.attempts.find((one) => one.reference === reference);
  if (asked?.operation === 'authorise') return reference;
  return record.attempts.findLast(({ operation }) => operation === 'authorise')?.reference ?? reference;
}
