import { type ErrorCode, errors } from '@shop/contracts';
import access from '../../messages/en/access.json';
import account from '../../messages/en/account.json';
import address from '../../messages/en/address.json';
import cart from '../../messages/en/cart.json';
import catalogue from '../../messages/en/catalogue.json';
import checkout from '../../messages/en/checkout.json';
import common from '../../messages/en/common.json';
import compare from '../../messages/en/compare.json';
import home from '../../messages/en/home.json';
import list from '../../messages/en/list.json';
import offline from '../../messages/en/offline.json';
import orders from '../../messages/en/orders.json';
import product from '../../messages/en/product.json';
import promotions from '../../messages/en/promotions.json';
import recent from '../../messages/en/recent.json';
import returns from '../../messages/en/returns.json';
import reviews from '../../messages/en/reviews.json';
import search from '../../messages/en/search.json';
import status from '../../messages/en/status.json';
import wishlist from '../../messages/en/wishlist.json';

/** Every word of the shop in English, by area. The other languages have exactly the same keys. */
export const messages = {
  access,
  account,
  address,
  cart,
  catalogue,
  checkout,
  common,
  compare,
  // The sentences of the contracts, by their code.
  errors: Object.fromEntries(
    Object.entries(errors).map(([code, [, sentence]]) => [code, sentence]),
  ) as Record<ErrorCode, string>,
  home,
  list,
  offline,
  orders,
  product,
  promotions,
  recent,
  returns,
  reviews,
  search,
  status,
  wishlist,
};

export type Messages = typeof messages;
