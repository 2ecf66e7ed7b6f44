'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { changePassword } from '../../app/[locale]/account/actions.ts';
import { Outcome } from '../outcome.tsx';
import { Field } from '../ui.tsx';
import { useFirstWrong } from '../use-first-wrong.ts';

export function PasswordForm({ name }: { name: string }) {
  const t = useTranslations('account.password');
  const [result, action, busy] = useActionState(changePassword, undefined);
  const form = useFirstWrong(result);
  return (
    <form ref={form} action={action} className="space-y-4">
      <Outcome of={result} />
      <input type="text" name="username" autoComplete="username" defaultValue={name} hidden readOnly />
      <Field label={t('current')} name="current" error={result?.fields?.['current']}>
        {(about) => (
          <input
            {...about}
            type="password"
            required
            maxLength={256}
            autoComplete="current-password"
            className="input"
          />
        )}
      </Field>
      <Field label={t('new')} name="next" error={result?.fields?.['next']} hint={t('hint')}>
        {(about) => (
          <input
            {...about}
            type="password"
            required
            minLength={8}
            maxLength={256}
            autoComplete="new-password"
            className="input"
          />
        )}
      </Field>
      <button type="submit" disabled={busy} className="button-primary">
        {t('change')}
      </button>
    </form>
  );
}
