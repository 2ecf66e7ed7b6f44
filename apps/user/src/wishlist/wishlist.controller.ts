import { Controller } from '@nestjs/common';
import { CurrentShopper } from '@shop/auth';
import { type Input, user } from '@shop/contracts';
import { Implements } from '@shop/service';
import { WishlistStore } from './wishlist.store.ts';

@Controller()
export class WishlistController {
  constructor(private readonly wishlists: WishlistStore) {}

  @Implements(user.getWishlist)
  get(_: Input<typeof user.getWishlist>, @CurrentShopper() shopper: user.Shopper) {
    return this.wishlists.of(shopper.id);
  }

  @Implements(user.addToWishlist)
  add({ params }: Input<typeof user.addToWishlist>, @CurrentShopper() shopper: user.Shopper) {
    return this.wishlists.add(shopper.id, params.sku, new Date());
  }

  @Implements(user.removeFromWishlist)
  remove({ params }: Input<typeof user.removeFromWishlist>, @CurrentShopper() shopper: user.Shopper) {
    return this.wishlists.remove(shopper.id, params.sku);
  }

  @Implements(user.shareWishlist)
  share({ body }: Input<typeof user.shareWishlist>, @CurrentShopper() shopper: user.Shopper) {
    return this.wishlists.share(shopper.id, body.shared);
  }

  @Implements(user.openWishlist)
  open({ params }: Input<typeof user.openWishlist>) {
    return this.wishlists.byKey(params.shareKey);
  }
}
