import { Controller } from '@nestjs/common';
import { CurrentShopper } from '@shop/auth';
import { dispatch, type Input, type user } from '@shop/contracts';
import { IdempotencyKey, Implements } from '@shop/service';
import { SyntheticHeader, SyntheticMark } from '../synthetic.ts';
import { OrderFeed } from './order.feed.ts';
import { OrderService } from './order.service.ts';

@Controller()
export class OrderController {
  constructor(
    private readonly orders: OrderService,
    private readonly feed: OrderFeed,
    private readonly mark: SyntheticMark,
  ) {}

  @Implements(dispatch.placeOrder)
  async place(
    { body }: Input<typeof dispatch.placeOrder>,
    @CurrentShopper() shopper: user.Shopper,
    @IdempotencyKey() key: string,
    @SyntheticHeader() header: string | undefined,
  ) {
    return this.orders.place(shopper.id, key, body, await this.mark.read(header));
  }

  @Implements(dispatch.listOrders)
  list({ query }: Input<typeof dispatch.listOrders>, @CurrentShopper() shopper: user.Shopper) {
    return this.orders.list(shopper.id, query);
  }

  @Implements(dispatch.getOrder)
  get({ params }: Input<typeof dispatch.getOrder>, @CurrentShopper() shopper: user.Shopper) {
    return this.orders.get(shopper.id, params.orderId);
  }

  @Implements(dispatch.watchOrder)
  watch({ params, query }: Input<typeof dispatch.watchOrder>, @CurrentShopper() shopper: user.Shopper) {
    return this.feed.watch(shopper.id, params.orderId, query);
  }

  @Implements(dispatch.cancelOrder)
  cancel({ params }: Input<typeof dispatch.cancelOrder>, @CurrentShopper() shopper: user.Shopper) {
    return this.orders.cancel(shopper.id, params.orderId);
  }

  @Implements(dispatch.openOrder)
  open({ params }: Input<typeof dispatch.openOrder>) {
    return this.orders.open(params.accessKey);
  }

  @Implements(dispatch.watchOpenedOrder)
  watchOpened({ params, query }: Input<typeof dispatch.watchOpenedOrder>) {
    return this.feed.watchOpened(params.accessKey, query);
  }

  @Implements(dispatch.proveOrder)
  prove({ params, body }: Input<typeof dispatch.proveOrder>) {
    return this.orders.prove(params.accessKey, body.email);
  }

  @Implements(dispatch.listAllOrders)
  listAll({ query }: Input<typeof dispatch.listAllOrders>) {
    return this.orders.listAll(query);
  }

  @Implements(dispatch.getAnyOrder)
  getAny({ params }: Input<typeof dispatch.getAnyOrder>) {
    return this.orders.getAny(params.orderId);
  }
}
