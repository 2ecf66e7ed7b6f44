import { Peers } from '@shop/service/plain';
import { env } from './env.ts';

let connected: Peers | undefined;

/** The services behind the pages. */
export function peers(): Peers {
  const { SERVICE_SECRET, ...urls } = env();
  connected ??= new Peers({
    self: 'web',
    secret: SERVICE_SECRET,
    urls: {
      user: urls.USER_URL,
      catalogue: urls.CATALOGUE_URL,
      cart: urls.CART_URL,
      payment: urls.PAYMENT_URL,
      shipping: urls.SHIPPING_URL,
      ratings: urls.RATINGS_URL,
      dispatch: urls.DISPATCH_URL,
    },
  });
  return connected;
}
