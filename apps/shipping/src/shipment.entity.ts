import type { shipping, user } from '@shop/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The parcel of an order. One cancelled before it was booked is a row too, so that a late booking is refused. */
@Entity('shipments')
export class Shipment {
  @PrimaryColumn({ name: 'order_id', type: 'char', length: 36 })
  orderId!: string;
  @Column({ name: 'owner_id', type: 'char', length: 36 })
  ownerId!: string;
  @Column({ name: 'tracking_number', type: 'varchar', length: 30 })
  trackingNumber!: string;
  @Column({ type: 'varchar', length: 20 })
  status!: shipping.ParcelStatus;
  @Column({ type: 'varchar', length: 20 })
  service!: shipping.ShippingService;
  @Column({ type: 'json', nullable: true })
  address!: user.PostalAddress | null;
  @Column({ type: 'varchar', length: 120 })
  city!: string;
  @Column({ name: 'weight_grams', type: 'int', unsigned: true })
  weightGrams!: number;
  @Column({ type: 'char', length: 10 })
  earliest!: string;
  @Column({ type: 'char', length: 10 })
  latest!: string;
  /** When the simulated carrier moves it on; null while it waits or is at its end. */
  @Column({ name: 'next_stop_at', type: 'datetime', precision: 3, nullable: true })
  nextStopAt!: Date | null;
  /** Set on the shipment of a synthetic order, which no carrier hears of and nobody can track: deleted then. */
  @Column({ name: 'synthetic_until', type: 'datetime', precision: 3, nullable: true })
  syntheticUntil!: Date | null;
}

/** A stop a parcel has made. */
@Entity('stops')
export class Stop {
  @PrimaryColumn({ name: 'order_id', type: 'char', length: 36 })
  orderId!: string;
  @PrimaryColumn({ type: 'varchar', length: 20 })
  status!: shipping.ParcelStatus;
  @Column({ type: 'datetime', precision: 3 })
  at!: Date;
  @Column({ type: 'varchar', length: 200 })
  place!: string;
}
