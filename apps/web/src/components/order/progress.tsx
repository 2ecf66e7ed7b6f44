import { Check } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../i18n/use-formats.ts';
import { type Shown, type StepName, stepsOf } from './steps.ts';

/** Where an order is between the click and the door, as a row of steps; a list to whoever listens. */
export function Progress({ order }: { order: Shown }) {
  const t = useTranslations('returns.progress');
  const { shortDate } = useFormats();
  const steps = stepsOf(order);
  if (steps === undefined) return null;
  const words: Record<StepName, string> = {
    placed: t('placed'),
    confirmed: t('confirmed'),
    packed: t('packed'),
    dispatched: t('dispatched'),
    out_for_delivery: t('out_for_delivery'),
    delivered: t('delivered'),
  };
  return (
    <section aria-label={t('title')} className="card no-print mb-6 px-4 py-5 sm:px-6">
      <ol className="flex flex-col gap-4 md:flex-row md:gap-0">
        {steps.map(({ name, is, at }, n) => (
          <li
            key={name}
            aria-current={is === 'now' ? 'step' : undefined}
            className="relative flex flex-1 items-center gap-3 md:flex-col md:gap-2 md:text-center"
          >
            {n > 0 && (
              <span
                aria-hidden="true"
                className={`absolute start-[-50%] top-4 hidden h-0.5 w-full md:block ${is === 'open' ? 'bg-line' : 'bg-good'}`}
              />
            )}
            <span
              aria-hidden="true"
              className={`relative z-10 flex size-8 shrink-0 items-center justify-center rounded-full border-2 ${marks[is]}`}
            >
              {is === 'done' && <Check className="size-4" />}
              {is === 'now' && <span className="size-2.5 rounded-full bg-current" />}
            </span>
            <span>
              <span className={is === 'open' ? 'text-sm text-muted' : 'text-sm font-medium'}>
                {words[name]}
                <span className="sr-only">, {t(is)}</span>
              </span>
              {at !== undefined && (
                <time dateTime={at} className="block text-xs text-muted">
                  {shortDate(at)}
                </time>
              )}
              {name === 'delivered' && is === 'open' && (
                <span className="block text-xs text-muted">
                  {t('expected', {
                    when: shortDate(order.delivery.latest),
                  })}
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const marks = {
  done: 'border-good bg-good-soft text-good',
  now: 'border-accent bg-accent-soft text-accent',
  open: 'border-line bg-surface text-muted',
} as const;
