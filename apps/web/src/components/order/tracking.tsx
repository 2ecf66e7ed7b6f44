import type { dispatch } from '@shop/contracts';
import { when } from './state.tsx';

type Parcel = NonNullable<dispatch.Order['shipment']>;

const names: Record<Parcel['status'], string> = {
  booked: 'Booked with the carrier',
  collected: 'Collected from us',
  in_transit: 'On the road',
  out_for_delivery: 'Out for delivery',
  delivered: 'Delivered',
  cancelled: 'Called off',
};

export function Tracking({ shipment }: { shipment: Parcel }) {
  return (
    <section className="card p-4 sm:p-5">
      <h2 className="mb-1">Parcel</h2>
      <p className="mb-3 text-sm text-muted">
        Tracking number <span className="font-mono text-ink">{shipment.trackingNumber}</span>
      </p>
      <ol className="space-y-2">
        {shipment.history.map(({ status, at, place }) => (
          <li key={`${at} ${status} ${place}`}>
            <p>
              {names[status]}
              {place === '' ? '' : `, ${place}`}
            </p>
            <time dateTime={at} className="text-sm text-muted">
              {when(at)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  );
}
