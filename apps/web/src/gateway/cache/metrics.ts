import { metricOnce } from '@shop/health/http-metrics';
import { Counter } from 'prom-client';

const reads = metricOnce(
  'page_cache_reads_total',
  () =>
    new Counter({
      name: 'page_cache_reads_total',
      help: 'Looks into the cache of pages',
      labelNames: ['result'] as const,
    }),
);

/** Counts a look into the cache; `stale` was there and had changed since, `away` means that Redis did not answer. */
export const count = (result: 'hit' | 'miss' | 'stale' | 'away'): void => reads.inc({ result });
