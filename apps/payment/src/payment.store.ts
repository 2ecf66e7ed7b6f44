import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Envelope, Waiting } from '@shop/contracts';
import { Problem } from '@shop/contracts';
import { envelope, mongoOutbox, OutboxRelay, waitingIn } from '@shop/messaging';
import { isDuplicate } from '@shop/service';
import { Model } from 'mongoose';
import { PaymentDocument } from './payment.schema.ts';
import type { PaymentRecord, Told } from './payment.ts';

const TRIES = 20;

/** Who works on a payment, and until when nobody else does. */
export interface Lease {
  holder: string;
  until: Date;
}

/** A payment with what the store knows about it. */
export interface Kept {
  record: PaymentRecord;
  lease: Lease | undefined;
}

/** What a change comes to: events to announce, and how the payment is left. */
export interface Change<T> {
  told: Told[];
  lease: Lease | undefined;
  dueAt: Date | undefined;
  result: T;
}

const optional = [
  'ownerId',
  'gateway',
  'card',
  'token',
  'returnUrl',
  'handle',
  'challenge',
  'lookAt',
  'retryAt',
] as const;

/** Payments in MongoDB; every change is one atomic update of one document, its events in the outbox with it. */
@Injectable()
export class PaymentStore {
  constructor(
    @InjectModel(PaymentDocument.name) private readonly payments: Model<PaymentDocument>,
    private readonly relay: OutboxRelay,
  ) {}

  /** Begins to send what the outbox holds; once the store is there. */
  startRelay(): void {
    this.relay.add(mongoOutbox(this.payments.collection, this.payments.db.collection('leases'), 'payments'));
  }

  /** False when the order has a payment already. */
  async insert(record: PaymentRecord, change: Omit<Change<unknown>, 'result'>): Promise<boolean> {
    const { orderId, ...fields } = withoutGaps(record);
    const document = {
      _id: orderId,
      ...fields,
      ...placement(change),
      version: 1,
      notices: [],
      outbox: envelopes(change.told),
    };
    try {
      await this.payments.collection.insertOne(document as never);
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
    if (change.told.length > 0) this.relay.wake();
    return true;
  }

  async load(orderId: string): Promise<PaymentRecord | undefined> {
    return (await this.read(orderId))?.record;
  }

  /** A payment with the messages it has not sent yet. */
  async withWaiting(orderId: string): Promise<{ record: PaymentRecord; waiting: Waiting[] } | undefined> {
    const kept = await this.read(orderId);
    return kept === undefined ? undefined : { record: kept.record, waiting: waitingIn(kept.outbox) };
  }

  /**
   * Changes a payment by a function of what it is now, which may be called again when another change came between.
   * Undefined, from the function or from here: nothing to change, or no such payment.
   */
  async change<T>(
    orderId: string,
    decide: (kept: Kept) => Change<T> | undefined,
    options: { notice?: string } = {},
  ): Promise<T | undefined> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const kept = await this.read(orderId);
      if (kept === undefined) return undefined;
      if (options.notice !== undefined && kept.notices.includes(options.notice)) return undefined;
      const change = decide({ record: kept.record, lease: kept.lease });
      if (change === undefined) return undefined;
      if (await this.write(kept.record, kept.version, change, options.notice)) {
        if (change.told.length > 0) this.relay.wake();
        return change.result;
      }
    }
    throw new Problem('service_unavailable', { detail: 'The payment is being changed too often at once.' });
  }

  /** Orders whose payments have something due and nobody at work on them, the longest waiting first. */
  async due(now: Date, limit: number): Promise<string[]> {
    const found = await this.payments
      .find({ dueAt: { $lte: now } })
      .sort({ dueAt: 1 })
      .limit(limit)
      .select({ _id: 1 })
      .lean<{ _id: string }[]>();
    return found.map(({ _id }) => _id);
  }

  /** The attempts of every payment that has a call to the provider whose outcome is not known yet. */
  open(): Promise<Pick<PaymentRecord, 'attempts'>[]> {
    // Whoever waits for an outcome is due some time: the index of those that are due finds them.
    const waits = {
      dueAt: { $exists: true },
      attempts: { $elemMatch: { outcome: { $in: ['started', 'unknown'] } } },
    };
    return this.payments.find(waits).select({ attempts: 1 }).lean<Pick<PaymentRecord, 'attempts'>[]>();
  }

  private async read(orderId: string) {
    const found = await this.payments.findById(orderId).lean<PaymentDocument>();
    if (found === null) return undefined;
    const { _id, version, lease, dueAt: _, outbox, notices, ...fields } = found;
    const record: PaymentRecord = { orderId: _id, ...fields };
    return { record, version, lease, notices, outbox };
  }

  private async write(
    record: PaymentRecord,
    version: number,
    change: Change<unknown>,
    notice: string | undefined,
  ): Promise<boolean> {
    const { orderId, ...fields } = withoutGaps(record);
    const placed = placement(change);
    const gone = [
      ...optional.filter((name) => record[name] === undefined),
      ...(['lease', 'dueAt'] as const).filter((name) => placed[name] === undefined),
    ];
    const result = await this.payments.updateOne(
      { _id: orderId, version },
      {
        $set: { ...fields, ...placed, version: version + 1 },
        ...(gone.length > 0 ? { $unset: Object.fromEntries(gone.map((name) => [name, 1])) } : {}),
        $push: {
          outbox: { $each: envelopes(change.told) },
          ...(notice === undefined ? {} : { notices: { $each: [notice], $slice: -50 } }),
        },
      },
    );
    return result.matchedCount === 1;
  }
}

const envelopes = (told: Told[]): Envelope[] =>
  told.map(({ event, payload }) => envelope(event, payload as never));

/** Without the members that are undefined: MongoDB would keep them as null. */
function withoutGaps(record: PaymentRecord): PaymentRecord {
  const clean = <T extends object>(value: T): T =>
    Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
  return {
    ...clean(record),
    ...(record.handle ? { handle: clean(record.handle) } : {}),
    attempts: record.attempts.map(clean),
    refunds: record.refunds.map(clean),
  };
}

/** A leased payment is due when the lease runs out: then its holder has died. */
const placement = ({ lease, dueAt }: { lease: Lease | undefined; dueAt: Date | undefined }) =>
  ({
    ...(lease ? { lease, dueAt: lease.until } : dueAt ? { dueAt } : {}),
  }) as { lease?: Lease; dueAt?: Date };
