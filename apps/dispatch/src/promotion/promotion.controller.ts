import { Controller } from '@nestjs/common';
import { CurrentShopper } from '@shop/auth';
import { dispatch, type Input, type Payload, type user } from '@shop/contracts';
import { HandleCommand } from '@shop/messaging';
import { Implements } from '@shop/service';
import { ClientAddress } from './client-address.ts';
import { PromotionService } from './promotion.service.ts';

@Controller()
export class PromotionController {
  constructor(private readonly promotions: PromotionService) {}

  @Implements(dispatch.checkPromotion)
  check(
    { body }: Input<typeof dispatch.checkPromotion>,
    @CurrentShopper() shopper: user.Shopper,
    @ClientAddress() clientAddress: string | undefined,
  ) {
    return this.promotions.check({ ownerId: shopper.id, clientAddress }, body.code);
  }

  @Implements(dispatch.listPromotions)
  list({ query }: Input<typeof dispatch.listPromotions>) {
    return this.promotions.list(query);
  }

  @Implements(dispatch.getPromotion)
  get({ params }: Input<typeof dispatch.getPromotion>) {
    return this.promotions.get(params.promotionId);
  }

  @Implements(dispatch.createPromotion)
  create({ body }: Input<typeof dispatch.createPromotion>, @CurrentShopper() admin: user.Shopper) {
    return this.promotions.create(body, admin);
  }

  @Implements(dispatch.changePromotion)
  change({ params, body }: Input<typeof dispatch.changePromotion>, @CurrentShopper() admin: user.Shopper) {
    return this.promotions.change(params.promotionId, body, admin);
  }

  @Implements(dispatch.endPromotion)
  end({ params, body }: Input<typeof dispatch.endPromotion>, @CurrentShopper() admin: user.Shopper) {
    return this.promotions.end(params.promotionId, admin, body.reason);
  }

  @HandleCommand(dispatch.returnPromotion)
  giveBack({ useId }: Payload<typeof dispatch.returnPromotion>) {
    return this.promotions.giveBack(useId);
  }
}
