import access from '../../messages/de/access.json';
import account from '../../messages/de/account.json';
import address from '../../messages/de/address.json';
import cart from '../../messages/de/cart.json';
import catalogue from '../../messages/de/catalogue.json';
import checkout from '../../messages/de/checkout.json';
import common from '../../messages/de/common.json';
import compare from '../../messages/de/compare.json';
import errors from '../../messages/de/errors.json';
import home from '../../messages/de/home.json';
import list from '../../messages/de/list.json';
import offline from '../../messages/de/offline.json';
import orders from '../../messages/de/orders.json';
import product from '../../messages/de/product.json';
import promotions from '../../messages/de/promotions.json';
import recent from '../../messages/de/recent.json';
import returns from '../../messages/de/returns.json';
import reviews from '../../messages/de/reviews.json';
import search from '../../messages/de/search.json';
import status from '../../messages/de/status.json';
import wishlist from '../../messages/de/wishlist.json';
import { messages as english, type Messages } from './en.ts';

/** Every word of the shop in German. A key that English has and German has not does not compile. */
export const messages: Messages = {
  access,
  account,
  address,
  cart,
  catalogue,
  checkout,
  common,
  compare,
  errors: { ...english.errors, ...errors },
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
