import type { dispatch } from '@shop/contracts';
import { Check, CircleX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../i18n/use-formats.ts';
import { useStory } from './use-story.ts';

const bad = new Set<string>(['cancelling', 'cancelled', 'refunding', 'refunded']);

/** What happened to an order, oldest first. */
export function Timeline({ order }: { order: Pick<dispatch.Order, 'timeline' | 'final' | 'reason'> }) {
  const t = useTranslations('orders');
  const { moment } = useFormats();
  const story = useStory(order);
  return (
    <ol className="space-y-4">
      {order.timeline.map((entry, index) => {
        const last = index === order.timeline.length - 1;
        const Icon = bad.has(entry.state) ? CircleX : Check;
        return (
          <li
            key={`${entry.at} ${entry.state} ${entry.text}`}
            className="flex gap-3"
            aria-current={last ? 'step' : undefined}
          >
            <span
              aria-hidden="true"
              className={`mt-0.5 flex size-6 shrink-0 items-center justify-center rounded-full ${
                bad.has(entry.state) ? 'bg-bad-soft text-bad' : 'bg-good-soft text-good'
              }`}
            >
              <Icon className="size-4" />
            </span>
            <div>
              <p className={last ? 'font-medium' : ''}>{story(index)}</p>
              <time dateTime={entry.at} className="text-sm text-muted">
                {moment(entry.at)}
              </time>
            </div>
          </li>
        );
      })}
      {!order.final && (
        <li className="flex items-center gap-3 text-muted">
          <span aria-hidden="true" className="flex size-6 shrink-0 items-center justify-center">
            <span className="size-3 animate-pulse rounded-full bg-accent" />
          </span>
          {t('more')}
        </li>
      )}
    </ol>
  );
}
