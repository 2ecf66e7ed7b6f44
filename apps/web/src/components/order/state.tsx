import type { dispatch } from '@shop/contracts';
import { Badge } from '../ui.tsx';

/** What each state is called in the shop. */
export const stateNames: Record<dispatch.OrderState, string> = {
  placed: 'Received',
  reserved: 'Items put aside',
  authorised: 'Payment approved',
  confirmed: 'Confirmed',
  booked: 'Parcel booked',
  captured: 'Paid',
  dispatched: 'On its way',
  delivered: 'Delivered',
  cancelling: 'Being cancelled',
  cancelled: 'Cancelled',
  refunding: 'Refund on its way',
  refunded: 'Refunded',
};

const tones: Partial<Record<dispatch.OrderState, 'good' | 'warn' | 'bad'>> = {
  delivered: 'good',
  dispatched: 'good',
  cancelling: 'warn',
  refunding: 'warn',
  cancelled: 'bad',
  refunded: 'bad',
};

export function StateBadge({ state }: { state: dispatch.OrderState }) {
  return <Badge tone={tones[state] ?? 'info'}>{stateNames[state]}</Badge>;
}

const instants = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** A moment, in UTC, so that server and browser write the same. */
export const when = (iso: string): string => `${instants.format(new Date(iso))} UTC`;
