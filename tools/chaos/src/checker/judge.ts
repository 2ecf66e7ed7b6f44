import type { Entry } from '../history.ts';
import { readBroker } from './broker.ts';
import { readMongo, readProducts } from './databases.ts';
import { type Evidence, mayHeal, type Stocked, type Violation, type Witnesses } from './evidence.ts';
import { readMysql } from './mysql.ts';
import { readLedger, readMailbox } from './others.ts';
import { violations } from './rules.ts';

/** How long after the last fault everything must have come to rest, in milliseconds. */
export const REST_LIMIT_MS = 120_000;
const LOOK_EVERY_MS = 1_000;

export interface JudgeOptions {
  /** Ids of the messages that the run itself put where they become dead letters. */
  readonly planted: readonly string[];
  /** When the last fault ended, in milliseconds since the epoch; now, unless said. */
  readonly faultsEndedAt?: number;
  /** How long things may take to come to rest after that; 120 s unless said. */
  readonly restLimitMs?: number;
}

export interface Verdict {
  readonly violations: readonly Violation[];
  readonly figures: {
    readonly orders: number;
    /** Orders by the state they ended in. */
    readonly ended: Readonly<Record<string, number>>;
    /** Minor units at the provider: what was captured, and what of it went back. */
    readonly captured: number;
    readonly refunded: number;
    readonly payments: number;
    readonly shipments: number;
    readonly mails: number;
    /** Returns by the state they ended in, refunds of some of the money, orders with a promotion. */
    readonly returns: Readonly<Record<string, number>>;
    readonly partlyRefunded: number;
    readonly discounted: number;
    readonly deadLetters: number;
    /** From the end of the faults until nothing was left to complain of, in milliseconds; the limit when it never was. */
    readonly atRestAfterMs: number;
  };
}

/** The books of all products as they are now: to be taken before the first shopper comes. */
export async function stockedNow(witnesses: Pick<Witnesses, 'mongoUrl'>): Promise<Stocked> {
  const products = await readProducts(witnesses);
  return new Map(products.map(({ sku, stocked, sold }) => [sku, { stocked, sold }]));
}

/** Everything there is to see, read once. */
export async function look(witnesses: Witnesses): Promise<Evidence> {
  const [documents, rows, waiting, ledger, mails] = await Promise.all([
    readMongo(witnesses),
    readMysql(witnesses),
    readBroker(witnesses),
    readLedger(witnesses),
    readMailbox(witnesses),
  ]);
  return {
    ...documents,
    shipments: rows.shipments,
    ledger,
    mails,
    deadLetters: waiting.deadLetters,
    unrouted: waiting.unrouted,
    leftovers: [...documents.leftovers, ...rows.leftovers, ...waiting.leftovers],
  };
}

/**
 * Judges a run from what the stores, the provider's ledger, the broker and the mailbox say, and from what the clients
 * remember; never from what a service answers. Looks again until nothing is left to complain of, something is wrong
 * that time cannot mend, or the time to come to rest is over.
 */
export async function judge(
  witnesses: Witnesses,
  stocked: Stocked,
  history: readonly Entry[],
  options: JudgeOptions,
): Promise<Verdict> {
  const from = options.faultsEndedAt ?? Date.now();
  const planted = new Set(options.planted);
  for (;;) {
    const evidence = await look(witnesses);
    const found = violations({ evidence, history, stocked, planted });
    const elapsed = Date.now() - from;
    const over = elapsed >= (options.restLimitMs ?? REST_LIMIT_MS);
    if (found.length === 0 || over || found.some(({ rule }) => !mayHeal.has(rule)))
      return { violations: found, figures: figuresOf(evidence, elapsed) };
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function figuresOf({ orders, ledger, shipments, mails, deadLetters }: Evidence, atRestAfterMs: number) {
  const ended: Record<string, number> = {};
  for (const { state } of orders) ended[state] = (ended[state] ?? 0) + 1;
  const returns: Record<string, number> = {};
  for (const { state } of orders.flatMap((order) => order.returns))
    returns[state] = (returns[state] ?? 0) + 1;
  return {
    orders: orders.length,
    ended,
    captured: ledger.reduce((total, payment) => total + payment.captured, 0),
    refunded: ledger.reduce((total, payment) => total + payment.refunded, 0),
    payments: ledger.length,
    shipments: shipments.length,
    mails: mails.length,
    returns,
    partlyRefunded: orders.reduce((total, order) => total + order.paidBack, 0),
    discounted: orders.filter(({ promotion }) => promotion !== undefined).length,
    deadLetters: deadLetters.length,
    atRestAfterMs,
  };
}
