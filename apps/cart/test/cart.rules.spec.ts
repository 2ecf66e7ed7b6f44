import { cart, MAX_QUANTITY } from '@shop/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  afterOrder,
  dropSaved,
  emptyCart,
  merge,
  mergeCarts,
  type StoredCart,
  saveForLater,
  set,
  takeUp,
} from '../src/cart.ts';

const sku = fc.constantFrom('A', 'B', 'C', 'D', 'E');
const line = fc.record({ sku, quantity: fc.integer({ min: 1, max: MAX_QUANTITY }) });
const lines = fc.uniqueArray(line, { selector: (l) => l.sku, maxLength: 5 });
const quantityOf = (all: cart.CartLine[], wanted: string) => all.find((l) => l.sku === wanted)?.quantity ?? 0;

describe('the rules of a cart', () => {
  it('never has a product twice, nor a quantity out of bounds', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), line)), (steps) => {
        const end = steps.reduce<cart.CartLine[]>((all, [more, l]) => (more ? add(all, l) : set(all, l)), []);
        expect(new Set(end.map((l) => l.sku)).size).toBe(end.length);
        for (const { quantity } of end) {
          expect(Number.isInteger(quantity) && quantity >= 1 && quantity <= MAX_QUANTITY).toBe(true);
        }
      }),
    );
  });

  it('merges to the larger quantity of each product, and merging twice is merging once', () => {
    fc.assert(
      fc.property(lines, lines, (member, guest) => {
        const once = merge(member, guest);
        for (const wanted of ['A', 'B', 'C', 'D', 'E']) {
          expect(quantityOf(once, wanted)).toBe(
            Math.max(quantityOf(member, wanted), quantityOf(guest, wanted)),
          );
        }
        expect(merge(once, guest)).toEqual(once);
      }),
    );
  });

  it('takes out what was ordered and keeps what was added since, however often it hears of the order', () => {
    fc.assert(
      fc.property(lines, lines, fc.boolean(), (held, ordered, changed) => {
        const before = { ...emptyCart, version: 7, lines: held };
        const order = { orderId: 'o', cartVersion: changed ? 6 : 7, lines: ordered };
        const after = afterOrder(before, order);
        for (const wanted of ['A', 'B', 'C', 'D', 'E']) {
          const left = changed ? Math.max(0, quantityOf(held, wanted) - quantityOf(ordered, wanted)) : 0;
          expect(quantityOf(after.lines, wanted)).toBe(left);
        }
        expect(afterOrder(after, order)).toBe(after);
      }),
    );
  });

  it('puts aside and back as many as there were, and forgets what is not wanted any more', () => {
    fc.assert(
      fc.property(lines, (held) => {
        const before: StoredCart = { ...emptyCart, lines: held };
        for (const { sku, quantity } of held) {
          const aside = saveForLater(before, sku);
          expect(quantityOf(aside.lines, sku)).toBe(0);
          expect(aside.saved).toEqual([{ sku, quantity }]);
          const back = takeUp(aside, sku);
          expect(quantityOf(back.lines, sku)).toBe(quantity);
          expect(back.saved).toEqual([]);
          expect(dropSaved(aside, sku)).toEqual({ ...aside, saved: [] });
        }
        const notThere = expect.objectContaining({ code: 'line_not_found' });
        expect(() => saveForLater(before, 'Z')).toThrow(notThere);
        expect(() => takeUp(before, 'Z')).toThrow(notThere);
        expect(() => dropSaved(before, 'Z')).toThrow(notThere);
      }),
    );
  });

  it('brings what was put aside and the code along when two carts become one, once and for all', () => {
    const code = fc.option(fc.constantFrom('SPRING', 'WELCOME'), { nil: undefined });
    fc.assert(
      fc.property(lines, lines, lines, lines, code, code, (mine, kept, theirs, theirsKept, my, their) => {
        const member: StoredCart = { ...emptyCart, lines: mine, saved: kept, promotion: my };
        const guest: StoredCart = { ...emptyCart, lines: theirs, saved: theirsKept, promotion: their };
        const once = mergeCarts(member, guest);
        expect(once.promotion).toBe(their ?? my);
        const inCart = new Set(once.lines.map(({ sku }) => sku));
        for (const { sku } of [...kept, ...theirsKept]) {
          expect(inCart.has(sku) || quantityOf(once.saved ?? [], sku) > 0).toBe(true);
        }
        expect(mergeCarts(once, guest)).toEqual(once);
      }),
    );
  });

  it('holds fifty different products and says when it is full', () => {
    const full = Array.from({ length: cart.MAX_LINES }, (_, i) => ({ sku: `S${i}`, quantity: 1 }));
    expect(() => add(full, { sku: 'ONE-MORE', quantity: 1 })).toThrow(
      expect.objectContaining({ code: 'cart_full' }),
    );
    expect(add(full, { sku: 'S3', quantity: 2 })).toHaveLength(cart.MAX_LINES);
  });
});
