import { Controller } from '@nestjs/common';
import { CurrentShopper } from '@shop/auth';
import { cart, dispatch, type Input, type Payload, user } from '@shop/contracts';
import { HandleEvent } from '@shop/messaging';
import { Implements } from '@shop/service';
import { CartService } from './cart.service.ts';

@Controller()
export class CartController {
  constructor(private readonly carts: CartService) {}

  @Implements(cart.getCart)
  show(_: Input<typeof cart.getCart>, @CurrentShopper() shopper: user.Shopper) {
    return this.carts.show(shopper);
  }

  @Implements(cart.addLine)
  add({ body }: Input<typeof cart.addLine>, @CurrentShopper() shopper: user.Shopper) {
    return this.carts.add(shopper, body);
  }

  @Implements(cart.setLine)
  set({ params, body }: Input<typeof cart.setLine>, @CurrentShopper() shopper: user.Shopper) {
    return this.carts.set(shopper, { ...params, ...body });
  }

  @Implements(cart.removeLine)
  remove({ params }: Input<typeof cart.removeLine>, @CurrentShopper() shopper: user.Shopper) {
    return this.carts.remove(shopper, params.sku);
  }

  @Implements(cart.clearCart)
  clear(_: Input<typeof cart.clearCart>, @CurrentShopper() shopper: user.Shopper) {
    return this.carts.clear(shopper);
  }

  @Implements(cart.saveLine)
  save({ params }: Input<typeof cart.saveLine>, @CurrentShopper() shopper: user.Shopper) {
    return this.carts.save(shopper, params.sku);
  }

  @Implements(cart.takeUpLine)
  takeUp({ params }: Input<typeof cart.takeUpLine>, @CurrentShopper() shopper: user.Shopper) {
    return this.carts.takeUp(shopper, params.sku);
  }

  @Implements(cart.dropSavedLine)
  dropSaved({ params }: Input<typeof cart.dropSavedLine>, @CurrentShopper() shopper: user.Shopper) {
    return this.carts.dropSaved(shopper, params.sku);
  }

  @Implements(cart.setPromotion)
  promote({ body }: Input<typeof cart.setPromotion>, @CurrentShopper() shopper: user.Shopper) {
    return this.carts.promote(shopper, body.code);
  }

  @Implements(cart.removePromotion)
  unpromote(_: Input<typeof cart.removePromotion>, @CurrentShopper() shopper: user.Shopper) {
    return this.carts.promote(shopper, undefined);
  }

  @Implements(cart.readCart)
  read({ params }: Input<typeof cart.readCart>) {
    return this.carts.stored(params.ownerId);
  }

  @Implements(cart.countCarts)
  count(_: Input<typeof cart.countCarts>) {
    return this.carts.count();
  }

  @Implements(cart.mergeCarts)
  merge({ params, body }: Input<typeof cart.mergeCarts>) {
    return this.carts.merge(params.ownerId, body.guestId);
  }

  @HandleEvent(dispatch.orderConfirmed)
  orderConfirmed(order: Payload<typeof dispatch.orderConfirmed>) {
    return this.carts.emptyAfter(order);
  }

  @HandleEvent(user.deleted)
  accountDeleted({ accountId }: Payload<typeof user.deleted>) {
    return this.carts.forget(accountId);
  }
}
