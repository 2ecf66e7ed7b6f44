'use client';

import { useTranslations } from 'next-intl';

/** Loads the page again. */
export function Retry() {
  const t = useTranslations('common');
  return (
    <button type="button" onClick={() => window.location.reload()} className="button-primary if-script mt-6">
      {t('tryAgain')}
    </button>
  );
}
