'use client';

import { useTranslations } from 'next-intl';
import { useActionState, useEffect, useRef } from 'react';
import { prove } from '../../app/[locale]/orders/actions.ts';
import { Field } from '../ui.tsx';

/** Asks whoever came by the link for the e-mail address of the order, and shows all of it then. */
export function ProveForm({ orderId, accessKey }: { orderId: string; accessKey: string }) {
  const t = useTranslations('returns.prove');
  const [result, action, busy] = useActionState(prove.bind(null, { orderId, accessKey }), undefined);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (result?.ok === false) field.current?.focus();
  }, [result]);
  return (
    <section className="card no-print p-4 sm:p-5">
      <h2 className="mb-2">{t('title')}</h2>
      <p className="mb-3 max-w-prose text-sm text-muted">{t('why')}</p>
      <form action={action} className="flex flex-wrap items-end gap-3">
        <div className="min-w-60 grow sm:max-w-96">
          <Field label={t('email')} name="email" error={result?.ok === false ? result.message : undefined}>
            {(about) => (
              <input
                {...about}
                ref={field}
                type="email"
                required
                maxLength={254}
                autoComplete="email"
                defaultValue={result?.typed?.['email']}
                className="input"
              />
            )}
          </Field>
        </div>
        <button type="submit" disabled={busy} className="button-primary">
          {t('show')}
        </button>
      </form>
    </section>
  );
}
