import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Envelope, Problem } from '@shop/contracts';
import { markHandled, mongoOutbox, notHandled, OutboxRelay } from '@shop/messaging';
import { failpoint, isDuplicate } from '@shop/service';
import { Model } from 'mongoose';
import { STUCK_AFTER } from './deadlines.ts';
import { OrderDocument } from './order.schema.ts';
import type { OrderRecord } from './order.ts';
import { next, type State } from './states.ts';

const TRIES = 20;
const OPTIONAL = ['reason', 'dueAt', 'returns', 'refunds', 'forget', 'forgotten'] as const;
const METRICS_LIMIT_MS = 800;
/** What people are shown: without the verifier's orders. */
const REAL = { synthetic: { $ne: true } };

/** What makes an order the only one of its kind. */
export interface Uniqueness {
  accessKeyHash: string;
  quoteId: string;
  idempotencyKey: string;
  fingerprint: string;
}
export type StoredOrder = OrderRecord & Pick<Uniqueness, 'fingerprint'>;
type Filter = { [K in '_id' | 'ownerId' | 'idempotencyKey' | 'quoteId' | 'accessKeyHash']?: string };
/** Which uniqueness a new order would break. */
export type Clash = 'key' | 'quote' | 'number';
export interface Change {
  order: OrderRecord;
  outbox: Envelope[];
}
export interface Page<T> {
  items: T[];
  total: number;
}
export interface PageRange {
  page: number;
  size: number;
}

/** Orders in MongoDB. Every change is one atomic update of one document, with the messages it sends and the one it handles. */
@Injectable()
export class OrderStore {
  constructor(
    @InjectModel(OrderDocument.name) private readonly orders: Model<OrderDocument>,
    private readonly relay: OutboxRelay,
  ) {}

  /** Begins to send what the outbox holds; once the store is there. */
  startRelay(): void {
    this.relay.add(mongoOutbox(this.orders.collection, this.orders.db.collection('leases'), 'orders'));
  }

  /** Stores a new order with its first messages; tells what it clashes with instead, if anything. */
  async insert({ order, outbox }: Change, unique: Uniqueness): Promise<Clash | undefined> {
    const { id, ...rest } = order;
    await failpoint('order.before-insert');
    try {
      await this.orders.collection.insertOne({ _id: id, ...rest, ...unique, outbox, handled: [] } as never, {
        ignoreUndefined: true,
      });
    } catch (error) {
      const clash = clashIn(error);
      if (clash === undefined) throw error;
      return clash;
    }
    await failpoint('order.after-insert');
    this.relay.wake();
    return undefined;
  }

  byId(id: string): Promise<StoredOrder | undefined> {
    return this.one({ _id: id });
  }

  ofOwner(id: string, ownerId: string): Promise<StoredOrder | undefined> {
    return this.one({ _id: id, ownerId });
  }

  byKey(ownerId: string, idempotencyKey: string): Promise<StoredOrder | undefined> {
    return this.one({ ownerId, idempotencyKey });
  }

  byQuote(quoteId: string): Promise<StoredOrder | undefined> {
    return this.one({ quoteId });
  }

  byAccessKey(accessKeyHash: string): Promise<StoredOrder | undefined> {
    return this.one({ accessKeyHash });
  }

  /**
   * Changes an order by a pure function, tried again when another change came between. Undefined from the function
   * means that there is nothing to do. A message that was handled before changes nothing. Throws order_not_found.
   */
  async change(
    id: string,
    decide: (order: OrderRecord) => Change | undefined,
    meta?: { id: string },
  ): Promise<{ before: OrderRecord; after: OrderRecord }> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const before = await this.byId(id);
      if (before === undefined) throw new Problem('order_not_found');
      const change = decide(before);
      if (change === undefined) return { before, after: before };
      const step = before.state === change.order.state ? undefined : change.order.state;
      if (step !== undefined && step !== 'placed') await failpoint(`order.before-${step}`);
      if (await this.write(before, change, meta)) {
        if (step !== undefined && step !== 'placed') await failpoint(`order.after-${step}`);
        this.relay.wake();
        return { before, after: change.order };
      }
      if (meta !== undefined && (await this.orders.exists({ _id: id, handled: meta.id })) !== null) {
        return { before, after: before };
      }
    }
    throw new Problem('service_unavailable', { detail: 'The order is being changed too often at once.' });
  }

  private async write(
    before: OrderRecord,
    { order, outbox }: Change,
    meta?: { id: string },
  ): Promise<boolean> {
    const set: Record<string, unknown> = {};
    const unset: Record<string, 1> = {};
    for (const [name, value] of Object.entries(changedFields(before, order))) {
      if (value !== undefined) set[name] = value;
      else if ((OPTIONAL as readonly string[]).includes(name)) unset[name] = 1;
    }
    const result = await this.orders.collection.updateOne(
      { _id: before.id, version: before.version, ...(meta === undefined ? {} : notHandled(meta)) } as never,
      {
        $set: set,
        ...(Object.keys(unset).length === 0 ? {} : { $unset: unset }),
        $push: { outbox: { $each: outbox }, ...(meta === undefined ? {} : markHandled(meta)) },
      } as never,
      { ignoreUndefined: true },
    );
    return result.matchedCount === 1;
  }

  /** Orders of an owner, newest first. */
  listOf(ownerId: string, range: PageRange): Promise<Page<OrderRecord>> {
    return this.page({ ownerId, ...REAL }, range);
  }

  /** All orders, newest first; by state, number, e-mail address or when they were placed. */
  search(
    filter: { state?: State; number?: string; email?: string; placedAt?: { $gte?: Date; $lt?: Date } },
    range: PageRange,
  ): Promise<Page<OrderRecord>> {
    return this.page({ ...filter, ...REAL }, range);
  }

  /** Ids of orders somebody has to look at now. */
  async overdue(now: Date, limit: number): Promise<string[]> {
    const found = await this.orders
      .find({ dueAt: { $lte: now } }, { _id: 1 })
      .sort({ dueAt: 1 })
      .limit(limit)
      .lean<{ _id: string }[]>();
    return found.map(({ _id }) => _id);
  }

  /** Ids of an account's orders that still say who it was. */
  async toForget(ownerId: string): Promise<string[]> {
    const found = await this.orders
      .find({ ownerId, forget: { $ne: true } }, { _id: 1 })
      .lean<{ _id: string }[]>();
    return found.map(({ _id }) => _id);
  }

  /** How many real orders are in each state: all less the synthetic ones, so that both are counted from an index alone. */
  async countByState(): Promise<{ state: State; count: number }[]> {
    const states = Object.keys(next) as State[];
    return Promise.all(
      states.map(async (state) => {
        const synthetic = await this.count({ state, synthetic: true });
        return { state, count: Math.max(0, (await this.count({ state })) - synthetic) };
      }),
    );
  }

  private count(filter: object): Promise<number> {
    return this.orders.collection.countDocuments(filter, { maxTimeMS: METRICS_LIMIT_MS });
  }

  /** How many orders have had no answer for a while. */
  countStuck(): Promise<number> {
    return this.count({ attempts: { $gte: STUCK_AFTER } });
  }

  private async page(filter: object, { page, size }: PageRange): Promise<Page<OrderRecord>> {
    const [found, total] = await Promise.all([
      this.orders
        .find(filter)
        .sort({ placedAt: -1, _id: -1 })
        .skip((page - 1) * size)
        .limit(size)
        .lean<OrderDocument[]>(),
      this.orders.countDocuments(filter),
    ]);
    return { items: found.map(recordOf), total };
  }

  private async one(filter: Filter): Promise<StoredOrder | undefined> {
    const found = await this.orders.findOne(filter).lean<OrderDocument>();
    return found === null ? undefined : recordOf(found);
  }
}

/** The order in a document, without what only the store knows. */
export function recordOf(document: OrderDocument): StoredOrder {
  const { _id: id, outbox, handled, accessKeyHash, quoteId, idempotencyKey, opening, ...order } = document;
  return { id, ...order };
}

function changedFields(before: OrderRecord, after: OrderRecord): Partial<OrderRecord> {
  const entries = Object.entries(after).filter(([name, value]) => {
    const old = before[name as keyof OrderRecord];
    return JSON.stringify(old) !== JSON.stringify(value);
  });
  const { id: _, ...changed } = Object.fromEntries(entries) as Partial<OrderRecord>;
  return changed;
}

function clashIn(error: unknown): Clash | undefined {
  if (!isDuplicate(error)) return undefined;
  if (error.message.includes('idempotencyKey')) return 'key';
  if (error.message.includes('quoteId')) return 'quote';
  return 'number';
}
