import { Controller } from '@nestjs/common';
import { CurrentShopper } from '@shop/auth';
import { dispatch, type Input, type user } from '@shop/contracts';
import { Implements } from '@shop/service';
import { FiguresService } from '../operations/figures.service.ts';
import { ClientAddress } from '../promotion/client-address.ts';
import { SyntheticHeader, SyntheticMark } from '../synthetic.ts';
import { QuoteService } from './quote.service.ts';

@Controller()
export class QuoteController {
  constructor(
    private readonly quotes: QuoteService,
    private readonly mark: SyntheticMark,
    private readonly figures: FiguresService,
  ) {}

  @Implements(dispatch.createQuote)
  async create(
    { body }: Input<typeof dispatch.createQuote>,
    @CurrentShopper() shopper: user.Shopper,
    @SyntheticHeader() header: string | undefined,
    @ClientAddress() clientAddress: string | undefined,
  ) {
    const isSynthetic = await this.mark.read(header);
    const quote = await this.quotes.quote({ ownerId: shopper.id, clientAddress }, body, isSynthetic);
    if (!isSynthetic) this.figures.quoted();
    return quote;
  }
}
