import { setTimeout as wait } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { z } from 'zod';
import { until } from '../../support/until.ts';
import type { OwnShop } from './shop.ts';

const LIMIT_MS = 10_000;
const REST_LIMIT_MS = 60_000;

const Charge = z.object({
  provider: z.enum(['stripe', 'worldpay']),
  reference: z.string(),
  authorised: z.int(),
  captured: z.int(),
  voided: z.int(),
  refunded: z.int(),
});
/** What a provider really did with one payment, in minor units. */
export type Charge = z.infer<typeof Charge>;

const Order = z.object({
  _id: z.string(),
  state: z.string(),
  reason: z.string().nullish(),
  email: z.string(),
  totals: z.object({ total: z.object({ amount: z.int() }) }),
});
/** An order as it stands in the store. */
export type KeptOrder = z.infer<typeof Order>;

const Attempt = z.object({
  operation: z.string(),
  outcome: z.string(),
  startedAt: z.date(),
  settledAt: z.date().nullish(),
});
const Payment = z.object({
  _id: z.string(),
  state: z.string(),
  createdAt: z.date(),
  attempts: z.array(Attempt),
});
/** A payment as it stands in the store. */
export type KeptPayment = z.infer<typeof Payment>;

const Product = z.object({
  available: z.int(),
  sold: z.int(),
  stocked: z.int(),
  holds: z.array(z.object({ orderId: z.string(), quantity: z.int(), expiresAt: z.date().nullable() })),
});

const finals = ['delivered', 'cancelled', 'refunded'];

/** Reads what happened where it is kept: in the provider's own ledger and in the stores, never from a service. */
export async function openWitness(shop: OwnShop) {
  const client = await new MongoClient(shop.stores.mongoUrl, {
    serverSelectionTimeoutMS: LIMIT_MS,
    socketTimeoutMS: LIMIT_MS,
  }).connect();
  const read = async <T>(schema: z.ZodType<T>, database: string, collection: string, filter: object) =>
    z.array(schema).parse(await client.db(database).collection(collection).find(filter).toArray());

  const orders = (ids: readonly string[]): Promise<KeptOrder[]> =>
    read(Order, 'dispatch', 'orders', { _id: { $in: ids } });
  /** Stock of a product, its books checked. */
  const stock = async (sku: string) => {
    const [found] = await read(Product, 'catalogue', 'products', { _id: sku });
    if (found === undefined) throw new Error(`there is no product ${sku}`);
    const { available, sold, stocked, holds } = found;
    const held = holds.reduce((sum, hold) => sum + hold.quantity, 0);
    if (available < 0 || available + held + sold !== stocked)
      throw new Error(`the stock of ${sku} does not add up: ${JSON.stringify(found)}`);
    return { available, held, sold, stocked, holds };
  };
  return {
    orders,
    payments: (ids: readonly string[]): Promise<KeptPayment[]> =>
      read(Payment, 'payment', 'payments', { _id: { $in: ids } }),
    ordersTo: (emails: readonly string[]): Promise<KeptOrder[]> =>
      read(Order, 'dispatch', 'orders', { email: { $in: emails } }),
    stock,
    /** The same once nothing of it is held: that what was sent off is sold is told by a message, which may come after the parcel. */
    async stockAtRest(sku: string) {
      const end = Date.now() + REST_LIMIT_MS;
      for (;;) {
        const found = await stock(sku);
        if (found.held === 0 || Date.now() > end) return found;
        await wait(100);
      }
    },
    /** Every payment in the provider's ledger, by order. */
    async charges(): Promise<Map<string, Charge[]>> {
      const response = await fetch(`${shop.psp}/_ledger`, { signal: AbortSignal.timeout(LIMIT_MS) });
      const { payments } = z.object({ payments: z.array(Charge) }).parse(await response.json());
      return Map.groupBy(payments, ({ reference }) => reference.split(':')[0] ?? '');
    },
    /** Waits until all these orders have ended. */
    ended: (ids: readonly string[], limitMs: number): Promise<KeptOrder[]> =>
      until(
        `${ids.length} orders end`,
        async () => {
          const found = await orders(ids);
          return found.length === ids.length && found.every(({ state }) => finals.includes(state)) && found;
        },
        limitMs,
      ),
    close: () => client.close(),
  };
}
export type Witness = Awaited<ReturnType<typeof openWitness>>;

/** What an order was really charged, and what is still reserved of somebody's money: both in minor units. */
export function moneyOf(charges: readonly Charge[] = []): { kept: number; open: number; times: number } {
  return {
    kept: charges.reduce((sum, { captured, refunded }) => sum + captured - refunded, 0),
    open: charges.reduce((sum, one) => sum + Math.max(0, one.authorised - one.captured - one.voided), 0),
    times: charges.filter(({ captured }) => captured > 0).length,
  };
}
