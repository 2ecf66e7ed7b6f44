import { Controller } from '@nestjs/common';
import { CurrentShopper } from '@shop/auth';
import { catalogue, type Input, type Payload, type user } from '@shop/contracts';
import { HandleCommand } from '@shop/messaging';
import { Implements } from '@shop/service';
import { StockService } from './stock.service.ts';

@Controller()
export class StockController {
  constructor(private readonly stock: StockService) {}

  @Implements(catalogue.getStock)
  get({ params }: Input<typeof catalogue.getStock>) {
    return this.stock.get(params.sku);
  }

  @Implements(catalogue.adjustStock)
  adjust({ params, body }: Input<typeof catalogue.adjustStock>, @CurrentShopper() admin: user.Shopper) {
    return this.stock.adjust(params.sku, body, admin);
  }

  @Implements(catalogue.reservationOfOrder)
  ofOrder({ params }: Input<typeof catalogue.reservationOfOrder>) {
    return this.stock.ofOrder(params.orderId);
  }

  @Implements(catalogue.stockLedger)
  async ledger({ query }: Input<typeof catalogue.stockLedger>) {
    return { items: await this.stock.ledger(query) };
  }

  @Implements(catalogue.listLowStock)
  low({ query }: Input<typeof catalogue.listLowStock>) {
    return this.stock.low(query);
  }

  @HandleCommand(catalogue.reserveStock)
  reserve(order: Payload<typeof catalogue.reserveStock>) {
    return this.stock.reserve(order);
  }

  @HandleCommand(catalogue.secureStock)
  secure(order: Payload<typeof catalogue.secureStock>) {
    return this.stock.secure(order);
  }

  @HandleCommand(catalogue.commitStock)
  commit(order: Payload<typeof catalogue.commitStock>) {
    return this.stock.commit(order);
  }

  @HandleCommand(catalogue.releaseStock)
  release(order: Payload<typeof catalogue.releaseStock>) {
    return this.stock.release(order);
  }

  @HandleCommand(catalogue.returnStock)
  comeBack(given: Payload<typeof catalogue.returnStock>) {
    return this.stock.comeBack(given);
  }
}
