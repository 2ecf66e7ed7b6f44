import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ExchangeRate } from '@shop/contracts';
import type { Connection } from 'mongoose';

interface RateDocument {
  _id: ExchangeRate['currency'];
  micros: number;
  day: string;
}

/** What a euro is worth, a document a currency. */
@Injectable()
export class ExchangeRateStore {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  async all(): Promise<ExchangeRate[]> {
    const found = await this.rates().find().sort({ _id: -1 }).toArray();
    return found.map(({ _id, micros, day }) => ({ currency: _id, micros, day }));
  }

  async set({ currency, micros, day }: ExchangeRate): Promise<void> {
    await this.rates().updateOne({ _id: currency }, { $set: { micros, day } }, { upsert: true });
  }

  private rates() {
    return this.connection.collection<RateDocument>('exchangeRates');
  }
}
