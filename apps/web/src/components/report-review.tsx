'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { reportReview } from '../app/[locale]/product/[sku]/actions.ts';

/** Tells the shop that a review is not right. */
export function ReportReview({ id, author }: { id: string; author: string }) {
  const t = useTranslations('reviews.report');
  const [result, action, busy] = useActionState(reportReview, undefined);
  if (result?.ok === true)
    return (
      <p role="status" className="text-sm text-good">
        {result.message}
      </p>
    );
  return (
    <details className="text-sm open:basis-full">
      <summary className="inline-flex min-h-9 min-w-11 cursor-pointer items-center text-muted max-lg:min-h-11 hover:text-ink hover:underline">
        {t('open')}
        <span className="sr-only"> {t('of', { author })}</span>
      </summary>
      <form action={action} className="flex max-w-md gap-2 pb-1">
        <input type="hidden" name="reviewId" value={id} />
        <input
          name="reason"
          required
          maxLength={200}
          aria-label={t('question')}
          placeholder={t('question')}
          className="input text-sm"
        />
        <button type="submit" disabled={busy} className="button-quiet">
          {t('send')}
        </button>
      </form>
      <p role="status" className="text-bad">
        {result?.message}
      </p>
    </details>
  );
}
