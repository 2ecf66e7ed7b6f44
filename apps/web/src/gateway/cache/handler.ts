import { PageCache } from './page-cache.store.ts';

/** The one cache of this process: the gateway connects it, Next finds it by its path (next.config.ts). */
export const pageCache = new PageCache();
export default pageCache;
