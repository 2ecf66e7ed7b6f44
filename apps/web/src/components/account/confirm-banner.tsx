'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { sendConfirmation } from '../../app/[locale]/account/access-actions.ts';
import { Notice } from '../ui.tsx';

/** Asks to confirm the address of the account, or the one that is to take its place. */
export function ConfirmBanner({ email, change }: { email: string; change: boolean }) {
  const t = useTranslations('access.banner');
  const [result, action, busy] = useActionState(sendConfirmation, undefined);
  return (
    <div className="mb-6">
      <Notice tone="warn" title={t('title')}>
        <p>{t(change ? 'change' : 'confirm', { email })}</p>
        <form action={action} className="mt-3 flex flex-wrap items-center gap-3">
          <button type="submit" aria-disabled={busy} className="button-quiet">
            {t('again')}
          </button>
          <span role="status" className={result?.ok === false ? 'text-bad' : ''}>
            {result?.message}
          </span>
        </form>
      </Notice>
    </div>
  );
}
