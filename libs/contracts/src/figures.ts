import { z } from 'zod';
import { contractsOf } from './declare.ts';
import { Day, Instant, Money } from './primitives.ts';

const { route } = contractsOf('dispatch');

/** What a day brought, in UTC. Trial orders are in none of these. */
export const DayFigures = z.strictObject({
  day: Day,
  /** Placed on that day. */
  orders: z.int(),
  /** Of these, those that came to nothing. */
  cancelled: z.int(),
  /** What was paid for the orders of that day, less what of it went back. */
  revenue: Money,
});
export type DayFigures = z.infer<typeof DayFigures>;

/** How far those got who wanted to buy. */
export const FunnelStep = z.strictObject({
  step: z.enum(['carts', 'quotes', 'orders', 'paid', 'delivered']),
  /** Absent when nobody can say it now. */
  count: z.int().optional(),
});
export type FunnelStep = z.infer<typeof FunnelStep>;

export const getFigures = route('GET', '/admin/figures', {
  access: 'staff',
  summary: 'Orders and revenue day by day, and how far shoppers get; some seconds old at most',
  query: z.strictObject({ days: z.coerce.number().int().min(1).max(92).default(30) }),
  output: z.strictObject({
    at: Instant,
    /** Every day, the oldest first, those without an order too. */
    days: z.array(DayFigures),
    /** Carts are those that are filled now; the rest is of these days. */
    funnel: z.array(FunnelStep),
    /** Orders that have not come to an end. */
    open: z.int(),
    /** Returns and refunds that wait for somebody of the shop. */
    returns: z.int(),
    refunds: z.int(),
    stuck: z.int(),
  }),
});
