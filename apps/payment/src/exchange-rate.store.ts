import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Envelope, type ExchangeRate, Problem } from '@shop/contracts';
import { mongoOutbox, OutboxRelay } from '@shop/messaging';
import { isDuplicate } from '@shop/service';
import type { Connection } from 'mongoose';

const TRIES = 5;

interface RateDocument {
  _id: ExchangeRate['currency'];
  micros: number;
  day: string;
  outbox?: Envelope[];
}
type Worth = Pick<ExchangeRate, 'micros' | 'day'>;

/** What a euro is worth, a document a currency. */
@Injectable()
export class ExchangeRateStore {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly relay: OutboxRelay,
  ) {}

  /** Begins to send what the outbox holds; once the store is there. */
  startRelay(): void {
    const leases = this.connection.collection('leases');
    this.relay.add(mongoOutbox(this.rates(), leases as never, 'exchangeRates'));
  }

  async all(): Promise<ExchangeRate[]> {
    const found = await this.rates().find().sort({ _id: -1 }).toArray();
    return found.map(({ _id, micros, day }) => ({ currency: _id, micros, day }));
  }

  /** Sets a rate; `announce` is told what it was. The same again changes nothing. */
  async set(
    { currency, micros, day }: ExchangeRate,
    announce: (before: Worth | null) => Envelope,
  ): Promise<void> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const found = await this.rates().findOne({ _id: currency });
      const before = found === null ? null : { micros: found.micros, day: found.day };
      if (before?.micros === micros && before.day === day) return;
      if (await this.replace(currency, before, { micros, day }, announce(before))) {
        this.relay.wake();
        return;
      }
    }
    throw new Problem('service_unavailable', { detail: 'The rate is being changed too often at once.' });
  }

  /** False when somebody else was first. */
  private async replace(
    _id: RateDocument['_id'],
    before: Worth | null,
    after: Worth,
    news: Envelope,
  ): Promise<boolean> {
    if (before !== null) {
      const update = { $set: after, $push: { outbox: news } };
      return (await this.rates().updateOne({ _id, ...before }, update)).matchedCount === 1;
    }
    try {
      await this.rates().insertOne({ _id, ...after, outbox: [news] });
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  private rates() {
    return this.connection.collection<RateDocument>('exchangeRates');
  }
}
