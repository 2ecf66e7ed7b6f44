import { type Db, MongoClient } from 'mongodb';
import { z } from 'zod';
import type { ActRow, OrderRow, ProductRow, PromotionRow, UseRow, Witnesses } from './evidence.ts';

const LIMIT_MS = 20_000;

const Lines = z.array(z.object({ sku: z.string(), quantity: z.int() }));
const Order = z.object({
  _id: z.string(),
  number: z.string(),
  idempotencyKey: z.string(),
  email: z.string(),
  state: z.string(),
  timeline: z.array(z.object({ state: z.string() })),
  lines: Lines,
  totals: z.object({
    total: z.object({ amount: z.int() }),
    discount: z.object({ amount: z.int() }).nullish(),
  }),
  promotion: z.object({ id: z.string(), useId: z.string() }).nullish(),
  synthetic: z.boolean().optional(),
  refunds: z
    .array(
      z.object({
        id: z.string(),
        is: z.string(),
        whole: z.boolean(),
        amount: z.int(),
        returnId: z.string().optional(),
      }),
    )
    .default([]),
  returns: z
    .array(
      z.object({
        id: z.string(),
        key: z.string(),
        is: z.string(),
        lines: Lines,
        amount: z.int(),
        stock: z.string(),
        restock: Lines,
      }),
    )
    .default([]),
});
const Product = z.object({
  _id: z.string(),
  available: z.int(),
  sold: z.int(),
  stocked: z.int(),
  holds: z.array(z.object({ orderId: z.string(), quantity: z.int() })),
});
const Payment = z.object({
  _id: z.string(),
  attempts: z.array(z.object({ reference: z.string(), operation: z.string(), outcome: z.string() })),
  refunds: z.array(z.object({ refundId: z.string(), is: z.string() })),
});

const Promotions = z.array(
  z.object({
    _id: z.string(),
    code: z.string(),
    limit: z.int().optional(),
    perShopper: z.int().optional(),
  }),
);
const Uses = z.array(z.object({ _id: z.string(), promotionId: z.string(), ownerId: z.string() }));

const Acts = z.array(z.object({ what: z.string(), facts: z.object({ returnId: z.string().optional() }) }));

const databases = ['user', 'catalogue', 'payment', 'dispatch'] as const;

/** What MongoDB has. */
export interface Documents {
  readonly orders: OrderRow[];
  readonly products: ProductRow[];
  readonly promotions: PromotionRow[];
  readonly uses: UseRow[];
  readonly acts: ActRow[];
  readonly accounts: Set<string>;
  readonly leftovers: string[];
}

/** Reads all databases of MongoDB. */
export async function readMongo({ mongoUrl }: Pick<Witnesses, 'mongoUrl'>): Promise<Documents> {
  const client = await openMongo(mongoUrl);
  try {
    const of = (database: (typeof databases)[number], collection: string, fields: string[]) =>
      client
        .db(database)
        .collection(collection)
        .find({}, { projection: Object.fromEntries(fields.map((field) => [field, 1])), maxTimeMS: LIMIT_MS })
        .toArray();
    // Uses before orders: a use that is there has its order in the store by then, or never.
    const uses = Uses.parse(await of('dispatch', 'promotion_uses', ['promotionId', 'ownerId']));
    const promotions = Promotions.parse(await of('dispatch', 'promotions', ['code', 'limit', 'perShopper']));
    const orders = z.array(Order).parse(await of('dispatch', 'orders', Object.keys(Order.shape)));
    const acts = Acts.parse(await of('dispatch', 'audit', ['what', 'facts']));
    const payments = z.array(Payment).parse(await of('payment', 'payments', Object.keys(Payment.shape)));
    const accounts = await of('user', 'accounts', ['email']);
    const reservations = await of('catalogue', 'reservations', ['state']);
    const mails = await of('dispatch', 'mails', ['dueAt', 'outcome']);
    const waiting = await Promise.all(databases.map((name) => waitingIn(client.db(name))));
    return {
      orders: orders.map(rowOf),
      products: await productsOf(client),
      promotions: promotions.map(({ _id: id, ...promotion }) => ({ id, ...promotion })),
      uses: uses.map(({ _id: id, ...use }) => ({ id, ...use })),
      acts: acts.flatMap(({ what, facts: { returnId } }) =>
        returnId === undefined ? [] : [{ what, returnId }],
      ),
      accounts: new Set(accounts.map(({ email }) => String(email))),
      leftovers: [
        ...waiting.flat(),
        ...orders.flatMap(underWay),
        ...payments.flatMap(openIn),
        ...reservations
          .filter(({ state }) => String(state).endsWith('ing'))
          .map(({ _id, state }) => `the reservation of order ${_id} is ${state}`),
        ...mails.filter(({ dueAt }) => dueAt !== undefined).map(({ _id }) => `the e-mail ${_id} is not sent`),
        ...mails.filter(({ outcome }) => outcome === 'failed').map(({ _id }) => `the e-mail ${_id} failed`),
      ],
    };
  } finally {
    await client.close();
  }
}

/** Reads the books of all products. */
export async function readProducts({ mongoUrl }: Pick<Witnesses, 'mongoUrl'>): Promise<ProductRow[]> {
  const client = await openMongo(mongoUrl);
  try {
    return await productsOf(client);
  } finally {
    await client.close();
  }
}

async function productsOf(client: MongoClient): Promise<ProductRow[]> {
  const projection = Object.fromEntries(Object.keys(Product.shape).map((field) => [field, 1]));
  const found = await client
    .db('catalogue')
    .collection('products')
    .find({}, { projection, maxTimeMS: LIMIT_MS })
    .toArray();
  return z
    .array(Product)
    .parse(found)
    .map(({ _id: sku, ...product }) => ({ sku, ...product }));
}

function rowOf(order: z.output<typeof Order>): OrderRow {
  const { refunds, returns, totals } = order;
  const done = refunds.filter(({ is, whole }) => is === 'done' && !whole);
  return {
    id: order._id,
    number: order.number,
    key: order.idempotencyKey,
    email: order.email,
    state: order.state,
    went: order.timeline.map(({ state }) => state),
    lines: order.lines,
    total: totals.total.amount,
    discount: totals.discount?.amount ?? 0,
    promotion: order.promotion ?? undefined,
    paidBack: done.reduce((sum, { amount }) => sum + amount, 0),
    cameBack: returns.filter(({ stock }) => stock === 'back').flatMap(({ restock }) => restock),
    returns: returns.map(({ id, key, is: state, lines, restock, amount }) => {
      const paid = done.filter(({ returnId }) => returnId === id).map((refund) => refund.amount);
      return { id, key, state, lines, restock, amount, paid };
    }),
    synthetic: order.synthetic === true,
  };
}

/** Money and goods of an order that are on their way back. */
function underWay({ _id, refunds, returns }: z.output<typeof Order>): string[] {
  return [
    ...refunds
      .filter(({ is }) => is === 'sending')
      .map(({ id }) => `the refund ${id} of order ${_id} is on its way`),
    ...returns
      .filter(({ stock }) => stock === 'asked')
      .map(({ id }) => `the goods of return ${id} of order ${_id} are not on the shelf`),
  ];
}

async function waitingIn(db: Db): Promise<string[]> {
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  const found = await Promise.all(
    names.map(async (name) => {
      const filled = { 'outbox.0': { $exists: true } };
      const documents = await db
        .collection(name)
        .find(filled, { projection: { outbox: 1 }, maxTimeMS: LIMIT_MS })
        .toArray();
      return documents.flatMap(({ _id, outbox }) =>
        (outbox as { id: string; type: string }[]).map(
          ({ id, type }) => `${type} ${id} waits in the outbox of ${db.databaseName}.${name} ${String(_id)}`,
        ),
      );
    }),
  );
  return found.flat();
}

function openIn({ _id, attempts, refunds }: z.output<typeof Payment>): string[] {
  return [
    ...attempts
      .filter(({ outcome }) => outcome === 'started' || outcome === 'unknown')
      .map(({ reference, operation, outcome }) => `${operation} ${reference} is ${outcome}`),
    ...refunds
      .filter(({ is }) => is === 'wanted')
      .map(({ refundId }) => `refund ${refundId} of order ${_id} is not done`),
  ];
}

async function openMongo(url: string): Promise<MongoClient> {
  return new MongoClient(url, {
    serverSelectionTimeoutMS: LIMIT_MS,
    connectTimeoutMS: LIMIT_MS,
    socketTimeoutMS: LIMIT_MS,
  }).connect();
}
