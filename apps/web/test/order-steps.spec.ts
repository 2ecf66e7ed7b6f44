import type { dispatch } from '@shop/contracts';
import { describe, expect, it } from 'vitest';
import { type Shown, stepsOf } from '../src/components/order/steps.ts';

const at = (hour: number) => `2026-11-21T${String(hour).padStart(2, '0')}:00:00.000Z`;
const order = (...states: dispatch.OrderState[]): Shown => ({
  state: states.at(-1) ?? 'placed',
  timeline: states.map((state, n) => ({ at: at(n), state, text: '' })),
  delivery: {
    service: 'standard',
    name: 'Standard',
    price: { amount: 0, currency: 'EUR' },
    distanceKm: 1,
    earliest: '2026-11-24',
    latest: '2026-11-26',
  },
});
const shown = (given: Shown) => stepsOf(given)?.map(({ name, is }) => `${name} ${is}`);

describe('where an order is', () => {
  it('is a step that others went before, and others follow', () => {
    expect(shown(order('placed', 'reserved', 'authorised', 'confirmed', 'booked'))).toEqual([
      'placed done',
      'confirmed now',
      'packed open',
      'dispatched open',
      'out_for_delivery open',
      'delivered open',
    ]);
  });

  it('is at its end when the parcel has come, also when nobody told that it was out for delivery', () => {
    const steps = shown(order('placed', 'confirmed', 'captured', 'dispatched', 'delivered'));
    expect(steps).toHaveLength(6);
    expect(steps?.every((step) => step.endsWith('done'))).toBe(true);
  });

  it('follows the parcel, not only the order', () => {
    const parcel = { trackingNumber: 'SHOP1', status: 'out_for_delivery' as const };
    const history = [{ status: 'out_for_delivery' as const, at: at(9), place: 'Wien' }];
    const moving = {
      ...order('placed', 'confirmed', 'captured', 'dispatched'),
      shipment: { ...parcel, history },
    };
    expect(shown(moving)?.[4]).toBe('out_for_delivery now');
    expect(stepsOf(moving)?.[4]?.at).toBe(at(9));
  });

  it('is not shown of an order that is undone', () => {
    expect(stepsOf(order('placed', 'cancelling', 'cancelled'))).toBeUndefined();
  });
});
