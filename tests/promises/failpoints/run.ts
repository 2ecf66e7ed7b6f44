import { setTimeout as wait } from 'node:timers/promises';
import { cart, dispatch } from '@shop/contracts';
import { connect } from 'amqplib';
import { type Db, MongoClient } from 'mongodb';
import { v7 as uuid } from 'uuid';
import type { StoredReservation } from '../../../apps/catalogue/src/reservation.entity.ts';
import type { Entry } from '../../../tools/chaos/src/history.ts';
import { cards, newProduct, Shopper, theAdmin } from '../../support/shopper.ts';
import type { OwnShop } from '../support/shop.ts';
import { agreeToRefund } from './errands.ts';

/** How long a client tries again while the processes it needs die and come back. */
const PATIENCE_MS = 300_000;
const AGAIN_MS = 150;
const LIMIT_MS = 10_000;
/** A reservation that has not come to an end by then is given up for another. */
const SETTLED_MS = 20_000;

/** A shopper's order. */
export interface PlacedOrder {
  readonly id: string;
  readonly shopper: Shopper;
}

/** What the clients of one run do, and what they remember of it for the judge. */
export class Run {
  readonly history: Entry[] = [];
  readonly planted: string[] = [];
  /** How each order must end. */
  readonly ends = new Map<string, dispatch.OrderState>();
  readonly shop: OwnShop;
  private readonly underWay: Promise<unknown>[] = [];
  private calls = 0;
  private skus: string[] = [];
  private readonly code = `R2-${uuid().slice(-8)}`;
  /** There is one of it, and it comes after the others when stock is taken. */
  private readonly rare = `T-z${uuid().slice(-12)}`;

  constructor(shop: OwnShop) {
    this.shop = shop;
  }

  /** Two products of this run alone, of which every order has one of each, and a promotion. */
  async stockUp(): Promise<void> {
    const stock = 2_000;
    const products = await Promise.all([newProduct({ stock }), newProduct({ stock })]);
    await newProduct({ sku: this.rare, stock: 1 });
    this.skus = products.map(({ sku }) => sku).sort();
    const body = { code: this.code, title: 'R2', benefit: { kind: 'percentage', percent: 10 }, limit: 1_000 };
    await (await theAdmin()).do(dispatch.createPromotion, { body });
  }

  /** Something that goes on while processes die; its failure counts in allDone(). */
  doing(work: Promise<unknown>): void {
    work.catch(() => undefined);
    this.underWay.push(work);
  }

  async allDone(): Promise<void> {
    await Promise.all(this.underWay.splice(0));
  }

  get products(): readonly string[] {
    return this.skus;
  }

  /** Buys one of each product; `end` is how the order must end. With the same key until there is an answer. */
  async place(card: string, end: dispatch.OrderState, discounted = false): Promise<PlacedOrder> {
    const { shopper, body } = await this.patiently('at the checkout', async () => {
      const shopper = new Shopper();
      for (const sku of this.skus) await shopper.add(sku);
      if (discounted) await shopper.do(cart.setPromotion, { body: { code: this.code } });
      return { shopper, body: await shopper.orderOf(await shopper.quote(), card) };
    });
    const key = uuid();
    const lines = this.skus.map((sku) => ({ sku, quantity: 1 }));
    const about = { shopper: shopper.email, op: 'place' as const, key, email: shopper.email, lines };
    const id = await this.patiently('placed', async () => {
      this.calls += 1;
      const call = this.calls;
      this.history.push({ at: Date.now(), call, phase: 'invoke', ...about });
      const reply = await shopper.order(body, key).catch(() => undefined);
      const orderId = reply?.status === 201 ? reply.body.id : undefined;
      const phase = orderId === undefined ? 'unknown' : 'ok';
      const told = { answer: reply?.status ?? 'no answer', ...(orderId === undefined ? {} : { orderId }) };
      this.history.push({ at: Date.now(), call, phase, ...about, ...told });
      if (orderId === undefined) throw new Error(`${told.answer} ${JSON.stringify(reply?.body)}`);
      return orderId;
    });
    this.ends.set(id, end);
    return { id, shopper };
  }

  /** Waits until the order is in this state. */
  async reaches({ id, shopper }: PlacedOrder, state: dispatch.OrderState): Promise<void> {
    const final = await this.patiently(state, async () => {
      const order = await shopper.see(id);
      return (order.final || order.state === state) && order.state;
    });
    if (final === state) return;
    // Services were dead for longer than the stock was held: the order was called off, and that is an end too.
    if (final === 'cancelled') this.ends.set(id, final);
    else throw new Error(`order ${id} is ${final}, not ${state}`);
  }

  /** Places an order and waits until the bank asks its shopper. */
  async placeAsked(): Promise<PlacedOrder> {
    const order = await this.place(cards.asked, 'cancelled');
    await this.patiently(
      'asked by the bank',
      async () => (await order.shopper.see(order.id)).payment.challengeUrl !== undefined,
    );
    return order;
  }

  async cancel(order: PlacedOrder): Promise<void> {
    const input = { params: { orderId: order.id } };
    await this.patiently('called off', () => order.shopper.do(dispatch.cancelOrder, input));
    await this.reaches(order, 'cancelled');
  }

  async refund(order: PlacedOrder): Promise<void> {
    const admin = await theAdmin();
    const input = { params: { orderId: order.id }, body: { reason: 'brought back' } };
    // The answer to an earlier try may have been lost: the key says that it is the same wish.
    const key = { 'idempotency-key': `refund-of-${order.id}` };
    await this.patiently('paid back', () => admin.do(dispatch.refundOrder, input, key));
    await agreeToRefund(this, order.id, 'support');
    await this.reaches(order, 'refunded');
  }

  /** Does something again until it neither throws nor says false; what is done here may all be done twice. */
  async patiently<T>(what: string, attempt: () => Promise<T | false>): Promise<T> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        const result = await attempt();
        if (result !== false) return result;
        if (Date.now() > end) throw new Error(`not ${what}`);
      } catch (error) {
        if (Date.now() > end) throw new Error(`not ${what} in ${PATIENCE_MS} ms`, { cause: error });
      }
      await wait(AGAIN_MS);
    }
  }

  /** Publishes a message as a service would, without its outbox; tells its id. */
  async publish(type: string, payload: object): Promise<string> {
    const id = uuid();
    const at = new Date().toISOString();
    const connection = await connect(this.shop.stores.amqpUrl, { timeout: LIMIT_MS });
    try {
      const channel = await connection.createConfirmChannel();
      const content = Buffer.from(JSON.stringify({ id, type, at, payload }));
      const options = { contentType: 'application/json', messageId: id, type, persistent: true };
      channel.publish('shop.messages', type, content, options);
      await channel.waitForConfirms();
    } finally {
      await connection.close();
    }
    return id;
  }

  /** Lets the provider send all notices of an order's payment again. */
  async noticeAgain({ id }: PlacedOrder): Promise<void> {
    await fetch(`${this.shop.psp}/_control/webhooks/replay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reference: `${id}:1` }),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
  }

  /**
   * Asks for stock as the workflow would, for an order that nobody placed, until one of them has ended like this: what is
   * asked for while the catalogue is dead may be over before it begins, and the rare product may still be held by the last one.
   */
  async reserve(end: 'refused' | 'expired'): Promise<void> {
    const rare = { sku: this.rare, quantity: end === 'refused' ? 2 : 1 };
    const lines = [...this.skus.map((sku) => ({ sku, quantity: 1 })), rare];
    await this.stored('catalogue', async (database) => {
      const reservations = database.collection<{ _id: string; state: string }>('reservations');
      await this.patiently(end, async () => {
        const orderId = uuid();
        const life = end === 'refused' ? 60_000 : 3_000;
        const expiresAt = new Date(Date.now() + life).toISOString();
        await this.publish('catalogue.reserve-stock', { orderId, lines, expiresAt });
        for (const until = Date.now() + SETTLED_MS; Date.now() < until; await wait(AGAIN_MS)) {
          const state = (await reservations.findOne({ _id: orderId }))?.state;
          if (state === 'refused' || state === 'expired') return state === end;
        }
        return false;
      });
    });
  }

  /** Leaves a reservation as a process leaves it that dies in the middle of it, with its message lost: begun a minute ago. */
  async abandon(): Promise<void> {
    const lines = this.skus.map((sku) => ({ sku, quantity: 1 }));
    const begun = new Date(Date.now() - 60_000);
    await this.stored('catalogue', async (database) => {
      await database.collection<StoredReservation>('reservations').insertOne({
        _id: uuid(),
        state: 'reserving',
        lines,
        expiresAt: new Date(Date.now() + 20_000),
        shortages: [],
        createdAt: begun,
        updatedAt: begun,
        closedAt: null,
        outbox: [],
      });
    });
  }

  /** Leaves a use of a promotion as a process leaves it that dies before its order is stored, long ago. */
  async abandonUse(): Promise<void> {
    const use = { _id: uuid(), promotionId: uuid(), ownerId: uuid(), email: 'nobody', place: 1, turn: 1 };
    await this.stored('dispatch', async (database) => {
      const uses = database.collection<typeof use & { at: Date; dueAt: Date }>('promotion_uses');
      await uses.insertOne({ ...use, at: new Date(0), dueAt: new Date(0) });
    });
  }

  /** Lets the time come, at once, at which a payment that was given up is looked for again; unless nobody waits for that any more. */
  async lookAgainNow({ id }: PlacedOrder, pending: () => boolean): Promise<void> {
    await this.stored('payment', async (database) => {
      const payments = database.collection<{ _id: string }>('payments');
      const past = new Date(0);
      await this.patiently('given up', async () => {
        const { matchedCount } = await payments.updateOne(
          { _id: id, state: 'declined', 'attempts.0.lookAgainAt': { $exists: true } },
          { $set: { 'attempts.0.lookAgainAt': past, dueAt: past }, $inc: { version: 1 } },
        );
        return matchedCount === 1 || !pending();
      });
    });
  }

  private async stored(name: string, work: (database: Db) => Promise<void>): Promise<void> {
    const client = new MongoClient(this.shop.stores.mongoUrl, { serverSelectionTimeoutMS: LIMIT_MS });
    try {
      await work(client.db(name));
    } finally {
      await client.close();
    }
  }
}
