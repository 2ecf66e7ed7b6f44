import type { dispatch } from '@shop/contracts';
import { standingOf, type Terms } from './standing.ts';

/** What is in a cart, as far as a promotion looks at it. Amounts are minor units. */
export interface Basket {
  lines: { sku: string; categories: string[]; amount: number }[];
  /** Price of the delivery; undefined while it is not known where it goes. */
  shipping?: number | undefined;
}

/** How often a promotion is in use: by everybody, and by this shopper. */
export interface Usage {
  all: number;
  shopper: number;
}

export type Refusal = Omit<dispatch.PromotionRefusal, 'code'>;
/** What a promotion takes off, in minor units; or why it does not count. */
export type Verdict = { discount: number } | { refusal: Refusal };

const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);

const amountFor = ({ lines }: Basket, { categories, skus }: Terms): number => {
  const everything = categories.length === 0 && skus.length === 0;
  const counts = ({ sku, categories: its }: Basket['lines'][number]): boolean =>
    everything || skus.includes(sku) || its.some((category) => categories.includes(category));
  return sum(lines.filter(counts).map(({ amount }) => amount));
};

function takenOff({ benefit }: Terms, eligible: number, shipping: number): number {
  switch (benefit.kind) {
    case 'percentage':
      return Math.floor((eligible * benefit.percent) / 100);
    case 'amount':
      return Math.min(benefit.amount.amount, eligible);
    case 'free_shipping':
      return shipping;
  }
}

/** Whether a promotion counts for a basket, and what it takes off: never more than what it is for, and never all that is paid. */
export function judge(terms: Terms, basket: Basket, usage: Usage, now: Date): Verdict {
  const refused = (reason: Refusal['reason'], facts: Omit<Refusal, 'reason'> = {}): Verdict => ({
    refusal: { reason, ...facts },
  });
  const standing = standingOf(terms, usage.all, now);
  if (standing === 'scheduled') return refused('promotion_not_yet', { from: terms.from?.toISOString() });
  if (standing === 'over' || standing === 'ended') return refused('promotion_over');
  if (terms.perShopper !== undefined && usage.shopper >= terms.perShopper)
    return refused('promotion_used_by_you');
  if (standing === 'used_up') return refused('promotion_used_up');
  const subtotal = sum(basket.lines.map(({ amount }) => amount));
  const eligible = amountFor(basket, terms);
  if (eligible === 0) return refused('promotion_nothing_qualifies');
  if (terms.minimum !== undefined && subtotal < terms.minimum.amount) {
    const missing = { ...terms.minimum, amount: terms.minimum.amount - subtotal };
    return refused('promotion_subtotal_too_small', { missing });
  }
  // No provider takes a payment of nothing.
  const most = Math.max(0, subtotal + (basket.shipping ?? 1) - 1);
  return { discount: Math.min(takenOff(terms, eligible, basket.shipping ?? 0), most) };
}
