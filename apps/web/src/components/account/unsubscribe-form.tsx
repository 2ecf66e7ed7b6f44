'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { unsubscribe } from '../../app/[locale]/newsletter/actions.ts';
import { Notice } from '../ui.tsx';

export function UnsubscribeForm({ token }: { token: string }) {
  const t = useTranslations('home.newsletter');
  const [result, action, busy] = useActionState(unsubscribe, undefined);
  if (result?.ok === true) return <Notice tone="good" title={result.message} />;
  return (
    <form action={action} className="space-y-4">
      <p className="text-muted">{t('noMore')}</p>
      {result !== undefined && <Notice key={result.at} tone="bad" title={result.message} />}
      <input type="hidden" name="token" value={token} />
      <button type="submit" disabled={busy} className="button-primary">
        {t('unsubscribe')}
      </button>
    </form>
  );
}
