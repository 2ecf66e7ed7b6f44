import type { dispatch } from '@shop/contracts';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../i18n/use-formats.ts';

type Parcel = NonNullable<dispatch.Order['shipment']>;

export function Tracking({ shipment }: { shipment: Parcel }) {
  const t = useTranslations('orders.parcel');
  const { moment } = useFormats();
  return (
    <section className="card p-4 sm:p-5">
      <h2 className="mb-1">{t('title')}</h2>
      <p className="mb-3 text-sm text-muted">
        {t.rich('number', {
          number: () => <span className="font-mono text-ink">{shipment.trackingNumber}</span>,
        })}
      </p>
      <ol className="space-y-2">
        {shipment.history.map(({ status, at, place }) => (
          <li key={`${at} ${status} ${place}`}>
            <p>
              {t(status)}
              {place === '' ? '' : `, ${place}`}
            </p>
            <time dateTime={at} className="text-sm text-muted">
              {moment(at)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  );
}
