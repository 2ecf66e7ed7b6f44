import type { dispatch } from '@shop/contracts';
import { useTranslations } from 'next-intl';
import { formatsOf } from '../../i18n/formats.ts';
import { Badge } from '../ui.tsx';

const tones: Partial<Record<dispatch.OrderState, 'good' | 'warn' | 'bad'>> = {
  delivered: 'good',
  dispatched: 'good',
  cancelling: 'warn',
  refunding: 'warn',
  cancelled: 'bad',
  refunded: 'bad',
};

/** What the state of an order is called. */
export function StateBadge({ state }: { state: dispatch.OrderState }) {
  const t = useTranslations('orders.states');
  return <Badge tone={tones[state] ?? 'info'}>{t(state)}</Badge>;
}

/** A moment as /admin writes it, which is English. Pages of the shop take theirs from useFormats. */
export const when = formatsOf('en').moment;
