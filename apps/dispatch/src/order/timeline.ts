import type { OrderRecord } from './order.ts';

/** Says a thing on the timeline that is no change of state. */
export function say(order: OrderRecord, text: string, at: Date): void {
  order.timeline.push({ at, state: order.state, text });
}
