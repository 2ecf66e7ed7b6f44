'use client';

import type { dispatch } from '@shop/contracts';
import { useActionState } from 'react';
import { Outcome } from '../outcome.tsx';
import { Field } from '../ui.tsx';
import { useFirstWrong } from '../use-first-wrong.ts';
import { type PromotionResult, shown } from './promotion-fields.ts';

interface Props {
  save(before: PromotionResult | undefined, form: FormData): Promise<PromotionResult>;
  /** The promotion to change; a new one without. */
  promotion?: dispatch.Promotion;
}

const kinds = {
  percentage: 'A share of the goods',
  amount: 'An amount off the goods',
  free_shipping: 'Free delivery',
} as const;

export function PromotionForm({ save, promotion }: Props) {
  const [result, action, busy] = useActionState(save, undefined);
  const form = useFirstWrong(result);
  const values = result?.values ?? (promotion === undefined ? { kind: 'percentage' } : shown(promotion));
  const text = (name: string, label: string, hint?: string, more: React.ComponentProps<'input'> = {}) => (
    <Field label={label} name={name} error={wrong(name)} hint={hint}>
      {(about) => <input {...about} defaultValue={values[name]} className="input" {...more} />}
    </Field>
  );
  const wrong = (name: string) =>
    Object.entries(result?.fields ?? {}).find(([path]) => path === name || path.startsWith(`${name}.`))?.[1];
  return (
    <form ref={form} action={action} className="space-y-6">
      <Outcome of={result} />
      <div className="grid gap-4 sm:grid-cols-2">
        {text('code', 'Code', 'Letters, digits and dashes, 3 to 32.', {
          required: true,
          maxLength: 32,
          autoCapitalize: 'characters',
          className: 'input font-mono uppercase',
        })}
        {text('title', 'Title', 'What shoppers read beside the discount.', { required: true, maxLength: 80 })}
      </div>
      <fieldset className="space-y-3">
        <legend className="label">What it takes off</legend>
        {Object.entries(kinds).map(([kind, name]) => (
          <div key={kind} className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <label className="flex min-h-11 min-w-56 items-center gap-3">
              <input
                type="radio"
                name="kind"
                value={kind}
                defaultChecked={values['kind'] === kind}
                className="size-5 accent-accent"
              />
              {name}
            </label>
            {kind === 'percentage' && (
              <Beside
                label="Percent"
                name="percent"
                unit="%"
                error={wrong('percent')}
                value={values['percent']}
              />
            )}
            {kind === 'amount' && (
              <Beside
                label="Amount in euro"
                name="amount"
                unit="€"
                error={wrong('amount')}
                value={values['amount']}
              />
            )}
          </div>
        ))}
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        {text('from', 'From (UTC)', 'At once when empty.', { type: 'datetime-local' })}
        {text('until', 'Until (UTC)', 'Without an end when empty.', { type: 'datetime-local' })}
        {text('limit', 'Uses in all', 'Without a limit when empty.', { inputMode: 'numeric', maxLength: 6 })}
        {text('perShopper', 'Uses a shopper', 'By account and by e-mail address.', {
          inputMode: 'numeric',
          maxLength: 3,
        })}
        {text('minimum', 'Smallest subtotal in euro', 'What the goods must come to.', {
          inputMode: 'decimal',
        })}
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        {text('categories', 'Only these categories', 'Slugs, with commas. Everything when both are empty.')}
        {text('skus', 'Only these products', 'SKUs, with commas.')}
      </div>
      <button type="submit" disabled={busy} className="button-primary">
        {promotion === undefined ? 'Begin the promotion' : 'Save'}
      </button>
    </form>
  );
}

interface BesideProps {
  label: string;
  name: string;
  unit: string;
  error: string | undefined;
  value: string | undefined;
}

/** A short field beside its choice. */
function Beside({ label, name, unit, error, value }: BesideProps) {
  return (
    <div>
      <span className="flex items-center gap-2">
        <input
          name={name}
          aria-label={label}
          inputMode="decimal"
          maxLength={10}
          defaultValue={value}
          className="input w-28"
          {...(error === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': `${name}-error` })}
        />
        <span aria-hidden="true">{unit}</span>
      </span>
      {error !== undefined && (
        <p id={`${name}-error`} className="mt-1 text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  );
}
