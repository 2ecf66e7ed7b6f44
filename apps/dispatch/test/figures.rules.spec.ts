import { describe, expect, it } from 'vitest';
import { type DayRow, everyDay, firstOf, funnelOf } from '../src/operations/figures.ts';

const now = new Date('2026-03-01T23:30:00Z');
const row = (day: string, more: Partial<DayRow> = {}): DayRow => ({
  _id: day,
  orders: 0,
  cancelled: 0,
  paid: 0,
  delivered: 0,
  taken: 0,
  back: 0,
  ...more,
});

describe('the figures of days', () => {
  it('have every day in UTC once, across the end of a month, those without an order too', () => {
    const days = everyDay([row('2026-02-28', { orders: 3, taken: 900, back: 200 })], 3, now);
    expect(days.map(({ day }) => day)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
    expect(days.map(({ orders }) => orders)).toEqual([0, 3, 0]);
    expect(days[1]?.revenue).toEqual({ amount: 700, currency: 'EUR' });
    expect(firstOf(3, now).toISOString()).toBe('2026-02-27T00:00:00.000Z');
  });

  it('say nothing of carts that nobody could count', () => {
    const rows = [
      row('2026-02-28', { orders: 3, paid: 2, delivered: 1 }),
      row('2026-03-01', { orders: 1, paid: 1 }),
    ];
    const funnel = funnelOf(rows, { carts: undefined, quotes: 9 });
    expect(funnel[0]).toEqual({ step: 'carts' });
    expect(funnel.slice(1).map(({ count }) => count)).toEqual([9, 4, 3, 1]);
  });
});
