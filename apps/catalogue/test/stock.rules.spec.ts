import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generate } from '../src/data/generate.ts';
import { robotShop } from '../src/data/robot-shop.ts';
import {
  holding,
  isBalanced,
  orderedLines,
  type State,
  type Step,
  steps,
  unfinished,
  type Verb,
} from '../src/stock.ts';

const verbs = ['reserve', 'secure', 'commit', 'release'] as const satisfies Verb[];
/** Where an unfinished reservation gets to when its work is done: with enough stock, and without. */
const outcomes: Record<(typeof unfinished)[number], [State, State]> = {
  reserving: ['reserved', 'refusing'],
  refusing: ['refused', 'refused'],
  securing: ['secured', 'refusing'],
  committing: ['committed', 'committed'],
  releasing: ['released', 'released'],
};
const isUnfinished = (state: State): state is keyof typeof outcomes => state in outcomes;

/** One command taken through the table, with luck deciding whether the stock is there. */
function follow(
  verb: Verb,
  from: State | 'unknown',
  lucky: boolean,
): { state: State | 'unknown'; said: string } {
  let state = from;
  for (let round = 0; round < 10; round++) {
    const step = steps[verb][state];
    if (step === 'answer' || step === 'refuse' || step === 'nothing' || step === 'impossible')
      return { state, said: step };
    if (step !== 'go on') state = step;
    else if (state !== 'unknown' && isUnfinished(state)) state = outcomes[state][lucky ? 0 : 1];
  }
  throw new Error(`${verb} from ${from} never ends`);
}

const history = fc.array(
  fc.record({ verb: fc.constantFrom(...verbs), lucky: fc.boolean(), expires: fc.boolean() }),
  {
    maxLength: 20,
  },
);

describe('the table of reservations', () => {
  it('brings every command to an end, whatever came before', () => {
    fc.assert(
      fc.property(history, (commands) => {
        let state: State | 'unknown' = 'unknown';
        for (const { verb, lucky, expires } of commands) {
          ({ state } = follow(verb, state, lucky));
          if (expires && state === 'reserved') state = 'expired';
          expect(state === 'unknown' || !isUnfinished(state)).toBe(true);
        }
      }),
    );
  });

  it('never sells what was released or refused, and never takes back what was sold', () => {
    fc.assert(
      fc.property(history, (commands) => {
        let state: State | 'unknown' = 'unknown';
        for (const { verb, lucky } of commands) {
          const before: State | 'unknown' = state;
          ({ state } = follow(verb, state, lucky));
          if (before === 'committed' || before === 'released') expect(state).toBe(before);
          if (before === 'refused') expect(['refused', 'released']).toContain(state);
        }
      }),
    );
  });

  it('makes a command that comes twice the same as once', () => {
    fc.assert(
      fc.property(history, fc.constantFrom(...verbs), fc.boolean(), (commands, verb, lucky) => {
        const state = commands.reduce<State | 'unknown'>(
          (at, next) => follow(next.verb, at, next.lucky).state,
          'unknown',
        );
        const once = follow(verb, state, lucky).state;
        expect(follow(verb, once, true).state).toBe(once);
      }),
    );
  });

  it('refuses a reservation that comes after its release, and leaves a mark for it', () => {
    expect(follow('release', 'unknown', true)).toEqual({ state: 'released', said: 'answer' });
    expect(follow('reserve', 'released', true)).toEqual({ state: 'released', said: 'refuse' });
  });
});

/** Every state a command may find, and what comes of it, in the order of `verbs`: read it as a table. */
const told: Record<State | 'unknown', readonly [Step, Step, Step, Step]> = {
  unknown: ['reserving', 'refused', 'impossible', 'released'],
  reserving: ['go on', 'securing', 'securing', 'releasing'],
  reserved: ['answer', 'securing', 'securing', 'releasing'],
  refusing: ['go on', 'go on', 'go on', 'releasing'],
  refused: ['answer', 'answer', 'impossible', 'releasing'],
  securing: ['nothing', 'go on', 'go on', 'releasing'],
  secured: ['nothing', 'answer', 'committing', 'releasing'],
  committing: ['nothing', 'nothing', 'go on', 'go on'],
  committed: ['nothing', 'nothing', 'answer', 'answer'],
  releasing: ['go on', 'go on', 'go on', 'go on'],
  released: ['refuse', 'refuse', 'impossible', 'answer'],
  expired: ['reserving', 'securing', 'securing', 'releasing'],
};

describe('a reservation, state by state', () => {
  it.each(Object.entries(told))('that is %s', (state, expected) => {
    expect(verbs.map((verb) => steps[verb][state as State])).toEqual(expected);
  });

  it('has work to do in the states that end in -ing, and may hold stock until it is refused, sold or given back', () => {
    expect(unfinished).toEqual(Object.keys(told).filter((state) => state.endsWith('ing')));
    expect(new Set<string>(holding)).toEqual(
      new Set(['reserving', 'reserved', 'securing', 'secured', 'committing']),
    );
  });
});

describe('the books of a product', () => {
  const books = { available: 3, sold: 2, stocked: 10, holds: [{ quantity: 1 }, { quantity: 4 }] };

  it('are right when nothing is missing, nothing is too much and nothing is below zero', () => {
    expect(isBalanced(books)).toBe(true);
    expect(isBalanced({ ...books, available: 0, sold: 5 })).toBe(true);
    expect(isBalanced({ ...books, holds: [] })).toBe(false);
    expect(isBalanced({ ...books, available: 4 })).toBe(false);
    expect(isBalanced({ ...books, sold: 1 })).toBe(false);
    expect(isBalanced({ ...books, available: -1, sold: 6 })).toBe(false);
  });
});

describe('lines of an order', () => {
  it('are one a product, in ascending order, and nothing is lost', () => {
    const line = fc.record({
      sku: fc.constantFrom('A', 'B', 'C', 'Z-1'),
      quantity: fc.integer({ min: 1, max: 99 }),
    });
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const ordered = orderedLines(lines);
        const sum = (all: { quantity: number }[]) => all.reduce((total, { quantity }) => total + quantity, 0);
        expect(sum(ordered)).toBe(sum(lines));
        expect(ordered.map(({ sku }) => sku)).toEqual([...new Set(lines.map(({ sku }) => sku))].sort());
      }),
    );
  });
});

describe('the demo data', () => {
  it('keeps what robot-shop sold: its SKUs, prices and stock', () => {
    const euros = Object.fromEntries(
      robotShop.map(({ sku, price, stock }) => [sku, [price.amount / 100, stock]]),
    );
    expect(euros).toEqual({
      Watson: [2001, 2],
      Ewooid: [200, 0],
      HPTD: [1200, 12],
      UHJ: [5000, 10],
      EPE: [953, 1],
      EMM: [1024, 1],
      SHCE: [300, 12],
      RED: [700, 5],
      RMC: [42, 48],
      'STAN-1': [67, 1000],
      CNA: [1000, 0],
    });
  });

  it('is the same at every call, with names and SKUs of its own for ten thousand products', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => generate(index));
    expect(generate(4_711)).toEqual(many[4_711]);
    expect(new Set(many.map(({ sku }) => sku)).size).toBe(many.length);
    expect(new Set(many.map(({ name }) => name)).size).toBe(many.length);
    expect(many.filter(({ description }) => /[{}]|undefined/.test(description))).toEqual([]);
    expect(many.some(({ stock }) => stock === 0)).toBe(true);
  });
});
