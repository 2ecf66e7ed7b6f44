import { Controller } from '@nestjs/common';
import { CurrentShopper } from '@shop/auth';
import { type Input, payment, personOf, type user } from '@shop/contracts';
import { envelope } from '@shop/messaging';
import { Implements } from '@shop/service';
import { v7 as uuid } from 'uuid';
import { ExchangeRateStore } from './exchange-rate.store.ts';

@Controller()
export class ExchangeRateController {
  constructor(private readonly rates: ExchangeRateStore) {}

  @Implements(payment.listExchangeRates)
  async list(_: Input<typeof payment.listExchangeRates>) {
    return { items: await this.rates.all() };
  }

  @Implements(payment.setExchangeRate)
  async set({ params, body }: Input<typeof payment.setExchangeRate>, @CurrentShopper() admin: user.Shopper) {
    const rate = { ...params, ...body };
    await this.rates.set(rate, (before) =>
      envelope(payment.rateChanged, {
        actId: uuid(),
        at: new Date().toISOString(),
        by: personOf(admin),
        ...params,
        before,
        after: body,
      }),
    );
    return rate;
  }
}
