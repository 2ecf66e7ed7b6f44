import type { dispatch } from '@shop/contracts';
import type { OrderRecord, TimelineEntry } from './order.ts';
import { isCancellable, isFinal } from './states.ts';

const timelineOf = (entries: TimelineEntry[]): dispatch.Order['timeline'] =>
  entries.map(({ at, state, text }) => ({ at: at.toISOString(), state, text }));

function paymentOf({ payment }: OrderRecord): dispatch.Order['payment'] {
  const { gateway, uncertain, card, challengeUrl, refunded } = payment;
  return {
    gateway,
    uncertain,
    ...(card === undefined ? {} : { card }),
    ...(challengeUrl === undefined ? {} : { challengeUrl }),
    ...(refunded === undefined ? {} : { refunded }),
  };
}

function shipmentOf({ parcel }: OrderRecord): NonNullable<dispatch.Order['shipment']> | undefined {
  const { trackingNumber, history } = parcel;
  if (trackingNumber === undefined) return undefined;
  const status = parcel.is === 'cancelled' ? 'cancelled' : (history.at(-1)?.status ?? 'booked');
  return { trackingNumber, status, history };
}

/** An order in the list. */
export function summaryOf(order: OrderRecord): dispatch.OrderSummary {
  const { id, number, state, reason, totals, lines } = order;
  return {
    id,
    number,
    state,
    final: isFinal(state),
    ...(reason === undefined ? {} : { reason }),
    placedAt: order.placedAt.toISOString(),
    totals,
    lines,
  };
}

/** An order as its shopper sees it. */
export function orderOf(order: OrderRecord): dispatch.Order {
  const shipment = shipmentOf(order);
  const { delivery, address, email, promotion } = order;
  return {
    ...summaryOf(order),
    ...(promotion == null ? {} : { promotion: { code: promotion.code, title: promotion.title } }),
    delivery,
    address,
    email,
    payment: paymentOf(order),
    ...(shipment === undefined ? {} : { shipment }),
    cancellable: isCancellable(order.state),
    ...(order.synthetic === true ? { synthetic: true } : {}),
    timeline: timelineOf(order.timeline),
    updatedAt: order.updatedAt.toISOString(),
  };
}

/** The order as it was when it was placed: what placing it again with the same key answers. */
export function asPlaced(order: OrderRecord): dispatch.Order {
  const { payment, timeline, reason: _, ...rest } = order;
  return orderOf({
    ...rest,
    state: 'placed',
    payment: { is: 'none', gateway: payment.gateway, uncertain: false },
    parcel: { is: 'none', history: [] },
    timeline: timeline.slice(0, 1),
    updatedAt: order.placedAt,
  });
}

/** Without what is missing: MongoDB keeps some of that as null. */
export const present = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)) as {
    [K in keyof T]?: Exclude<T[K], undefined | null>;
  };

/** An order with everything that happened to it. */
export function adminOrderOf(order: OrderRecord): dispatch.AdminOrder {
  return {
    ...orderOf(order),
    ownerId: order.ownerId,
    history: order.history.map(({ at, messageId, attempt, sender, ...entry }) => ({
      at: at.toISOString(),
      ...entry,
      ...present({ messageId, attempt, sender }),
    })),
  };
}
