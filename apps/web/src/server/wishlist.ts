import { catalogue, user } from '@shop/contracts';
import { cache } from 'react';
import { ASIDE_MS, backend, orNothing } from './backend.ts';
import { peers } from './peers.ts';
import { currentSession } from './session.ts';

/** The SKUs on the wishlist of the member who looks at the page: asked for once a page. Undefined for guests. */
export const wished = cache(async (): Promise<ReadonlySet<string> | undefined> => {
  const session = await currentSession();
  if (session?.shopper.kind !== 'member') return undefined;
  const found = await orNothing(backend(user.getWishlist, {}, ASIDE_MS));
  return found && new Set(found.items.map(({ sku }) => sku));
});

/** The products of a wishlist that are still sold, in its order. */
export async function productsOf(items: user.Wishlist['items']): Promise<catalogue.Product[]> {
  if (items.length === 0) return [];
  const sku = items.map((item) => item.sku);
  const found = await peers().call(catalogue.findProducts, { query: { sku } });
  return sku.flatMap((one) => found.items.find((product) => product.sku === one) ?? []);
}
