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

/**
 * What others hear of an order that has come into its state. Of a synthetic one only the cart hears: whoever counts
 * what is bought has nothing to leave out.
 */
export function announcements(order: OrderRecord): Outgoing[] {
  return [...eventsOf(order), ...promotionReturned(order)];
}

/** Of an order whose goods stayed here, the promotion may be used once more. */
function promotionReturned({ state, stock, promotion }: OrderRecord): Outgoing[] {
  const ended = state === 'cancelled' || state === 'refunded';
  const stayed = stock.is === 'released' || stock.is === 'refused';
  if (!ended || !stayed || promotion == null) return [];
  return [{ message: dispatch.returnPromotion, payload: { useId: promotion.useId } }];
}

function eventsOf(order: OrderRecord): Outgoing[] {
  if (order.synthetic === true && order.state !== 'confirmed') return [];
  const { lines, ...about } = aboutOf(order);
  const { total } = order.totals;
  const { cartVersion, reason = 'shop' } = order;
  switch (order.state) {
    case 'confirmed':
      return [
        event(dispatch.orderConfirmed, {
          ...about,
          lines,
          cartVersion,
          total,
          ...(order.synthetic === true ? { synthetic: true } : {}),
        }),
      ];
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

/** What others hear of returns that got on, and of money that went back without ending the order. */
export function afterSaleEvents(before: OrderRecord, order: OrderRecord): Outgoing[] {
  if (order.synthetic === true) return [];
  const { lines: _, ...about } = aboutOf(order);
  const was = new Map((before.returns ?? []).map(({ id, is }) => [id, is]));
  const paid = new Set((before.refunds ?? []).flatMap(({ id, is }) => (is === 'done' ? [id] : [])));
  const { currency } = order.totals.total;
  return [
    ...(order.returns ?? [])
      .filter(({ id, is }) => was.get(id) !== is)
      .map(({ id: returnId, is: state }) => event(dispatch.returnChanged, { ...about, returnId, state })),
    ...(order.refunds ?? [])
      .filter(({ id, is, whole }) => is === 'done' && !whole && !paid.has(id))
      .map(({ id: refundId, amount }) =>
        event(dispatch.orderPartlyRefunded, { ...about, refundId, amount: { amount, currency } }),
      ),
  ];
}

/** Tells that an order was placed, unless it is synthetic. */
export const placedEvents = (order: OrderRecord): Outgoing[] =>
  order.synthetic === true
    ? []
    : [event(dispatch.orderPlaced, { ...aboutOf(order), total: order.totals.total })];
