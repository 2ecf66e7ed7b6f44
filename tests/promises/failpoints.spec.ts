import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Stocked, type Witnesses, witnessesOf } from '../../tools/chaos/src/checker/evidence.ts';
import { judge, stockedNow } from '../../tools/chaos/src/checker/judge.ts';
import { Deaths, dieAt } from './failpoints/lanes.ts';
import { Run } from './failpoints/run.ts';
import { stops } from './failpoints/ways.ts';
import { figure, isLong, scale, secondsSince } from './support/scale.ts';
import { type OwnShop, openShop } from './support/shop.ts';
import { openWitness, type Witness } from './support/witness.ts';

const ROUNDS = scale(1, 3);
/** FAILPOINTS names those to die at, as a regular expression: `return|refund`. */
const only = process.env.FAILPOINTS;
const wanted = stops.filter(({ point }) => only === undefined || new RegExp(only).test(point));
/** In `npm test` every seventeenth of the workflow's; `npm run promises -- R2` has them all, and those of the other services. */
const EVERY = only === undefined ? scale(17, 1) : 1;

const deaths = new Deaths();
let shop: OwnShop;
let witness: Witness;
let run: Run;
let witnesses: Witnesses;
let stocked: Stocked;

beforeAll(async () => {
  shop = await openShop({
    env: {
      CARRIER_STEP_MS: '100',
      GATEWAY_TIMEOUT_MS: '1000',
      SETTLED_AFTER_MS: '5000',
      // Orders that wait for the bank need a longer hold after 40 s; no hold runs out while processes come back.
      HOLD_MS: '60000',
      // Every refund needs a second person.
      REFUND_LIMIT: '0',
    },
    line: (part, text) => deaths.line(part, text),
    mayEnd: (part, how) => deaths.mayEnd(part, how),
  });
  witness = await openWitness(shop);
  run = new Run(shop);
  await run.stockUp();
  witnesses = witnessesOf(shop);
  stocked = await stockedNow(witnesses);
});
afterAll(async () => {
  await witness?.close();
  await shop?.close();
});

/** A promotion that was used without an order is free again after a minute or two: nothing to wait for in `npm test`. */
const isQuick = ({ point }: (typeof stops)[number]): boolean => !point.startsWith('promotion.');
const ofTheWorkflow = wanted.filter(({ part }) => part === 'dispatch');

/** Orders are placed with dispatch, so it dies alone; the others die side by side. */
const acts = {
  'the workflow':
    EVERY === 1 ? ofTheWorkflow : ofTheWorkflow.filter(isQuick).filter((_, at) => at % EVERY === 0),
  ...(isLong || only !== undefined
    ? { 'all other services': wanted.filter(({ part }) => part !== 'dispatch') }
    : {}),
};
const times = ROUNDS === 1 ? 'once' : `${ROUNDS} times`;

const limit = { timeout: (only === undefined ? scale(10, 90) : 30) * 60_000 };
it.each(Object.entries(acts))(
  `R2 %s: dies ${times} at each of these step boundaries`,
  limit,
  async (_, own) => {
    const before = deaths.count;
    const start = Date.now();
    for (let at = 0; at < ROUNDS; at++) await dieAt(own, { shop, deaths, run });
    expect(deaths.count - before).toBe(own.length * ROUNDS);
    figure('R2', `${own.length} failpoints, ${times} each: as many deaths in ${secondsSince(start)}`);
  },
);

it('R2 everything comes to the end it must', async () => {
  const { violations, figures } = await judge(witnesses, stocked, run.history, { planted: run.planted });
  expect(violations).toEqual([]);
  const orders = await witness.orders([...run.ends.keys()]);
  expect(new Map(orders.map(({ _id, state }) => [_id, state]))).toEqual(run.ends);
  const ends = Object.entries(figures.ended).map(([state, count]) => `${count} ${state}`);
  const rest = (figures.atRestAfterMs / 1_000).toFixed(1);
  figure(
    'R2',
    `${deaths.count} deaths, ${figures.orders} orders (${ends.join(', ')}), 0 inconsistent, at rest after ${rest} s (${shop.mongo})`,
  );
});
