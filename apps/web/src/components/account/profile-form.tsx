'use client';

import type { user } from '@shop/contracts';
import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { saveProfile } from '../../app/[locale]/account/actions.ts';
import { Outcome } from '../outcome.tsx';
import { Field } from '../ui.tsx';
import { useFirstWrong } from '../use-first-wrong.ts';

export function ProfileForm({ profile }: { profile: user.Profile }) {
  const t = useTranslations('account.profile');
  const [result, action, busy] = useActionState(saveProfile, undefined);
  const form = useFirstWrong(result);
  const typed = result?.ok === false ? result.typed : undefined;
  return (
    <form ref={form} action={action} className="space-y-4">
      <Outcome of={result} />
      <Field label={t('name')} name="name" error={result?.fields?.['name']}>
        {(about) => (
          <input
            {...about}
            required
            minLength={2}
            maxLength={40}
            autoComplete="nickname"
            defaultValue={typed?.['name'] ?? profile.name}
            className="input"
          />
        )}
      </Field>
      <Field label={t('email')} name="email" error={result?.fields?.['email']}>
        {(about) => (
          <input
            {...about}
            type="email"
            required
            maxLength={254}
            autoComplete="email"
            defaultValue={typed?.['email'] ?? profile.newEmail ?? profile.email}
            className="input"
          />
        )}
      </Field>
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          name="newsletter"
          defaultChecked={profile.newsletter}
          className="size-5 accent-accent"
        />
        {t('newsletter')}
      </label>
      <button type="submit" disabled={busy} className="button-primary">
        {t('save')}
      </button>
    </form>
  );
}
