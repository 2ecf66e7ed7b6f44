import { catalogue } from '@shop/contracts';
import type { OutboxRelay } from '@shop/messaging';
import { log } from '@shop/service';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mongoUrl } from '../../../tests/support/stores.ts';
import { Mongo } from '../src/mongo.store.ts';
import { ProductStore } from '../src/product.store.ts';
import { newProduct } from '../src/product.ts';
import { ReservationService } from '../src/reservation.service.ts';
import { ReservationStore } from '../src/reservation.store.ts';
import { prepareDatabase } from '../src/schema.store.ts';
import { StockService } from '../src/stock.service.ts';
import { StockStore } from '../src/stock.store.ts';
import { isBalanced, type Verb } from '../src/stock.ts';
import { Sweeper } from '../src/sweeper.service.ts';

const relay = { wake: () => undefined } as OutboxRelay;
let mongo: Mongo;
beforeAll(async () => {
  log.level = 'silent';
  mongo = new Mongo({ url: mongoUrl('catalogue'), allowStandIn: true });
  await mongo.open();
  await prepareDatabase(mongo.database());
});
afterAll(() => mongo?.onApplicationShutdown());

class Killed extends Error {}

/** A process that dies at its `writesLeft`th write: just before it or, when `after`, when the store has made it. */
function process(writesLeft = Number.POSITIVE_INFINITY, after = false) {
  const dying = <T extends object>(model: T): T =>
    new Proxy(model, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (
          typeof value !== 'function' ||
          !['updateOne', 'findOneAndUpdate', 'create'].includes(String(name))
        )
          return value;
        return (...given: unknown[]) => {
          writesLeft -= 1;
          if (writesLeft > 0) return value.apply(target, given);
          if (writesLeft < 0 || !after) throw new Killed();
          const made = Promise.resolve(value.apply(target, given)).then(() => Promise.reject(new Killed()));
          return Object.assign(made, { lean: () => made });
        };
      },
    });
  const products = new ProductStore(mongo);
  const reservations = new ReservationStore(mongo);
  Object.assign(products, { products: dying(products.products) });
  Object.assign(reservations, { reservations: dying(reservations.reservations) });
  const stock = new StockStore(products);
  const work = new ReservationService(stock, reservations, relay);
  return {
    stock,
    reservations,
    commands: new StockService(stock, reservations, work, relay),
    sweeper: new Sweeper(stock, reservations, work, relay),
  };
}

const soon = () => new Date(Date.now() + 60_000).toISOString();
const later = () => new Date(Date.now() + 3_600_000);

/** A product of its own for each run. */
async function stocked(available: number): Promise<string> {
  const sku = `T-${uuid().slice(9)}`;
  const details = {
    name: 'Tug',
    description: 'Pulls.',
    categories: ['robot'],
    attributes: {},
    weightGrams: 1,
  };
  const product = newProduct(
    { ...details, sku, price: { amount: 1, currency: 'EUR' }, stock: available },
    new Date(),
  );
  await mongo
    .database()
    .collection('products')
    .insertOne(product as never);
  return sku;
}

async function announcedBy(orderId: string): Promise<string[]> {
  const found = await process().reservations.find(orderId);
  return found?.outbox.map(({ type }) => type) ?? [];
}

interface Order {
  id: string;
  lines: catalogue.StockLine[];
}
function give(commands: StockService, verb: Verb, { id, lines }: Order): Promise<void> {
  return verb === 'reserve'
    ? commands.reserve({ orderId: id, lines, expiresAt: soon() })
    : commands[verb]({ orderId: id });
}

const admin = uuid();

describe('stock under duplicates, reordering, expiry and kill -9', () => {
  it('always balances, and a command given again finishes what a dead process began', async () => {
    const event = fc.record({
      verb: fc.constantFrom<Verb | 'expire' | 'adjust'>(
        'reserve',
        'reserve',
        'secure',
        'commit',
        'release',
        'expire',
        'adjust',
      ),
      order: fc.nat(2),
      dies: fc.option(fc.record({ writes: fc.integer({ min: 1, max: 6 }), after: fc.boolean() })),
    });
    const quantities = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 12 }),
        fc.array(quantities, { minLength: 3, maxLength: 3 }),
        async (events, wishes) => {
          const skus = [await stocked(5), await stocked(5)];
          const orders = wishes.map(
            (wish): Order => ({
              id: uuid(),
              lines: skus.map((sku, at) => ({ sku, quantity: wish[at] as number })),
            }),
          );
          for (const { verb, order, dies } of events) {
            const attempts = dies === null ? [process()] : [process(dies.writes, dies.after), process()];
            for (const { commands, sweeper } of attempts) {
              try {
                if (verb === 'expire') await sweeper.sweep(later());
                else if (verb === 'adjust')
                  await commands.adjust(
                    skus[order % 2] as string,
                    { change: order - 1, reason: 'count' },
                    { id: admin, kind: 'member' },
                  );
                else await give(commands, verb, orders[order] as Order);
              } catch (error) {
                const expected =
                  error instanceof Killed || ['Unprocessable', 'Problem'].includes((error as Error).name);
                if (!expected) throw error;
              }
              for (const sku of skus) expect(await process().stock.find(sku)).toSatisfy(isBalanced);
            }
          }
          await settled(orders, skus);
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);

  /** What is held and sold in the end is just what the reservations say. */
  async function settled(orders: Order[], skus: string[]): Promise<void> {
    const { stock, reservations } = process();
    for (const [at, sku] of skus.entries()) {
      const product = await stock.find(sku);
      let sold = 0;
      for (const order of orders) {
        const quantity = order.lines[at]?.quantity ?? 0;
        const state = (await reservations.find(order.id))?.state;
        if (state === 'committed') sold += quantity;
        const held = product?.holds.filter((hold) => hold.orderId === order.id).map((hold) => hold.quantity);
        expect(held, state).toEqual(state === 'reserved' || state === 'secured' ? [quantity] : []);
      }
      expect(product?.sold).toBe(sold);
    }
  }

  it('gives the last units to as many orders as there are units, all or nothing', async () => {
    const [one, two] = [await stocked(50), await stocked(30)];
    const { commands, stock } = process();
    const orders = Array.from(
      { length: 60 },
      (): Order => ({
        id: uuid(),
        lines: [
          { sku: two, quantity: 1 },
          { sku: one, quantity: 1 },
        ],
      }),
    );
    await Promise.all(orders.map((order) => give(commands, 'reserve', order)));
    const answers = await Promise.all(orders.map(({ id }) => announcedBy(id)));
    expect(answers.filter(([answer]) => answer === catalogue.stockReserved.name)).toHaveLength(30);
    expect(await stock.find(one)).toMatchObject({ available: 20, holds: { length: 30 } });
    expect(await stock.find(two)).toMatchObject({ available: 0, holds: { length: 30 } });
  });

  it('lets either the payment or the clock win, never both', async () => {
    const sku = await stocked(20);
    const orders = Array.from({ length: 20 }, (): Order => ({ id: uuid(), lines: [{ sku, quantity: 1 }] }));
    const { commands, sweeper, stock } = process();
    for (const order of orders) await give(commands, 'reserve', order);
    await Promise.all([
      sweeper.sweep(later()),
      ...orders.map((order) => give(commands, 'secure', order)),
      sweeper.sweep(later()),
    ]);
    expect(await stock.find(sku)).toMatchObject({
      available: 0,
      holds: orders.map(() => ({ expiresAt: null })),
    });
    await sweeper.sweep(later());
    expect(await stock.find(sku)).toMatchObject({ available: 0 });
  });

  it('holds again for an order whose hold ran out, when it asks in time', async () => {
    const order = { id: uuid(), lines: [{ sku: await stocked(1), quantity: 1 }] };
    const { commands, sweeper, reservations } = process();
    await give(commands, 'reserve', order);
    await sweeper.sweep(later());
    expect(await reservations.find(order.id)).toMatchObject({ state: 'expired' });
    await give(commands, 'reserve', order);
    await give(commands, 'secure', order);
    const { stockReserved: reserved, stockReleased: released, stockSecured: secured } = catalogue;
    expect(await announcedBy(order.id)).toEqual([reserved.name, released.name, reserved.name, secured.name]);
  });

  it('finishes by itself what nobody asks for again', async () => {
    const order = { id: uuid(), lines: [{ sku: await stocked(3), quantity: 2 }] };
    await expect(give(process(2).commands, 'reserve', order)).rejects.toBeInstanceOf(Killed);
    const { sweeper, reservations } = process();
    await reservations.reservations.updateOne({ _id: order.id }, { $set: { updatedAt: new Date(0) } });
    await sweeper.sweep(new Date());
    expect(await announcedBy(order.id)).toEqual([catalogue.stockReserved.name]);
  });
});
