import { isDuplicate } from '@shop/service';
import { v7 as uuid } from 'uuid';

/** The part of a MongoDB collection a lease needs; both the driver's and Mongoose's have it. */
export interface LeaseCollection {
  updateOne(filter: object, update: object, options?: object): Promise<unknown>;
}

/**
 * How long a lease holds unless it is renewed: as long as a replica that died keeps the others from relaying. One that
 * takes longer over its messages may find another relaying them too, which costs duplicates and loses nothing; the
 * same goes for replicas whose clocks differ by more.
 */
const LEASE_MS = 3_000;
/** A lease that is lost with a crash of the store is one to be taken again: nothing needs to wait for the disk. */
const LIGHTLY = { writeConcern: { w: 1, j: false } };

/** Lets one replica at a time do something: a document says who, and until when. */
export class MongoLease {
  private readonly leases: LeaseCollection;
  private readonly id: string;
  private readonly holder = uuid();
  private until = 0;

  constructor(leases: LeaseCollection, id: string) {
    this.leases = leases;
    this.id = id;
  }

  /** `kept` when it was ours before, `taken` when it is from now on, `elsewhere` when another replica has it. */
  async take(): Promise<'kept' | 'taken' | 'elsewhere'> {
    const now = Date.now();
    const had = this.until > now;
    if (this.until - now > LEASE_MS / 2) return 'kept';
    try {
      await this.leases.updateOne(
        { _id: this.id, $or: [{ holder: this.holder }, { until: { $lt: new Date(now) } }] },
        { $set: { holder: this.holder, until: new Date(now + LEASE_MS) } },
        { upsert: true, ...LIGHTLY },
      );
    } catch (error) {
      this.until = 0;
      // No document fits, so that one is inserted beside the other's.
      if (isDuplicate(error)) return 'elsewhere';
      throw error;
    }
    this.until = now + LEASE_MS;
    return had ? 'kept' : 'taken';
  }

  /** Lets others have it at once. */
  async giveBack(): Promise<void> {
    if (this.until === 0) return;
    this.until = 0;
    await this.leases.updateOne(
      { _id: this.id, holder: this.holder },
      { $set: { until: new Date(0) } },
      LIGHTLY,
    );
  }
}
