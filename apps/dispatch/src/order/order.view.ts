import type { dispatch } from '@shop/contracts';
import { refundOf, returnOf } from './after-sale.view.ts';
import type { OrderRecord, TimelineEntry } from './order.ts';
import { returnableOf } from './returns.ts';
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

/** For how many days after delivery goods can be sent back, and what day it is. */
export interface ReturnWindow {
  days: number;
  now: Date;
}

function returnablePart(order: OrderRecord, window: ReturnWindow | undefined) {
  const found = window === undefined ? undefined : returnableOf(order, window.days, window.now);
  return found === undefined ? {} : { returnable: { ...found, until: found.until.toISOString() } };
}

/** An order as its shopper sees it; what can be sent back only with a window. */
export function orderOf(order: OrderRecord, window?: ReturnWindow): dispatch.Order {
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
    returns: (order.returns ?? []).map((one) => returnOf(order, one)),
    ...returnablePart(order, window),
    ...(order.synthetic === true ? { synthetic: true } : {}),
    timeline: timelineOf(order.timeline),
    updatedAt: order.updatedAt.toISOString(),
  };
}

/** The order without whatever says who it is for, or what that person wrote. */
export function withoutPerson({ address: _, email: __, ...order }: dispatch.Order): dispatch.OpenedOrder {
  return { ...order, returns: order.returns.map(({ note: _note, answer: _answer, ...one }) => one) };
}

/** The order as it was when it was placed: what placing it again with the same key answers. */
export function asPlaced(order: OrderRecord): dispatch.Order {
  const { payment, timeline, reason: _, returns: __, ...rest } = order;
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
    refunds: (order.refunds ?? []).map((one) => refundOf(order, one)),
    history: order.history.map(({ at, messageId, attempt, sender, ...entry }) => ({
      at: at.toISOString(),
      ...entry,
      ...present({ messageId, attempt, sender }),
    })),
  };
}
