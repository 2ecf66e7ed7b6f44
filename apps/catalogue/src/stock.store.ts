import { catalogue, type Envelope, Problem } from '@shop/contracts';
import { envelope } from '@shop/messaging';
import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import type { Adjustment, Hold, StoredProduct } from './product.entity.ts';
import type { ProductStore } from './product.store.ts';

/** How a product took the wish for some of it. `closed`: that order was sold, released or refused here before. */
export type Taken = 'held' | 'short' | 'closed';
export interface Portion {
  sku: string;
  orderId: string;
  quantity: number;
}
type StockView = Pick<
  StoredProduct,
  '_id' | 'available' | 'sold' | 'stocked' | 'holds' | 'closed' | 'removed'
>;
export interface ExpiredHold extends Portion {
  expiresAt: Date;
}

const CLOSED_ORDERS = 100;
const RETURNS = 200;
const LOOK_LIMIT_MS = 2_000;
const ADJUSTMENTS = 50;
const ROUNDS = 50;
const view = { available: 1, sold: 1, stocked: 1, holds: 1, closed: 1, removed: 1 } as const;

/** What a reservation does to its products, one by one. */
export interface StockTaker {
  /** Takes stock for an order, unless it has it. */
  take(portion: Portion, expiresAt: Date | null): Promise<Taken>;
  /** Makes what it took last until it is sold or given back. */
  keep(portion: Portion): Promise<Taken>;
  sell(portion: Portion): Promise<void>;
  giveBack(portion: Portion): Promise<void>;
}

/**
 * The stock of single products. Every method is one atomic conditional update that may be repeated without harm.
 * Going in or out of stock is announced in the same write: the update is tried once for the case that stays on one
 * side of zero and once for the case that crosses it, each with its own condition.
 */
export class StockStore implements StockTaker {
  private readonly products: Model<StoredProduct>;

  constructor(store: ProductStore) {
    this.products = store.products;
  }

  find(sku: string): Promise<StockView | null> {
    return this.products.findOne({ _id: sku }, view).lean<StockView>();
  }

  /** The books of products by SKU, those off the shop too; of `sku` alone when it names any. */
  async ledger({
    after,
    sku,
    limit,
  }: {
    after?: string | undefined;
    sku: string[];
    limit: number;
  }): Promise<catalogue.LedgerLine[]> {
    const wanted = {
      ...(sku.length === 0 ? {} : { $in: sku }),
      ...(after === undefined ? {} : { $gt: after }),
    };
    const found = await this.products
      .find(Object.keys(wanted).length === 0 ? {} : { _id: wanted }, view)
      .sort({ _id: 1 })
      .limit(limit)
      .lean<StockView[]>();
    return found.map(({ _id, available, sold, stocked, holds }) => ({
      sku: _id,
      available,
      sold,
      stocked,
      holds: holds.map(({ orderId, quantity }) => ({ orderId, quantity })),
    }));
  }

  /** Products on the shop with fewer than so many left, the fewest first. */
  async low(below: number, limit: number): Promise<{ items: catalogue.LowStock[]; total: number }> {
    const few = { removed: false, available: { $lt: below } };
    const [found, total] = await Promise.all([
      this.products
        .find(few, { name: 1, available: 1, holds: 1 })
        .sort({ available: 1, _id: 1 })
        .limit(limit)
        .maxTimeMS(LOOK_LIMIT_MS)
        .lean(),
      this.products.countDocuments(few).maxTimeMS(LOOK_LIMIT_MS),
    ]);
    const items = found.map(({ _id: sku, name, available, holds }) => ({
      sku,
      name,
      available,
      held: holds.reduce((sum, { quantity }) => sum + quantity, 0),
    }));
    return { items, total };
  }

  /** How many of each can be ordered; 0 for what is unknown or off the shop. */
  async availability(skus: string[]): Promise<Map<string, number>> {
    const found = await this.products.find({ _id: { $in: skus }, removed: false }, { available: 1 }).lean();
    const known = new Map(found.map((product) => [product._id, product.available]));
    return new Map(skus.map((sku) => [sku, known.get(sku) ?? 0]));
  }

  /** Takes stock for an order, unless it has it. */
  async take({ sku, orderId, quantity }: Portion, expiresAt: Date | null): Promise<Taken> {
    const free = { _id: sku, removed: false, 'holds.orderId': { $ne: orderId }, closed: { $ne: orderId } };
    const hold = { $inc: { available: -quantity }, $push: { holds: { orderId, quantity, expiresAt } } };
    for (let round = 0; round < ROUNDS; round++) {
      if (await this.update({ ...free, available: { $gt: quantity } }, hold)) return 'held';
      if (await this.update({ ...free, available: quantity }, announcing(sku, hold))) return 'held';
      const now = await this.find(sku);
      const mine = now?.holds.find((held) => held.orderId === orderId);
      if (mine !== undefined && (lasts(mine, expiresAt) || (await this.prolong(sku, orderId, expiresAt))))
        return 'held';
      if (now?.closed.includes(orderId)) return 'closed';
      if (now === null || now.removed || now.available < quantity) return 'short';
    }
    throw tooBusy(sku);
  }

  /** Makes an order's hold last until it is sold or given back; takes it again when it had run out. */
  async keep(portion: Portion): Promise<Taken> {
    if (await this.prolong(portion.sku, portion.orderId, null)) return 'held';
    return this.take(portion, null);
  }

  /** Never makes a hold shorter: somebody slow must not put a time on what was secured since. */
  private prolong(sku: string, orderId: string, expiresAt: Date | null): Promise<boolean> {
    const held = expiresAt === null ? { orderId } : { orderId, expiresAt: { $lt: expiresAt } };
    const longer = { $set: { 'holds.$[mine].expiresAt': expiresAt } };
    return this.update({ _id: sku, holds: { $elemMatch: held } }, longer, [{ 'mine.orderId': orderId }]);
  }

  /** Held becomes sold. Without a hold it was done before. */
  async sell({ sku, orderId, quantity }: Portion): Promise<void> {
    await this.update(
      { _id: sku, holds: { $elemMatch: { orderId, quantity } } },
      { $inc: { sold: quantity }, $pull: { holds: { orderId } }, $push: close(orderId) },
    );
  }

  /** Held becomes available again, and the order can take no more of it, also when it had none. */
  async giveBack({ sku, orderId, quantity }: Portion): Promise<void> {
    const held = { _id: sku, holds: { $elemMatch: { orderId, quantity } } };
    const back = { $inc: { available: quantity }, $pull: { holds: { orderId } }, $push: close(orderId) };
    for (let round = 0; round < ROUNDS; round++) {
      if (await this.restock(held, back)) return;
      const unheld = { _id: sku, 'holds.orderId': { $ne: orderId }, closed: { $ne: orderId } };
      if (await this.update(unheld, { $push: close(orderId) })) return;
      const now = await this.find(sku);
      if (now === null || !now.holds.some((hold) => hold.orderId === orderId)) return;
    }
    throw tooBusy(sku);
  }

  /**
   * Sold becomes available again: the goods of a return are back. Once for a return, however often it is told of. Goods that
   * are not sold yet are waited for: the message comes again.
   */
  async comeBack({ sku, quantity }: catalogue.StockLine, returnId: string): Promise<void> {
    const sold = { _id: sku, returned: { $ne: returnId }, sold: { $gte: quantity } };
    const back = {
      $inc: { available: quantity, sold: -quantity },
      $push: { returned: { $each: [returnId], $slice: -RETURNS } },
    };
    for (let round = 0; round < ROUNDS; round++) {
      if (await this.restock(sold, back)) return;
      if ((await this.products.exists({ _id: sku, returned: returnId })) !== null) return;
      const now = await this.find(sku);
      if (now === null) return;
      if (now.sold < quantity)
        throw new Error(`${quantity} of ${sku} come back before they were sold (return ${returnId})`);
    }
    throw tooBusy(sku);
  }

  /** Has something said from the outbox of a product. */
  async say(sku: string, event: Envelope): Promise<void> {
    await this.update({ _id: sku }, { $push: { outbox: event } });
  }

  /** Holds that have run out, at most `limit` products' worth. */
  async expiredHolds(now: Date, limit: number): Promise<ExpiredHold[]> {
    const found = await this.products
      .find({ holds: { $elemMatch: { expiresAt: { $lte: now } } } }, { holds: 1 })
      .limit(limit)
      .lean();
    return found.flatMap(({ _id: sku, holds }) =>
      holds.flatMap(({ orderId, quantity, expiresAt }) =>
        expiresAt !== null && expiresAt <= now ? { sku, orderId, quantity, expiresAt } : [],
      ),
    );
  }

  /** Gives a hold back unless it was kept, sold or given back in the meantime; says whether it did. */
  async expire({ sku, orderId, quantity, expiresAt }: ExpiredHold): Promise<boolean> {
    return this.restock(
      { _id: sku, holds: { $elemMatch: { orderId, quantity, expiresAt } } },
      { $inc: { available: quantity }, $pull: { holds: { orderId } } },
    );
  }

  /** Adds to the stock or takes from it, and says so in the same write. Throws product_not_found, stock_below_zero. */
  async adjust(sku: string, adjustment: Adjustment, news: Envelope): Promise<StockView> {
    const { change } = adjustment;
    const update = {
      $inc: { available: change, stocked: change },
      $push: {
        adjustments: { $each: [adjustment], $slice: -ADJUSTMENTS },
        outbox: { $each: [news] },
      },
    };
    const product = { _id: sku, removed: false };
    for (let round = 0; round < ROUNDS; round++) {
      const done =
        change < 0
          ? (await this.update({ ...product, available: { $gt: -change } }, update)) ||
            (await this.update({ ...product, available: -change }, announcing(sku, update)))
          : await this.restock(product, update);
      const now = await this.find(sku);
      if (now === null || now.removed) throw new Problem('product_not_found', { facts: { sku } });
      if (done) return now;
      if (now.available + change < 0)
        throw new Problem('stock_below_zero', { facts: { available: now.available } });
    }
    throw tooBusy(sku);
  }

  /** An update that adds to what is available: announced when there was none. */
  private async restock(
    filter: QueryFilter<StoredProduct>,
    update: UpdateQuery<StoredProduct>,
  ): Promise<boolean> {
    if (await this.update({ ...filter, available: { $gt: 0 } }, update)) return true;
    return this.update({ ...filter, available: 0 }, announcing(String(filter._id), update));
  }

  private async update(
    filter: QueryFilter<StoredProduct>,
    update: UpdateQuery<StoredProduct>,
    arrayFilters: Record<string, unknown>[] = [],
  ): Promise<boolean> {
    const options = arrayFilters.length === 0 ? {} : { arrayFilters };
    const { matchedCount } = await this.products.updateOne(filter, update, options);
    return matchedCount === 1;
  }
}

const lasts = (hold: Hold, until: Date | null): boolean =>
  hold.expiresAt === null || (until !== null && hold.expiresAt >= until);

const close = (orderId: string) => ({ closed: { $each: [orderId], $slice: -CLOSED_ORDERS } });

function announcing(sku: string, update: UpdateQuery<StoredProduct>): UpdateQuery<StoredProduct> {
  const changed = envelope(catalogue.productChanged, { sku, removed: false });
  const others: Envelope[] = update.$push?.['outbox']?.$each ?? [];
  const outbox = { $each: [...others, changed] };
  return { ...update, $set: { ...update.$set, updatedAt: new Date() }, $push: { ...update.$push, outbox } };
}

const tooBusy = (sku: string) =>
  new Problem('service_unavailable', { detail: `The stock of ${sku} changes faster than it can be read.` });
