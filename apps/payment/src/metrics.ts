import { metricOnce } from '@shop/health';
import { Gauge } from 'prom-client';
import type { PaymentStore } from './payment.store.ts';
import type { PaymentRecord } from './payment.ts';
import { openAttempt } from './payment.ts';

/** Since when it is not known what a provider did; undefined when everything is known. */
export function unknownSince(record: Pick<PaymentRecord, 'attempts'>): Date | undefined {
  const open = openAttempt(record);
  if (open === undefined) return undefined;
  // An attempt that was made anew because the first one did not show goes on where that began.
  return record.attempts.find(
    ({ operation, refundId }) => operation === open.operation && refundId === open.refundId,
  )?.startedAt;
}

const observed = new Set<PaymentStore>();

/** Ages in seconds of the payments whose outcome is not known; undefined when the store does not say. */
async function ages(): Promise<number[] | undefined> {
  const [store] = observed;
  const open = await store?.open().catch(() => undefined);
  return open?.flatMap((record) => {
    const since = unknownSince(record);
    return since === undefined ? [] : [(Date.now() - since.getTime()) / 1_000];
  });
}

/** Shows how many payments have an outcome that is not known, and for how long, whenever the metrics are read. */
export function observePayments(store: PaymentStore): () => void {
  observed.add(store);
  metricOnce(
    'payments_unknown',
    () =>
      new Gauge({
        name: 'payments_unknown',
        help: 'Payments with a call to the provider whose outcome is not known yet',
        async collect() {
          const found = await ages();
          if (found !== undefined) this.set(found.length);
        },
      }),
  );
  metricOnce(
    'payment_unknown_seconds',
    () =>
      new Gauge({
        name: 'payment_unknown_seconds',
        help: 'For how long the oldest of the payments with an unknown outcome has been so',
        async collect() {
          const found = await ages();
          if (found !== undefined) this.set(Math.max(0, ...found));
        },
      }),
  );
  return () => observed.delete(store);
}
