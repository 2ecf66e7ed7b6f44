import { describe, expect, it } from 'vitest';
import type { Case } from '../src/checker/case.ts';
import { type Evidence, type OrderRow, type ReturnRow, type Rule, rules } from '../src/checker/evidence.ts';
import { violations } from '../src/checker/rules.ts';
import { Entry } from '../src/history.ts';

type Changes = { -readonly [Key in keyof Evidence]?: Evidence[Key] };

const sent: OrderRow = {
  id: 'sent',
  number: 'R-1',
  key: 'key-1',
  email: 'ada@example.org',
  state: 'delivered',
  went: ['placed', 'reserved', 'authorised', 'confirmed', 'booked', 'captured', 'dispatched', 'delivered'],
  lines: [{ sku: 'ROBOT', quantity: 2 }],
  total: 5_000,
  paidBack: 0,
  cameBack: [],
  synthetic: false,
  discount: 500,
  promotion: { id: 'few', useId: 'use-1' },
  returns: [],
};
const stopped: OrderRow = {
  ...sent,
  id: 'stopped',
  discount: 0,
  promotion: undefined,
  number: 'R-2',
  key: 'key-2',
  state: 'cancelled',
  went: ['placed', 'reserved', 'cancelling', 'cancelled'],
};
const paid = {
  id: 'p1',
  orderId: 'sent',
  authorised: 5_000,
  captured: 5_000,
  voided: 0,
  refunded: 0,
  captures: 1,
};
const voided = { ...paid, id: 'p2', orderId: 'stopped', captured: 0, voided: 5_000, captures: 0 };
const parcel = { orderId: 'sent', trackingNumber: 'T1', status: 'delivered' };
const few = { id: 'few', code: 'FEW', limit: 1, perShopper: 1 };
const one = [{ sku: 'ROBOT', quantity: 1 }];
const cameBack: ReturnRow = {
  id: 'return-1',
  key: 'return-key-1',
  state: 'refunded',
  lines: one,
  restock: one,
  amount: 2_500,
  paid: [2_500],
};
const robot = { sku: 'ROBOT', available: 8, sold: 2, stocked: 10, holds: [] };

const peace: Evidence = {
  orders: [sent, stopped],
  products: [robot],
  promotions: [few],
  uses: [{ id: 'use-1', promotionId: 'few', ownerId: 'ada' }],
  acts: [],
  ledger: [paid, voided],
  shipments: [parcel, { orderId: 'stopped', trackingNumber: 'T2', status: 'cancelled' }],
  mails: [{ to: 'ada@example.org', subject: 'Your order R-1 is confirmed' }],
  accounts: new Set(['ada@example.org']),
  leftovers: [],
  deadLetters: [{ queue: 'cart.dlq', id: 'poison', type: 'cart.nonsense', reason: 'unhandled' }],
  unrouted: [],
};

let time = 0;
const entry = (phase: Entry['phase'], more: Partial<Entry> = {}): Entry =>
  Entry.parse({ at: time++, call: 1, shopper: 'guest-1', op: 'place', phase, ...more });
const history: Entry[] = [
  entry('ok', { op: 'register', email: 'ada@example.org' }),
  entry('invoke', { key: 'key-1', lines: [...sent.lines] }),
  entry('unknown', { key: 'key-1' }),
  entry('invoke', { key: 'key-1', call: 2 }),
  entry('ok', { key: 'key-1', call: 2, orderId: 'sent' }),
  entry('invoke', { key: 'key-2', call: 3 }),
  entry('ok', { key: 'key-2', call: 3, orderId: 'stopped' }),
];

const found = (changes: Changes, more: Partial<Case> = {}): string[] => [
  ...new Set(
    violations({
      evidence: { ...peace, ...changes },
      history,
      stocked: new Map([['ROBOT', { stocked: 10, sold: 0 }]]),
      planted: new Set(['poison']),
      ...more,
    }).map(({ rule }) => rule),
  ),
];

/** Books in which these returns of the order that was sent are right. */
function withReturns(...returns: ReturnRow[]): Changes {
  const paidBack = returns.reduce((sum, { paid }) => sum + paid.reduce((all, some) => all + some, 0), 0);
  const shelved = returns.flatMap(({ restock }) => restock);
  return {
    orders: [{ ...sent, paidBack, cameBack: shelved, returns }, stopped],
    acts: returns.flatMap(({ id: returnId }) => [
      { what: 'return-approved', returnId },
      { what: 'return-received', returnId },
    ]),
    ledger: [{ ...paid, refunded: paidBack }, voided],
    products: [{ ...robot, available: 8 + shelved.length, sold: 2 - shelved.length }],
  };
}

/** One way to break each rule, and nothing else. */
const crimes: Record<Rule, () => string[]> = {
  'order-lost': () =>
    found({}, { history: [...history, entry('ok', { key: 'key-3', call: 4, orderId: 'nowhere' })] }),
  'order-unasked': () =>
    found(
      {},
      {
        history: [
          ...history.filter(({ key }) => key !== 'key-2'),
          entry('invoke', { key: 'key-2' }),
          entry('fail', { key: 'key-2', answer: 409 }),
        ],
      },
    ),
  'order-other': () =>
    found({
      orders: [{ ...sent, lines: [{ sku: 'ROBOT', quantity: 1 }] }, stopped],
      products: [{ ...robot, available: 9, sold: 1 }],
    }),
  'order-doubled': () => found({ orders: [sent, stopped, { ...stopped, id: 'again', number: 'R-3' }] }),
  'order-stuck': () => found({ orders: [sent, { ...stopped, state: 'cancelling' }] }),
  'captured-twice': () => found({ ledger: [{ ...paid, captures: 2 }, voided] }),
  'money-adrift': () => found({ ledger: [{ ...paid, refunded: 5_000 }, voided] }),
  'authorisation-open': () => found({ ledger: [paid, { ...voided, voided: 0 }] }),
  'money-unknown': () => found({ ledger: [paid, voided, { ...voided, id: 'p3', orderId: 'nobody' }] }),
  'stock-adrift': () => found({ products: [{ ...robot, available: 7 }] }),
  oversold: () => found({ products: [{ ...robot, available: -1, sold: 11 }] }),
  'sold-adrift': () => found({ products: [{ ...robot, available: 7, sold: 3 }] }),
  'hold-orphaned': () =>
    found({ products: [{ ...robot, available: 6, holds: [{ orderId: 'stopped', quantity: 2 }] }] }),
  'shipment-wrong': () => found({ shipments: [parcel, { ...parcel, trackingNumber: 'T3' }] }),
  'receipt-missing': () => found({ mails: [] }),
  'account-lost': () => found({ accounts: new Set() }),
  leftover: () => found({ leftovers: ['an event waits'] }),
  'dead-letter': () => found({}, { planted: new Set() }),
  unrouted: () => found({ unrouted: ['payment.capture 7'] }),
  'promotion-overused': () => found({ promotions: [{ ...few, limit: 0 }] }),
  'promotion-adrift': () => found({ uses: [] }),
  'return-lost': () =>
    found({}, { history: [...history, entry('ok', { op: 'return', returnId: 'nowhere' })] }),
  'return-doubled': () => found(withReturns(cameBack, { ...cameBack, id: 'return-2' })),
  'return-other': () =>
    found(withReturns(cameBack), {
      history: [...history, entry('ok', { op: 'receive', returnId: 'return-1', lines: [] })],
    }),
  'return-stuck': () => found(withReturns({ ...cameBack, state: 'approved', restock: [], paid: [] })),
  'return-paid-wrong': () => found(withReturns({ ...cameBack, paid: [2_499] })),
  'act-unlogged': () =>
    found({ ...withReturns(cameBack), acts: [{ what: 'return-approved', returnId: 'return-1' }] }),
};

describe('the checker', () => {
  it('finds nothing where all is well', () => {
    expect(found({})).toEqual([]);
  });

  it.each(Object.keys(rules) as Rule[])('finds %s', (rule) => {
    // What is oversold is not what was sent either.
    const along = rule === 'oversold' ? ['sold-adrift'] : [];
    expect(crimes[rule]()).toEqual([rule, ...along]);
  });

  it('asks no shop for what was sold before the run', () => {
    const stocked = new Map([['ROBOT', { stocked: 10, sold: 1 }]]);
    expect(found({ products: [{ ...robot, available: 7, sold: 3 }] }, { stocked })).toEqual([]);
  });

  it('knows that a robot may come back, and its money go', () => {
    const half = { ...sent, paidBack: 2_500, cameBack: [{ sku: 'ROBOT', quantity: 1 }] };
    const ledger = [{ ...paid, refunded: 2_500 }, voided];
    const shelf = [{ ...robot, available: 9, sold: 1 }];
    expect(found({ orders: [half, stopped], ledger, products: shelf })).toEqual([]);
    expect(found({ orders: [half, stopped], products: shelf })).toEqual(['money-adrift']);
    expect(found({ orders: [half, stopped], ledger })).toEqual(['sold-adrift']);
  });

  it('lets goods come back, on the shelf or not', () => {
    expect(found(withReturns(cameBack))).toEqual([]);
    expect(found(withReturns({ ...cameBack, restock: [] }))).toEqual([]);
    const all = { ...cameBack, lines: [...sent.lines], amount: 4_900, paid: [4_900] };
    expect(found(withReturns(all))).toEqual(['return-paid-wrong']);
  });

  it('knows whose use of a promotion it is', () => {
    const uses = [...peace.uses, { id: 'use-2', promotionId: 'few', ownerId: 'ada' }];
    const promotions = [{ ...few, limit: 2 }];
    expect(found({ promotions, uses })).toEqual(['promotion-overused', 'promotion-adrift']);
    expect(found({ orders: [{ ...sent, promotion: undefined }, stopped], uses: [] })).toEqual([
      'promotion-adrift',
    ]);
    const left = { ...stopped, promotion: { id: 'few', useId: 'use-2' } };
    expect(found({ orders: [sent, left] })).toEqual([]);
    expect(found({ orders: [sent, left], promotions: [{ id: 'few', code: 'FEW' }], uses })).toEqual([
      'promotion-adrift',
    ]);
  });

  it('counts a product that is gone as stock that is gone', () => {
    expect(found({ products: [] })).toEqual(['stock-adrift']);
  });

  it('lets an order be whose call had no answer', () => {
    const unanswered = history.filter(({ phase, key }) => key !== 'key-2' || phase === 'invoke');
    expect(found({}, { history: unanswered })).toEqual([]);
  });
});
