import { Controller } from '@nestjs/common';
import { CurrentShopper } from '@shop/auth';
import { dispatch, type Input, type user } from '@shop/contracts';
import { Implements } from '@shop/service';
import { SyntheticHeader, SyntheticMark } from '../synthetic.ts';
import { QuoteService } from './quote.service.ts';

@Controller()
export class QuoteController {
  constructor(
    private readonly quotes: QuoteService,
    private readonly mark: SyntheticMark,
  ) {}

  @Implements(dispatch.createQuote)
  async create(
    { body }: Input<typeof dispatch.createQuote>,
    @CurrentShopper() shopper: user.Shopper,
    @SyntheticHeader() header: string | undefined,
  ) {
    return this.quotes.quote(shopper.id, body, await this.mark.read(header));
  }
}
