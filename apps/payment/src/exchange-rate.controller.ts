import { Controller } from '@nestjs/common';
import { type Input, payment } from '@shop/contracts';
import { Implements } from '@shop/service';
import { ExchangeRateStore } from './exchange-rate.store.ts';

@Controller()
export class ExchangeRateController {
  constructor(private readonly rates: ExchangeRateStore) {}

  @Implements(payment.listExchangeRates)
  async list(_: Input<typeof payment.listExchangeRates>) {
    return { items: await this.rates.all() };
  }

  @Implements(payment.setExchangeRate)
  async set({ params, body }: Input<typeof payment.setExchangeRate>) {
    const rate = { ...params, ...body };
    await this.rates.set(rate);
    return rate;
  }
}
