import { Controller } from '@nestjs/common';
import { CurrentShopper } from '@shop/auth';
import { dispatch, type Input, type user } from '@shop/contracts';
import { IdempotencyKey, Implements } from '@shop/service';
import { AfterSaleService } from './after-sale.service.ts';
import { OrderService } from './order.service.ts';

@Controller()
export class AfterSaleController {
  constructor(
    private readonly sale: AfterSaleService,
    private readonly orders: OrderService,
  ) {}

  @Implements(dispatch.refundOrder)
  refund(
    { params, body }: Input<typeof dispatch.refundOrder>,
    @CurrentShopper() who: user.Shopper,
    @IdempotencyKey() key: string,
  ) {
    return this.sale.refund(params.orderId, who, key, body);
  }

  @Implements(dispatch.listRefunds)
  refunds({ query }: Input<typeof dispatch.listRefunds>) {
    return this.sale.listRefunds(query);
  }

  @Implements(dispatch.decideRefund)
  decideRefund({ params, body }: Input<typeof dispatch.decideRefund>, @CurrentShopper() who: user.Shopper) {
    return this.sale.decideRefund(params, who, body);
  }

  @Implements(dispatch.requestReturn)
  async requestReturn(
    { params, body }: Input<typeof dispatch.requestReturn>,
    @CurrentShopper() shopper: user.Shopper,
    @IdempotencyKey() key: string,
  ) {
    const { id } = await this.orders.owned(shopper.id, params.orderId);
    return this.sale.requestReturn(id, key, body);
  }

  @Implements(dispatch.requestReturnByKey)
  async requestReturnByKey(
    { params, body }: Input<typeof dispatch.requestReturnByKey>,
    @IdempotencyKey() key: string,
  ) {
    const { id } = await this.orders.proven(params.accessKey, body.email);
    return this.sale.requestReturn(id, key, body);
  }

  @Implements(dispatch.listReturns)
  returns({ query }: Input<typeof dispatch.listReturns>) {
    return this.sale.listReturns(query);
  }

  @Implements(dispatch.decideReturn)
  decideReturn({ params, body }: Input<typeof dispatch.decideReturn>, @CurrentShopper() who: user.Shopper) {
    return this.sale.decideReturn(params, who, body);
  }

  @Implements(dispatch.receiveReturn)
  receiveReturn({ params, body }: Input<typeof dispatch.receiveReturn>, @CurrentShopper() who: user.Shopper) {
    return this.sale.receiveReturn(params, who, body);
  }
}
