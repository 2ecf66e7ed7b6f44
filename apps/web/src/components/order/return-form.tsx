'use client';

import type { dispatch } from '@shop/contracts';
import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { requestReturn } from '../../app/[locale]/orders/returning.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { Outcome } from '../outcome.tsx';
import { Field } from '../ui.tsx';
import { useFirstWrong } from '../use-first-wrong.ts';
import type { Following, ShownOrder } from './use-order.ts';

/** In the order they are offered. Written out, so that no schema goes to the browser. */
const reasons: readonly dispatch.ReturnReason[] = [
  'unwanted',
  'defective',
  'wrong_item',
  'not_as_described',
  'late',
];

interface Props {
  order: Pick<ShownOrder, 'id' | 'lines' | 'returnable' | 'returns'>;
  following: Following;
}

/** Asks to send some of an order back: how many of what, and why. */
export function ReturnForm({ order, following }: Props) {
  const t = useTranslations('returns.ask');
  const { date } = useFormats();
  const key = following.by === 'key' ? following.key : undefined;
  const [result, action, busy] = useActionState(
    requestReturn.bind(null, { orderId: order.id, key }),
    undefined,
  );
  const form = useFirstWrong(result);
  const { returnable, lines } = order;
  if (returnable === undefined) return null;
  const names = new Map(lines.map(({ sku, name }) => [sku, name]));
  const typed = result?.ok === false ? result.typed : undefined;
  const wrong = result?.ok === false ? result.fields : undefined;
  return (
    <details open={result !== undefined} className="card no-print group">
      <summary className="flex min-h-14 cursor-pointer items-center justify-between gap-3 px-4 sm:px-5">
        <h2>{t('title')}</h2>
        <span aria-hidden="true" className="text-xl text-muted group-open:rotate-45">
          +
        </span>
      </summary>
      <form ref={form} action={action} className="space-y-4 px-4 pb-5 sm:px-5">
        <p className="text-sm text-muted">{t('until', { when: date(returnable.until) })}</p>
        {/* As many as came back before: a second request is another wish, the same one sent twice is not. */}
        <input type="hidden" name="wish" value={`${order.id}.${order.returns.length}`} />
        {returnable.lines.map(({ sku, quantity }, n) => (
          <Field
            key={sku}
            label={t('how-many', { name: names.get(sku) ?? sku })}
            name={`quantity.${sku}`}
            hint={t('of', { count: quantity })}
            error={n === 0 ? wrong?.['lines'] : undefined}
          >
            {(about) => (
              <input
                {...about}
                type="number"
                inputMode="numeric"
                min={0}
                max={quantity}
                defaultValue={typed?.[`quantity.${sku}`] ?? '0'}
                className="input max-w-32"
              />
            )}
          </Field>
        ))}
        <Field label={t('reason')} name="reason" error={wrong?.['reason']}>
          {(about) => (
            <select {...about} defaultValue={typed?.['reason'] ?? ''} className="input">
              <option value="">{t('choose')}</option>
              {reasons.map((reason) => (
                <option key={reason} value={reason}>
                  {t(reason)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t('note')} name="note" hint={t('note-hint')} error={wrong?.['note']}>
          {(about) => (
            <textarea
              {...about}
              rows={3}
              maxLength={500}
              defaultValue={typed?.['note'] ?? ''}
              className="input"
            />
          )}
        </Field>
        <button type="submit" disabled={busy} className="button-primary">
          {t('button')}
        </button>
        <Outcome of={result} />
      </form>
    </details>
  );
}
