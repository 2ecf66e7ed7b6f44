'use client';

import { useTranslations } from 'next-intl';

export default function ErrorPage({ retry, reset }: { error: Error; retry?: () => void; reset: () => void }) {
  const t = useTranslations('common');
  return (
    <div role="alert" className="mx-auto max-w-lg py-16 text-center">
      <h1>{t('error.heading')}</h1>
      <p className="mt-3 text-muted">{t('error.text')}</p>
      <button type="button" onClick={() => (retry ?? reset)()} className="button-primary mt-6">
        {t('tryAgain')}
      </button>
    </div>
  );
}
