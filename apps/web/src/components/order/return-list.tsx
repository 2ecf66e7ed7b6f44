import type { dispatch } from '@shop/contracts';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../i18n/use-formats.ts';
import { Badge } from '../ui.tsx';

const tones = {
  requested: 'info',
  approved: 'good',
  received: 'good',
  refunded: 'good',
  refused: 'bad',
} as const;

/** What of an order came back, or should, and how far that is. */
export function ReturnList({ order }: { order: Pick<dispatch.Order, 'returns' | 'lines' | 'number'> }) {
  const t = useTranslations('returns.list');
  const { date, money } = useFormats();
  if (order.returns.length === 0) return null;
  const names = new Map(order.lines.map(({ sku, name }) => [sku, name]));
  return (
    <section className="card no-print p-4 sm:p-5">
      <h2 className="mb-3">{t('title')}</h2>
      <ul className="divide-y divide-line">
        {order.returns.map((one) => (
          <li key={one.id} className="space-y-1 py-3 first:pt-0 last:pb-0">
            <Badge tone={tones[one.state]}>{t(one.state)}</Badge>
            <p className="font-medium">
              {one.lines.map(({ sku, quantity }) => `${quantity} × ${names.get(sku) ?? sku}`).join(', ')}
            </p>
            <p className="text-sm text-muted">
              {t('amount', {
                amount: money(one.amount),
              })}
              {' · '}
              {t('when', { when: date(one.requestedAt) })}
            </p>
            {one.answer !== undefined && <p className="text-sm">{one.answer}</p>}
            {one.state === 'approved' && <p className="text-sm">{t('where', { number: order.number })}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
