import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Part } from '../../tools/stack/src/part.ts';
import { newProduct } from '../support/shopper.ts';
import { until } from '../support/until.ts';
import { shopEvenly } from './support/load.ts';
import {
  balanced,
  openReplicatedShop,
  type Replicated,
  type ReplicatedShop,
  replicated,
} from './support/replicas.ts';
import { figure, isLong, scale, secondsSince } from './support/scale.ts';
import { moneyOf, openWitness, type Witness } from './support/witness.ts';

const ROUNDS = scale(1, 3);
const PER_SECOND = scale(20, 50);
const SHOPPERS = scale(10, 48);
const GROWS_MS = scale(0, 90_000);
const ORDERS_EVERY = scale(2, 5);
/** Short: one process of each pair, two services at a time. Long: every process, one at a time. */
const AT_A_TIME = scale(2, 1);
const EXIT_WITHIN_MS = 30_000;
const LIMIT_MS = scale(180_000, 1_500_000);

let world: ReplicatedShop;
let witness: Witness;
beforeAll(async () => {
  // As in production, where it is 5 s: longer than a balancer takes to hear of it.
  world = await openReplicatedShop({ DRAIN_DELAY_MS: scale('2000', '5000'), CARRIER_STEP_MS: '200' });
  witness = await openWitness(world.shop);
});
afterAll(async () => {
  await witness?.close();
  await world?.close();
});

describe('a rolling restart', () => {
  it(
    `R8 of everything, ${ROUNDS} times, at ${PER_SECOND} requests a second: no failed request, no duplicate effect`,
    async () => {
      const products = await Promise.all(Array.from({ length: 4 }, () => newProduct({ stock: 20_000 })));
      const exits: number[] = [];
      const start = Date.now();
      const { load: soFar, stop } = shopEvenly({
        perSecond: PER_SECOND,
        growsMs: GROWS_MS,
        ordersEvery: ORDERS_EVERY,
        shoppers: SHOPPERS,
        skus: products.map(({ sku }) => sku),
        door: () => {
          const port = world.balancers.web.next();
          return port === undefined ? undefined : `http://127.0.0.1:${port}`;
        },
      });
      const restart = async (name: Replicated, part: Part): Promise<void> => {
        const asked = Date.now();
        await part.stop();
        exits.push(Date.now() - asked);
        expect(part.ended, name).toBe('exit code 0');
        await part.start();
        await balanced(world.balancers[name], part);
      };
      let load: Awaited<ReturnType<typeof stop>> | undefined;
      try {
        await until(
          'everybody shops',
          () => Date.now() - start >= GROWS_MS && soFar.cartWrites >= SHOPPERS && soFar.ordered.length > 0,
          GROWS_MS + 60_000,
        );
        // What fails now is not the restart's fault: the machine cannot carry the load, or the shop is broken.
        expect(soFar.failures, 'failed before anything was restarted').toEqual([]);
        for (let round = 0; round < ROUNDS; round += 1) {
          for (let first = 0; first < replicated.length; first += AT_A_TIME) {
            const now = replicated.slice(first, first + AT_A_TIME);
            const parts = isLong ? [0, 1] : [round % 2];
            for (const which of parts)
              await Promise.all(now.map((name) => restart(name, world.replicas[name][which] as Part)));
          }
        }
      } finally {
        load = await stop();
      }
      const seconds = (Date.now() - start) / 1_000;
      expect(load.failures.slice(0, 30), `${load.failures.length} requests failed`).toEqual([]);
      expect(Math.max(...exits)).toBeLessThan(EXIT_WITHIN_MS);
      expect(load.ordered.length).toBeGreaterThan(ROUNDS * 5);
      const orders = await witness.ended(load.ordered, 120_000);
      const charges = await witness.charges();
      for (const { _id, state, totals } of orders) {
        expect(state).toBe('delivered');
        expect(charges.get(_id)).toHaveLength(1);
        expect(moneyOf(charges.get(_id))).toEqual({ kept: totals.total.amount, open: 0, times: 1 });
      }
      const stocks = await Promise.all(products.map(({ sku }) => witness.stockAtRest(sku)));
      expect(stocks.reduce((sum, { sold }) => sum + sold, 0)).toBe(orders.length);
      expect(stocks.reduce((sum, { held }) => sum + held, 0)).toBe(0);
      figure(
        'R8',
        `${exits.length} restarts in ${ROUNDS} rounds at ${(load.requests / seconds).toFixed(0)} requests/s: ${load.requests} requests, 0 failed (slowest ${load.slowest} ms), ${load.cartWrites} cart writes, ${orders.length} orders, each charged once; exits 0, the longest after ${(Math.max(...exits) / 1_000).toFixed(1)} s, ${secondsSince(start)} (${world.shop.mongo})`,
      );
    },
    LIMIT_MS,
  );
});
