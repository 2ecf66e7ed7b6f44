import { type Payload, shipping } from '@shop/contracts';
import type { Say } from './model.others.ts';

const TRACKING = 'SHOP0000000001';
const way = ['collected', 'in_transit', 'out_for_delivery', 'delivered'] as const;

/** The shipping service and the carrier behind it. */
export class Carrier {
  is: 'nothing' | 'booked' | 'handed over' | 'refused' | 'cancelled' | (typeof way)[number] = 'nothing';

  constructor(
    private readonly refuses: boolean,
    private readonly say: Say,
  ) {}

  get hasIt(): boolean {
    return (way as readonly string[]).includes(this.is);
  }

  book(service: Payload<typeof shipping.bookShipment>['service']) {
    if (this.is === 'nothing') this.is = this.refuses ? 'refused' : 'booked';
    if (this.is === 'refused' || this.is === 'cancelled')
      return this.say(shipping.bookingRefused, { reason: 'no' }, 'asked');
    const days = { earliest: '2026-11-24', latest: '2026-11-26' };
    this.say(shipping.shipmentBooked, { trackingNumber: TRACKING, service, ...days }, 'asked');
  }

  handOver() {
    if (this.is === 'booked') this.is = 'handed over';
    else if (this.hasIt) this.tell('asked');
  }

  cancel() {
    if (this.hasIt) return this.tell('asked');
    if (this.is !== 'refused') this.is = 'cancelled';
    this.say(shipping.shipmentCancelled, {}, 'asked');
  }

  /** The parcel goes a step further. */
  move() {
    const next = this.is === 'handed over' ? way[0] : way[way.indexOf(this.is as 'collected') + 1];
    if (next === undefined || (!this.hasIt && this.is !== 'handed over')) return;
    this.is = next;
    this.tell('unasked');
  }

  private tell(how: 'asked' | 'unasked') {
    const status = this.is as (typeof way)[number];
    const at = `2026-11-2${2 + way.indexOf(status)}T08:00:00.000Z`;
    this.say(shipping.parcelMoved, { trackingNumber: TRACKING, status, at, place: 'Depot' }, how);
  }
}
