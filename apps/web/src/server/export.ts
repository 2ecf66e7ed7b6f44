import { cart, dispatch, ratings, user } from '@shop/contracts';
import { backend } from './backend.ts';

const PAGE = 100;

/** Every item of a list that comes in pages. */
async function all<T>(page: (page: number) => Promise<{ items: T[]; total: number }>): Promise<T[]> {
  const items: T[] = [];
  for (let number = 1; ; number++) {
    const found = await page(number);
    items.push(...found.items);
    if (found.items.length === 0 || items.length >= found.total) return items;
  }
}

/** Everything the shop keeps about the member who asks, from every service that keeps something. Throws CallError: a part is no export. */
export async function everythingAboutMe() {
  const [profile, addresses, sessions, wishlist, inCart, orders, reviews] = await Promise.all([
    backend(user.getProfile, {}),
    backend(user.listAddresses, {}),
    backend(user.listSessions, {}),
    backend(user.getWishlist, {}),
    backend(cart.getCart, {}),
    all((page) => backend(dispatch.listOrders, { query: { page, size: PAGE } })),
    all((page) => backend(ratings.listMyReviews, { query: { page, size: PAGE } })),
  ]);
  return {
    exportedAt: new Date().toISOString(),
    profile,
    addresses: addresses.items,
    sessions: sessions.items,
    wishlist: wishlist.items,
    cart: inCart,
    orders,
    reviews,
  };
}
