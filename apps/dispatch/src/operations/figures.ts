import type { dispatch } from '@shop/contracts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What the orders of one day add up to. Minor units. */
export interface DayRow {
  _id: string;
  orders: number;
  cancelled: number;
  paid: number;
  delivered: number;
  taken: number;
  back: number;
}

/** The calendar day of a moment, in UTC. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** The first moment of so many days, of which the one of `now` is the last. */
export const firstOf = (days: number, now: Date): Date =>
  new Date(Date.parse(dayOf(now)) - (days - 1) * DAY_MS);

/** Every day since then, also those on which nothing happened. */
export function everyDay(rows: readonly DayRow[], days: number, now: Date): dispatch.DayFigures[] {
  const known = new Map(rows.map((row) => [row._id, row]));
  const first = firstOf(days, now).getTime();
  return Array.from({ length: days }, (_, n) => {
    const day = dayOf(new Date(first + n * DAY_MS));
    const row = known.get(day);
    return {
      day,
      orders: row?.orders ?? 0,
      cancelled: row?.cancelled ?? 0,
      revenue: { amount: (row?.taken ?? 0) - (row?.back ?? 0), currency: 'EUR' },
    };
  });
}

/** How far shoppers got; a step nobody can count now has no number. */
export function funnelOf(
  rows: readonly DayRow[],
  { carts, quotes }: { carts: number | undefined; quotes: number },
): dispatch.FunnelStep[] {
  const sum = (of: 'orders' | 'paid' | 'delivered'): number =>
    rows.reduce((total, row) => total + row[of], 0);
  return [
    carts === undefined ? { step: 'carts' } : { step: 'carts', count: carts },
    { step: 'quotes', count: quotes },
    { step: 'orders', count: sum('orders') },
    { step: 'paid', count: sum('paid') },
    { step: 'delivered', count: sum('delivered') },
  ];
}
