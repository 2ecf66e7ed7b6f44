import type { dispatch } from '@shop/contracts';
import { useLocale, useTranslations } from 'next-intl';

type Order = Pick<dispatch.Order, 'timeline' | 'reason'>;

/** What dispatch notes on a timeline beside the states, and what of it a translation repeats. */
const notes = [
  ['bank', /^Your bank asks you to confirm the payment\.$/],
  ['asking', /^The payment provider has not answered yet/],
  ['refundLate', /^Paying your money back takes longer/],
  ['paidBack', /^(.+) of your money were paid back\.$/],
  ['returnRequested', /^You asked to send something back\./],
  ['returnApproved', /^We agreed to your return\./],
  ['returnReceived', /^Your goods are back with us\.$/],
  ['returnRefunded', /^Your return is done and paid\.$/],
  ['returnRefused', /^We could not agree to your return\.$/],
  ['booked', /^The parcel is announced to the carrier(?:: (.+))?\.$/],
  ['collected', /^The carrier has the parcel(?:: (.+))?\.$/],
  ['in_transit', /^The parcel is travelling(?:: (.+))?\.$/],
  ['out_for_delivery', /^The parcel comes today(?:: (.+))?\.$/],
  ['delivered', /^The parcel was handed over(?:: (.+))?\.$/],
  ['cancelled', /^The parcel was called back(?:: (.+))?\.$/],
] as const;

/**
 * Tells a step of an order's timeline in the language of the page. Orders keep it in English: other languages go by
 * the state it came into, and by what is noted in between.
 */
export function useStory(order: Order): (index: number) => string {
  const locale = useLocale();
  const t = useTranslations('orders.story');
  const why = useTranslations('orders.reasons');
  return (index) => {
    const entry = order.timeline[index];
    if (entry === undefined) return '';
    const { state, text } = entry;
    // The number that the stored text names stands above the story.
    if (locale === 'en' && state !== 'dispatched') return text;
    if (order.timeline[index - 1]?.state !== state) {
      const reason = order.reason === undefined ? '' : why(order.reason);
      return t(`states.${state}`, { reason }).trim();
    }
    for (const [note, pattern] of notes) {
      const found = pattern.exec(text);
      if (found !== null)
        return t(`notes.${note}`, { what: found[1] ?? '', given: found[1] === undefined ? 'no' : 'yes' });
    }
    return text;
  };
}
