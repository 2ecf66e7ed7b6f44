import { describe, expect, it } from 'vitest';
import { notes } from '../src/order/facts.ts';
import { type OrderRecord, type StockStanding } from '../src/order/order.ts';
import { becomes, later, now, type Outcome, order, refundId, stays, undoes } from './example.ts';
import { ORDER_ID as orderId } from './world.ts';

const allOfStock: StockStanding[] = [
  'asked',
  'held',
  'refused',
  'securing',
  'secured',
  'committing',
  'committed',
  'releasing',
  'released',
];

describe('what the stock tells an order, wherever it stands', () => {
  const expiresAt = later(7 * 60).toISOString();
  const tells: Record<string, [(one: OrderRecord) => string, Partial<Record<StockStanding, Outcome>>]> = {
    reserved: [
      (one) => notes.stockReserved(one, { kind: 'stockReserved', orderId, expiresAt }, now),
      {
        asked: becomes('held'),
        held: becomes('held'),
        refused: undoes('releasing'),
        releasing: undoes('releasing'),
        released: undoes('releasing'),
      },
    ],
    refused: [
      (one) => notes.stockRefused(one, { kind: 'stockRefused', orderId, shortages: [] }, now),
      {
        asked: becomes('refused', 'out_of_stock'),
        held: becomes('refused', 'out_of_stock'),
        securing: becomes('refused', 'out_of_stock'),
      },
    ],
    secured: [
      (one) => notes.stockSecured(one, { kind: 'stockSecured', orderId }, now),
      { securing: becomes('secured') },
    ],
    committed: [
      (one) => notes.stockCommitted(one, { kind: 'stockCommitted', orderId }, now),
      { committing: becomes('committed') },
    ],
    released: [
      (one) => notes.stockReleased(one, { kind: 'stockReleased', orderId }, now),
      { held: becomes('asked'), releasing: becomes('released') },
    ],
  };

  it.each(Object.entries(tells))('that it is %s', (_, [tell, outcomes]) => {
    for (const is of allOfStock) {
      const one = order({ stock: { is } });
      const noted = tell(one);
      const { to, reason, noted: expected } = outcomes[is] ?? stays(is);
      expect([is, one.stock.is, noted, one.reason]).toEqual([is, to, expected, reason]);
    }
  });

  it('until when, which the order believes', () => {
    const one = order({ stock: { is: 'asked' } });
    notes.stockReserved(one, { kind: 'stockReserved', orderId, expiresAt }, now);
    expect(one.stock.expiresAt).toEqual(later(7 * 60));
    expect(one.stock.askedUntil).toEqual(later(15 * 60));
  });

  it('that a hold ran out: it is asked for again, from now on, for as long as before', () => {
    const one = order({ stock: { is: 'held' } });
    notes.stockReleased(one, { kind: 'stockReleased', orderId }, later(20 * 60));
    expect(one.stock).toMatchObject({ is: 'asked', expiresAt: later(35 * 60), askedUntil: later(35 * 60) });
    const short = order({ stock: { is: 'held', holdMs: 30_000 } });
    notes.stockReleased(short, { kind: 'stockReleased', orderId }, later(20 * 60));
    expect(short.stock.expiresAt).toEqual(later(20.5 * 60));
    const old = order({ stock: { is: 'held', holdMs: undefined } });
    notes.stockReleased(old, { kind: 'stockReleased', orderId }, later(20 * 60));
    expect(old.stock.expiresAt).toEqual(later(35 * 60));
  });

  it('that goods are back on the shelf, which is news once', () => {
    const one = order({ stock: { is: 'committed' } });
    const returned = { kind: 'stockReturned' as const, orderId, returnId: refundId };
    expect(notes.stockReturned(one, returned, now)).toBe('nothing');
    one.returns = [{ id: refundId, stock: 'asked' } as never];
    expect(notes.stockReturned(one, returned, now)).toBe('changed');
    expect(notes.stockReturned(one, returned, now)).toBe('nothing');
  });
});
