import { Controller } from '@nestjs/common';
import { CurrentShopper } from '@shop/auth';
import { type Input, type Payload, shipping, user } from '@shop/contracts';
import { HandleCommand, HandleEvent } from '@shop/messaging';
import { Implements } from '@shop/service';
import { ShippingService } from './shipping.service.ts';

@Controller()
export class ShippingController {
  constructor(private readonly service: ShippingService) {}

  @Implements(shipping.listCountries)
  countries(_: Input<typeof shipping.listCountries>) {
    return this.service.countries();
  }

  @Implements(shipping.findCities)
  findCities({ params, query }: Input<typeof shipping.findCities>) {
    return this.service.findCities(params.country, query.q);
  }

  @Implements(shipping.getCity)
  city({ params }: Input<typeof shipping.getCity>) {
    return this.service.city(params.cityId);
  }

  @Implements(shipping.listRates)
  rates({ query }: Input<typeof shipping.listRates>) {
    return this.service.rates(query.cityId, query.weightGrams);
  }

  @Implements(shipping.getShipment)
  mine({ params }: Input<typeof shipping.getShipment>, @CurrentShopper() shopper: user.Shopper) {
    return this.service.mine(shopper, params.orderId);
  }

  @Implements(shipping.shipmentOfOrder)
  ofOrder({ params }: Input<typeof shipping.shipmentOfOrder>) {
    return this.service.ofOrder(params.orderId);
  }

  @Implements(shipping.track)
  track({ params }: Input<typeof shipping.track>) {
    return this.service.track(params.trackingNumber);
  }

  @HandleCommand(shipping.bookShipment)
  book(booking: Payload<typeof shipping.bookShipment>) {
    return this.service.book(booking);
  }

  @HandleCommand(shipping.handOver)
  handOver({ orderId }: Payload<typeof shipping.handOver>) {
    return this.service.handOver(orderId);
  }

  @HandleCommand(shipping.cancelShipment)
  cancel(order: Payload<typeof shipping.cancelShipment>) {
    return this.service.cancel(order);
  }

  @HandleEvent(user.deleted)
  accountDeleted({ accountId }: Payload<typeof user.deleted>) {
    return this.service.forget(accountId);
  }
}
