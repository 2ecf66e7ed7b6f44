import { dispatch, type Event, type Payload } from '@shop/contracts';
import type { Outgoing } from './commands.ts';
import type { OrderRecord } from './order.ts';

const event = <E extends Event>(message: E, payload: Payload<E>): Outgoing => ({ message, payload });
/** Tells whoever shows the order live. */
export const changedEvent = ({ id, version }: OrderRecord): Outgoing =>
  event(dispatch.orderChanged, { orderId: id, version });

function aboutOf({ id, number, ownerId, lines }: OrderRecord) {
  const ordered = lines.map(({ sku, quantity }) => ({ sku, quantity }));
  return { orderId: id, number, ownerId, lines: ordered };
}

/** What others hear of an order that has come into its state. */
export function announcements(order: OrderRecord): Outgoing[] {
  const { lines, ...about } = aboutOf(order);
  const { total } = order.totals;
  const { cartVersion, reason = 'shop' } = order;
  switch (order.state) {
    case 'confirmed':
      return [event(dispatch.orderConfirmed, { ...about, lines, cartVersion, total })];
    case 'dispatched': {
      const trackingNumber = order.parcel.trackingNumber ?? '';
      return [event(dispatch.orderDispatched, { ...about, lines, trackingNumber })];
    }
    case 'delivered':
      return [event(dispatch.orderDelivered, { ...about, lines })];
    case 'cancelled':
      return [event(dispatch.orderCancelled, { ...about, reason })];
    case 'refunded':
      return [event(dispatch.orderRefunded, { ...about, amount: order.payment.refunded ?? total })];
    default:
      return [];
  }
}

/** Tells that an order was placed. */
export const placedEvent = (order: OrderRecord): Outgoing =>
  event(dispatch.orderPlaced, { ...aboutOf(order), total: order.totals.total });
