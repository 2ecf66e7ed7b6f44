import { catalogue, ratings } from '@shop/contracts';
import { Listener, type ListenerOptions } from '@shop/messaging/plain';
import type { PageCache } from './page-cache.store.ts';
import { tags } from './tags.ts';

/** Tells the cache what has changed in the shop. All replicas share one queue, as they share the cache. */
export function listenForChanges(
  cache: Pick<PageCache, 'mark'>,
  options: Omit<ListenerOptions, 'service'>,
): Listener {
  const listener = new Listener({ service: 'web', ...options })
    .on(catalogue.productChanged, ({ sku }) => cache.mark([tags.product(sku), tags.products]))
    .on(catalogue.categoryChanged, ({ slug }) => cache.mark([tags.category(slug), tags.products]))
    .on(catalogue.attributeNamed, () => cache.mark([tags.attributes]))
    // The catalogue tells of the product itself; here it is the reviews.
    .on(ratings.averageChanged, ({ sku }) => cache.mark([tags.reviews(sku)]));
  listener.start();
  return listener;
}
