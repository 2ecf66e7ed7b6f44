import type { Outgoing } from '../src/order/commands.ts';
import type { OrderRecord } from '../src/order/order.ts';
import { place } from '../src/order/workflow.ts';
import { ORDER_ID, placement } from './world.ts';

export const now = new Date('2026-11-21T10:00:00.000Z');
/** So many seconds later. */
export const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1_000);
export const refundId = '0190f0f0-0000-7000-8000-0000000000ff';
export const useId = '0190f0f0-0000-7000-8000-0000000000ee';
export const given = { now, cause: 'test', version: '1.2.3', refundId };
export const { total } = placement.totals;
export const lines = [{ sku: 'UHJ', quantity: 2 }];
/** What others hear of the order in any case. */
export const about = { orderId: ORDER_ID, number: placement.number, ownerId: placement.ownerId };

export type But = Partial<Omit<OrderRecord, 'stock' | 'payment' | 'parcel'>> & {
  stock?: Partial<OrderRecord['stock']>;
  payment?: Partial<OrderRecord['payment']>;
  parcel?: Partial<OrderRecord['parcel']>;
};
/** An order that waits for nobody, but for what is said. */
export function order({ stock, payment, parcel, ...but }: But = {}): OrderRecord {
  const { order: born } = place(placement, given);
  return {
    ...born,
    ...but,
    stock: { ...born.stock, is: 'held', ...stock },
    payment: { ...born.payment, ...payment },
    parcel: { ...born.parcel, ...parcel },
  };
}

/** Messages by their names, each found to keep to its contract. */
export const said = (messages: Outgoing[]) =>
  messages.map(({ message, payload }) => {
    message.payload.parse(payload);
    return [message.name, payload];
  });

/** Where a standing is after a fact, and what is noted of it. */
export type Outcome = { to: string; noted: string; reason?: string };
export const stays = (is: string): Outcome => ({ to: is, noted: 'nothing' });
export const becomes = (to: string, reason?: string): Outcome => ({
  to,
  noted: 'changed',
  ...(reason === undefined ? {} : { reason }),
});
export const undoes = (to: string): Outcome => ({ to, noted: 'undo again' });
