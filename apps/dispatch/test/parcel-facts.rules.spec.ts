import { describe, expect, it } from 'vitest';
import { notes } from '../src/order/facts.ts';
import { type OrderRecord, type ParcelStanding } from '../src/order/order.ts';
import { becomes, now, type Outcome, order, stays, undoes } from './example.ts';
import { ORDER_ID as orderId } from './world.ts';

const allOfParcel: ParcelStanding[] = [
  'none',
  'asked',
  'booked',
  'refused',
  'handed',
  'moving',
  'delivered',
  'cancelling',
  'recalling',
  'cancelled',
];

describe('what the carrier tells an order, wherever it stands', () => {
  const booked = {
    kind: 'shipmentBooked' as const,
    orderId,
    trackingNumber: 'SHOP0000000001',
    service: 'standard' as const,
    earliest: '2026-11-24',
    latest: '2026-11-26',
  };
  const moved = (
    status: 'collected' | 'delivered' | 'booked' | 'cancelled',
    at = '2026-11-22T08:00:00.000Z',
  ) => ({
    kind: 'parcelMoved' as const,
    orderId,
    trackingNumber: 'SHOP0000000001',
    status,
    at,
    place: 'Depot',
  });
  const tells: Record<string, [(one: OrderRecord) => string, Partial<Record<ParcelStanding, Outcome>>]> = {
    booked: [
      (one) => notes.shipmentBooked(one, booked, now),
      {
        asked: becomes('booked'),
        refused: undoes('cancelling'),
        cancelling: undoes('cancelling'),
        cancelled: undoes('cancelling'),
      },
    ],
    refused: [
      (one) => notes.bookingRefused(one, { kind: 'bookingRefused', orderId, reason: 'no' }, now),
      { asked: becomes('refused', 'shipping_refused') },
    ],
    cancelled: [
      (one) => notes.shipmentCancelled(one, { kind: 'shipmentCancelled', orderId }, now),
      {
        cancelling: becomes('cancelled'),
        recalling: becomes('cancelled'),
        booked: becomes('cancelled', 'shipping_refused'),
        handed: becomes('cancelled', 'shipping_refused'),
      },
    ],
  };

  it.each(Object.entries(tells))('that it is %s', (_, [tell, outcomes]) => {
    for (const is of allOfParcel) {
      const one = order({ parcel: { is } });
      const noted = tell(one);
      const { to, reason, noted: expected } = outcomes[is] ?? stays(is);
      expect([is, one.parcel.is, noted, one.reason]).toEqual([is, to, expected, reason]);
    }
  });

  it('under which number it goes', () => {
    const one = order({ parcel: { is: 'asked' } });
    notes.shipmentBooked(one, booked, now);
    expect(one.parcel).toEqual({
      is: 'booked',
      trackingNumber: 'SHOP0000000001',
      history: [{ status: 'booked', at: now.toISOString(), place: '' }],
    });
  });

  it.each<['collected' | 'delivered', Partial<Record<ParcelStanding, string>>]>([
    ['collected', { handed: 'moving', recalling: 'moving' }],
    ['delivered', { handed: 'delivered', recalling: 'delivered', moving: 'delivered' }],
  ])('that it was %s', (status, to) => {
    for (const is of allOfParcel) {
      const one = order({ parcel: { is } });
      expect(notes.parcelMoved(one, moved(status), now)).toBe('changed');
      expect([is, one.parcel.is]).toEqual([is, to[is] ?? is]);
      expect(one.timeline).toHaveLength(2);
    }
  });

  it('each step once, in the order of time, whatever the order of the messages', () => {
    const one = order({ parcel: { is: 'handed' } });
    const end = moved('delivered', '2026-11-24T08:00:00.000Z');
    expect(notes.parcelMoved(one, end, now)).toBe('changed');
    expect(notes.parcelMoved(one, moved('collected'), now)).toBe('changed');
    expect(notes.parcelMoved(one, end, now)).toBe('nothing');
    expect(notes.parcelMoved(one, moved('collected', '2026-11-23T08:00:00.000Z'), now)).toBe('changed');
    expect(one.parcel).toMatchObject({ is: 'delivered', trackingNumber: 'SHOP0000000001' });
    expect(one.parcel.history.map(({ status, at }) => `${status} ${at.slice(8, 10)}`)).toEqual([
      'collected 22',
      'collected 23',
      'delivered 24',
    ]);
  });

  it('notes of paper, which move nothing', () => {
    const one = order({ parcel: { is: 'handed', trackingNumber: 'KNOWN' } });
    for (const status of ['booked', 'cancelled'] as const)
      expect(notes.parcelMoved(one, moved(status), now)).toBe('changed');
    expect(one.parcel).toMatchObject({ is: 'handed', trackingNumber: 'KNOWN' });
    expect(one.parcel.history).toHaveLength(2);
    expect(one.timeline).toHaveLength(1);
  });
});
