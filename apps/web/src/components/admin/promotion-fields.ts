import type { dispatch } from '@shop/contracts';
import type { ActionResult } from '../../server/action-result.ts';
import { cents } from './product-fields.ts';

/** What a promotion's form says back: what came of it, and what was typed, so that nothing is lost. */
export type PromotionResult = ActionResult & { values: Record<string, string> };

type Terms = Omit<dispatch.PromotionTerms, 'categories' | 'skus'> & { categories: string[]; skus: string[] };

const euro = ({ amount }: { amount: number }): string => (amount / 100).toFixed(2);
/** As the field for a date and a time has it: to the minute. */
const minute = (iso: string): string => iso.slice(0, 16);

/** A promotion as the fields of its form show it. */
export function shown(promotion: dispatch.Promotion): Record<string, string> {
  const { benefit, minimum, from, until, limit, perShopper } = promotion;
  return {
    code: promotion.code,
    title: promotion.title,
    kind: benefit.kind,
    percent: benefit.kind === 'percentage' ? String(benefit.percent) : '',
    amount: benefit.kind === 'amount' ? euro(benefit.amount) : '',
    minimum: minimum === undefined ? '' : euro(minimum),
    from: from === undefined ? '' : minute(from),
    until: until === undefined ? '' : minute(until),
    limit: limit === undefined ? '' : String(limit),
    perShopper: perShopper === undefined ? '' : String(perShopper),
    categories: promotion.categories.join(', '),
    skus: promotion.skus.join(', '),
  };
}

/** The terms out of what was typed, or what is wrong with them, by field. Dispatch checks the rest. */
export function termsOf(
  values: Record<string, string>,
): { terms: Terms; fields?: never } | { terms?: never; fields: Record<string, string> } {
  const fields: Record<string, string> = {};
  const typed = (name: string): string => (values[name] ?? '').trim();
  const optional = <T>(name: string, read: (text: string) => T | undefined, wrong: string): T | undefined => {
    if (typed(name) === '') return undefined;
    const value = read(typed(name));
    if (value === undefined) fields[name] = wrong;
    return value;
  };
  const minimum = optional('minimum', cents, 'An amount in euro, such as 50.00.');
  const from = optional('from', instant, 'A day and a time.');
  const until = optional('until', instant, 'A day and a time.');
  const limit = optional('limit', whole, 'A whole number, or nothing.');
  const perShopper = optional('perShopper', whole, 'A whole number, or nothing.');
  const benefit = benefitOf(typed('kind'), typed('percent'), typed('amount'), fields);
  if (benefit === undefined || Object.keys(fields).length > 0) return { fields };
  const terms = {
    code: typed('code'),
    title: typed('title'),
    benefit,
    ...(minimum === undefined ? {} : { minimum: { amount: minimum, currency: 'EUR' as const } }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...(limit === undefined ? {} : { limit }),
    ...(perShopper === undefined ? {} : { perShopper }),
    categories: listOf(typed('categories')),
    skus: listOf(typed('skus')),
  };
  return { terms };
}

function benefitOf(
  kind: string,
  percent: string,
  amount: string,
  fields: Record<string, string>,
): dispatch.Benefit | undefined {
  if (kind === 'free_shipping') return { kind };
  if (kind === 'amount') {
    const off = cents(amount);
    if (off !== undefined && off > 0) return { kind, amount: { amount: off, currency: 'EUR' } };
    fields['amount'] = 'An amount in euro, such as 5.00.';
    return undefined;
  }
  const share = whole(percent);
  if (share !== undefined && share <= 100) return { kind: 'percentage', percent: share };
  fields['percent'] = 'A whole number from 1 to 100.';
  return undefined;
}

const listOf = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .map((one) => one.trim())
    .filter((one) => one !== '');

const whole = (text: string): number | undefined => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined);

/** The field has no time zone; the form says that it is UTC. */
function instant(text: string): string | undefined {
  const time = Date.parse(`${text}Z`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
