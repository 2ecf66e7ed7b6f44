import { cart, MAX_QUANTITY, Problem } from '@shop/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  afterOrder,
  dropSaved,
  emptyCart,
  mergeCarts,
  type StoredCart,
  saveForLater,
  set,
  skusOf,
  takeUp,
} from '../src/cart.ts';

const SEQUENCES = Number(process.env['SEQUENCES'] ?? 300);

/** A cart as its shopper remembers it. */
interface Memory {
  inside: Map<string, number>;
  aside: Map<string, number>;
  code: string | undefined;
  version: number;
  ordered: Set<string>;
}
interface Shop {
  bag: StoredCart;
}
type Step = fc.Command<Memory, Shop>;

function step(name: string, act: (memory: Memory, shop: Shop) => void): Step {
  return {
    check: () => true,
    run(memory, shop) {
      const before = structuredClone(shop.bag);
      act(memory, shop);
      const { bag } = shop;
      expect(Object.fromEntries(bag.lines.map((line) => [line.sku, line.quantity]))).toEqual(
        Object.fromEntries(memory.inside),
      );
      expect(Object.fromEntries((bag.saved ?? []).map((line) => [line.sku, line.quantity]))).toEqual(
        Object.fromEntries(memory.aside),
      );
      expect(bag.lines).toHaveLength(memory.inside.size);
      expect(bag.saved ?? []).toHaveLength(memory.aside.size);
      expect(bag.promotion).toBe(memory.code);
      expect(new Set(skusOf(bag))).toEqual(new Set([...memory.inside.keys(), ...memory.aside.keys()]));
      expect(skusOf(bag)).toHaveLength(new Set([...memory.inside.keys(), ...memory.aside.keys()]).size);
      expect(bag.updatedAt).toBe(before.updatedAt);
    },
    toString: () => name,
  };
}

/** What a shopper tries; a refusal is a Problem of this code, and leaves everything as it was. */
function tries(act: () => void, refusal: Problem['code'] | undefined): boolean {
  if (refusal === undefined) {
    act();
    return true;
  }
  expect(act).toThrow(expect.objectContaining({ code: refusal }));
  return false;
}

const skus = ['A', 'B', 'C', 'D'];
const sku = fc.constantFrom(...skus);
const some = fc.integer({ min: 1, max: 60 });
const wares = fc.uniqueArray(fc.record({ sku, quantity: some }), { selector: (line) => line.sku });

const steps = [
  fc.record({ sku, quantity: some }).map((line) =>
    step('more is put in', (memory, shop) => {
      shop.bag = { ...shop.bag, lines: add(shop.bag.lines, line) };
      const had = memory.inside.get(line.sku) ?? 0;
      memory.inside.set(line.sku, Math.min(MAX_QUANTITY, had + line.quantity));
    }),
  ),
  fc.record({ sku, quantity: fc.nat(60) }).map((line) =>
    step('a quantity is changed', (memory, shop) => {
      shop.bag = { ...shop.bag, lines: set(shop.bag.lines, line) };
      if (line.quantity === 0) memory.inside.delete(line.sku);
      else memory.inside.set(line.sku, line.quantity);
    }),
  ),
  sku.map((one) =>
    step('a product is put aside', (memory, shop) => {
      const had = memory.inside.get(one);
      const save = () => {
        shop.bag = saveForLater(shop.bag, one);
      };
      if (!tries(save, had === undefined ? 'line_not_found' : undefined) || had === undefined) return;
      memory.inside.delete(one);
      memory.aside.set(one, Math.min(MAX_QUANTITY, (memory.aside.get(one) ?? 0) + had));
    }),
  ),
  sku.map((one) =>
    step('a product is taken up again', (memory, shop) => {
      const had = memory.aside.get(one);
      const take = () => {
        shop.bag = takeUp(shop.bag, one);
      };
      if (!tries(take, had === undefined ? 'line_not_found' : undefined) || had === undefined) return;
      memory.aside.delete(one);
      memory.inside.set(one, Math.min(MAX_QUANTITY, (memory.inside.get(one) ?? 0) + had));
    }),
  ),
  sku.map((one) =>
    step('what was put aside is forgotten', (memory, shop) => {
      const had = memory.aside.has(one);
      const drop = () => {
        shop.bag = dropSaved(shop.bag, one);
      };
      if (tries(drop, had ? undefined : 'line_not_found')) memory.aside.delete(one);
    }),
  ),
  fc.constantFrom(undefined, 'SPRING', 'WELCOME').map((code) =>
    step('a code is put in', (memory, shop) => {
      shop.bag = { ...shop.bag, promotion: code };
      memory.code = code;
    }),
  ),
  fc.record({ wares, kept: wares, code: fc.constantFrom(undefined, 'GUEST') }).map(({ wares, kept, code }) =>
    step('the shopper signs in with what a guest had', (memory, shop) => {
      const guest: StoredCart = { ...emptyCart, lines: wares, saved: kept, promotion: code };
      shop.bag = mergeCarts(shop.bag, guest);
      expect(mergeCarts(shop.bag, guest)).toEqual(shop.bag);
      for (const line of wares)
        memory.inside.set(line.sku, Math.max(line.quantity, memory.inside.get(line.sku) ?? 0));
      for (const line of kept)
        memory.aside.set(line.sku, Math.max(line.quantity, memory.aside.get(line.sku) ?? 0));
      for (const inside of memory.inside.keys()) memory.aside.delete(inside);
      memory.code = code ?? memory.code;
    }),
  ),
  fc.record({ n: fc.nat(5), lines: wares, late: fc.boolean() }).map(({ n, lines, late }) =>
    step('an order is confirmed', (memory, shop) => {
      const orderId = `order-${n}`;
      const cartVersion = late ? shop.bag.version - 1 : shop.bag.version;
      shop.bag = { ...afterOrder(shop.bag, { orderId, cartVersion, lines }), version: ++memory.version };
      if (memory.ordered.has(orderId)) return;
      memory.ordered.add(orderId);
      if (!late) {
        memory.inside.clear();
        memory.code = undefined;
        return;
      }
      for (const { sku: one, quantity } of lines) {
        const left = (memory.inside.get(one) ?? 0) - quantity;
        if (left > 0) memory.inside.set(one, left);
        else memory.inside.delete(one);
      }
    }),
  ),
];

describe('a cart, whatever its shopper does with it', () => {
  it(`is what its shopper remembers, after each of ${SEQUENCES} sequences`, () => {
    fc.assert(
      fc.property(fc.commands<Memory, Shop>(steps, { maxCommands: 30, size: 'max' }), (commands) => {
        fc.modelRun(
          () => ({
            model: {
              inside: new Map(),
              aside: new Map(),
              code: undefined,
              version: 0,
              ordered: new Set<string>(),
            },
            real: { bag: emptyCart },
          }),
          commands,
        );
      }),
      { numRuns: SEQUENCES },
    );
  });

  it('that is full takes nothing else up, and puts nothing else aside than fits', () => {
    const lines = (prefix: string) =>
      Array.from({ length: cart.MAX_LINES }, (_, n) => ({ sku: `${prefix}${n}`, quantity: 1 }));
    const full: StoredCart = { ...emptyCart, lines: lines('A'), saved: lines('B') };
    const before = structuredClone(full);
    for (const act of [() => takeUp(full, 'B1'), () => saveForLater(full, 'A1')])
      expect(act).toThrow(expect.objectContaining({ code: 'cart_full' }));
    expect(full).toEqual(before);
  });
});
