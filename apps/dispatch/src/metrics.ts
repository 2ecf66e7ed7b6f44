import { metricOnce } from '@shop/health';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { OrderStore } from './order/order.store.ts';
import type { OrderRecord } from './order/order.ts';
import { isFinal } from './order/states.ts';

const transitions = metricOnce(
  'order_transitions_total',
  () =>
    new Counter({
      name: 'order_transitions_total',
      help: 'Orders that came into a state',
      labelNames: ['state'] as const,
    }),
);
const confirmSeconds = metricOnce(
  'order_confirm_seconds',
  () =>
    new Histogram({
      name: 'order_confirm_seconds',
      help: 'Time from placing an order to its confirmation',
      buckets: [0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15, 60, 300, 1800],
    }),
);
const syntheticOrders = metricOnce(
  'synthetic_orders_total',
  () =>
    new Counter({
      name: 'synthetic_orders_total',
      help: "The verifier's orders: placed, and how they ended",
      labelNames: ['outcome'] as const,
    }),
);
const sent = metricOnce(
  'mails_sent_total',
  () => new Counter({ name: 'mails_sent_total', help: 'E-mails handed over', labelNames: ['kind'] as const }),
);
const failed = metricOnce(
  'mails_failed_total',
  () =>
    new Counter({
      name: 'mails_failed_total',
      help: 'E-mails that could not be handed over; final: given up',
      labelNames: ['kind', 'final'] as const,
    }),
);

/** Counts what became of an order; a synthetic one by its outcome alone, apart from what the shop sells. */
export function countTransition(from: OrderRecord['state'] | undefined, order: OrderRecord): void {
  if (from === order.state) return;
  if (order.synthetic === true) {
    if (from === undefined || isFinal(order.state)) syntheticOrders.inc({ outcome: order.state });
    return;
  }
  transitions.inc({ state: order.state });
  if (order.state === 'confirmed')
    confirmSeconds.observe((order.updatedAt.getTime() - order.placedAt.getTime()) / 1000);
}

export const countSent = (kind: string): void => sent.inc({ kind });
export const countFailed = (kind: string, final: boolean): void => failed.inc({ kind, final: String(final) });

const observed = new Set<OrderStore>();

/** Shows how many orders are in each state, and how many are stuck, whenever the metrics are read. */
export function observeOrders(store: OrderStore): () => void {
  observed.add(store);
  metricOnce(
    'orders_by_state',
    () =>
      new Gauge({
        name: 'orders_by_state',
        help: 'Orders in each state',
        labelNames: ['state'] as const,
        async collect() {
          const [one] = observed;
          const counts = await one?.countByState().catch(() => undefined);
          this.reset();
          for (const { state, count } of counts ?? []) this.set({ state }, count);
        },
      }),
  );
  metricOnce(
    'orders_stuck',
    () =>
      new Gauge({
        name: 'orders_stuck',
        help: 'Orders whose commands were sent again three times or more without an answer',
        async collect() {
          const [one] = observed;
          const count = await one?.countStuck().catch(() => undefined);
          if (count !== undefined) this.set(count);
        },
      }),
  );
  return () => observed.delete(store);
}
