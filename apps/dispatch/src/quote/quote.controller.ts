import { Controller } from '@nestjs/common';
import { CurrentShopper } from '@shop/auth';
import { dispatch, type Input, type user } from '@shop/contracts';
import { Implements } from '@shop/service';
import { QuoteService } from './quote.service.ts';

@Controller()
export class QuoteController {
  constructor(private readonly quotes: QuoteService) {}

  @Implements(dispatch.createQuote)
  create({ body }: Input<typeof dispatch.createQuote>, @CurrentShopper() shopper: user.Shopper) {
    return this.quotes.quote(shopper.id, body.cityId, body.service);
  }
}
