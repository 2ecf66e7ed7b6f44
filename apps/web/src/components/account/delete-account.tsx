'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useRef, useState } from 'react';
import { useHere } from '../../i18n/use-here.ts';
import { Field, Notice } from '../ui.tsx';
import { ask, type Refusal } from './problem.ts';
import { useRefusal } from './use-refusal.ts';

/** Deletes the account by the gateway, which ends the session of this browser with it. */
export function DeleteAccount() {
  const t = useTranslations('account.deletion');
  const words = useRefusal();
  const here = useHere();
  const [problem, setProblem] = useState<Refusal>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const password = String(new FormData(event.currentTarget).get('password') ?? '');
    const result = await ask('POST', '/api/user/profile/deletion', { password });
    if (result.ok) return window.location.assign(here('/'));
    setProblem(result.problem);
    setBusy(false);
    field.current?.focus();
  }

  return (
    <form onSubmit={send} className="space-y-4">
      <p className="text-muted">{t('text')}</p>
      {problem !== undefined && problem.code !== 'wrong_password' && (
        <Notice tone="bad" title={words.sentenceOf(problem)} />
      )}
      <div className="max-w-md">
        <Field
          label={t('password')}
          name="password"
          error={problem?.code === 'wrong_password' ? words.sentenceOf(problem) : undefined}
        >
          {(about) => (
            <input
              {...about}
              ref={field}
              type="password"
              required
              maxLength={256}
              autoComplete="current-password"
              className="input"
            />
          )}
        </Field>
      </div>
      <button type="submit" aria-disabled={busy} className="button-danger">
        {t('button')}
      </button>
    </form>
  );
}
