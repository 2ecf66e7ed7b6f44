'use client';

import { useTranslations } from 'next-intl';
import { useActionState, useId } from 'react';
import { subscribe } from '../app/[locale]/newsletter/actions.ts';
import { useFirstWrong } from './use-first-wrong.ts';

/** `onBand`: on the dark band at the foot of every page. */
export function NewsletterForm({ onBand = false }: { onBand?: boolean }) {
  const [result, action, busy] = useActionState(subscribe, undefined);
  const id = useId();
  const form = useFirstWrong(result);
  const wrong = result?.fields?.['email'];
  const t = useTranslations('common.newsletter');
  return (
    <form ref={form} action={action}>
      <label htmlFor={id} className="sr-only">
        {t('email')}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          name="email"
          type="email"
          required
          maxLength={254}
          autoComplete="email"
          placeholder="you@example.org"
          defaultValue={result?.typed?.['email']}
          key={result?.at}
          aria-describedby={`${id}-said`}
          {...(wrong === undefined ? {} : { 'aria-invalid': true })}
          className={
            onBand
              ? 'input border-band-line bg-transparent text-band-ink placeholder:text-band-muted hover:border-band-ink'
              : 'input'
          }
        />
        <button
          type="submit"
          disabled={busy}
          className={onBand ? 'button bg-band-ink text-band hover:bg-band-muted' : 'button-quiet'}
        >
          {t('submit')}
        </button>
      </div>
      <p
        id={`${id}-said`}
        role="status"
        className={`mt-1.5 min-h-5 text-sm ${onBand ? 'text-band-ink' : result?.ok === false ? 'text-bad' : 'text-good'}`}
      >
        {wrong ?? result?.message}
      </p>
    </form>
  );
}
