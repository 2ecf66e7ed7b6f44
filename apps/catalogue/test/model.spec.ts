import { log } from '@shop/service';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StoredProduct } from '../src/product.entity.ts';
import { HOLD_MS, orderId, skuOf, type Wish, World } from './model.world.ts';

const long = process.env['PROMISES'] === 'long';
const SEQUENCES = Number(process.env['SEQUENCES'] ?? (long ? 5_000 : 100));

beforeAll(() => {
  log.level = 'silent';
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterAll(() => {
  vi.useRealTimers();
});

const ORDERS = 3;
const sku = fc.constantFrom(skuOf(0), skuOf(1));
const lines = fc.uniqueArray(fc.record({ sku, quantity: fc.integer({ min: 1, max: 2 }) }), {
  selector: (line) => line.sku,
  minLength: 1,
});
const order = fc.nat(ORDERS - 1).map(orderId);
const wish: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('reserve' as const), order }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('secure', 'commit', 'release'), order }) },
  {
    weight: 1,
    arbitrary: order.map((id): Wish => ({ do: 'come back', order: id, returnId: id.replace(/^0/, '1') })),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('adjust' as const), sku, change: fc.constantFrom(-2, -1, 1, 2) }),
  },
  { weight: 1, arbitrary: fc.constant<Wish>({ do: 'sweep' }) },
);
/** What arrives at the same moment, and how long nothing happens after it. */
const moment = fc.record({
  wishes: fc.array(wish, { minLength: 1, maxLength: 5 }),
  pause: fc.constantFrom(0, 0, 0, 20_000, HOLD_MS + 1),
});

/** What is true once everything has come to rest. */
function judge(world: World): void {
  expect(world.broken).toEqual([]);
  const states = new Map([...world.orders.keys()].map((id) => [id, world.stateOf(id)]));
  for (const { _id, sold, holds } of world.products.all<StoredProduct>()) {
    const wanted = (state: string) =>
      [...world.orders].flatMap(([id, all]) =>
        states.get(id) === state
          ? all.filter((line) => line.sku === _id).map(({ quantity }) => quantity)
          : [],
      );
    const back = [...world.back.values()].map((some) => some.get(_id) ?? 0);
    expect(sold).toBe(sum(wanted('committed')) - sum(back));
    expect(sum(holds.map(({ quantity }) => quantity))).toBe(sum(wanted('secured')));
    for (const { orderId: holder } of holds) expect(states.get(holder)).toBe('secured');
  }
  for (const [id, state = 'unknown'] of states) {
    expect(['unknown', 'refused', 'secured', 'committed', 'released', 'expired']).toContain(state);
    if (state !== 'unknown') expect(world.saidOf(id)).toContain(state === 'expired' ? 'released' : state);
  }
}

const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);

describe('the stock, whoever wants it at the same moment, and whoever dies', () => {
  it(`sells nothing twice, loses nothing and holds nothing for nobody, in ${SEQUENCES} sequences of messages`, async () => {
    const ends = new Set<string | undefined>();
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(lines, { minLength: ORDERS, maxLength: ORDERS }),
        fc.array(fc.nat(4), { minLength: 2, maxLength: 2 }),
        fc.array(fc.nat(12), { maxLength: 6 }),
        fc.array(moment, { maxLength: 8 }),
        async (scheduler, orders, stocked, deaths, moments) => {
          vi.setSystemTime('2026-11-21T10:00:00Z');
          const world = new World(scheduler, { orders, deaths, stocked });
          for (const { wishes, pause } of moments) {
            await world.all(wishes);
            world.pass(pause);
          }
          await world.comeToRest();
          judge(world);
          for (const id of world.orders.keys()) ends.add(world.stateOf(id));
        },
      ),
      { numRuns: SEQUENCES },
    );
    // Whether each kind of end came up is for runs long enough to tell: one in sixteen leaves something secured.
    if (SEQUENCES < 1_000) return;
    expect([...ends].sort()).toEqual(['committed', 'expired', 'refused', 'released', 'secured', undefined]);
  }, 300_000);
});
