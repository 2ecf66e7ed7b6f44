import type { ratings } from '@shop/contracts';
import { BadgeCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useFormats } from '../i18n/use-formats.ts';
import { HelpfulVote } from './helpful-vote.tsx';
import { ReportReview } from './report-review.tsx';
import { Stars } from './ui.tsx';

export function ReviewList({ sku, reviews }: { sku: string; reviews: ratings.Review[] }) {
  const t = useTranslations('reviews');
  const { date } = useFormats();
  return (
    <ul className="divide-y divide-line border-b border-line">
      {reviews.map((review) => (
        <li key={review.id} className="py-6">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Stars average={review.score} size={15} />
            <h3>{review.title}</h3>
          </div>
          <p className="mt-1 flex flex-wrap items-center gap-x-2 text-sm text-muted">
            {review.author}, {date(review.createdAt)}
            {review.verified && (
              <span className="inline-flex items-center gap-1 text-good">
                <BadgeCheck aria-hidden="true" className="size-4" /> {t('verified')}
              </span>
            )}
          </p>
          {review.text !== '' && (
            <p className="mt-3 max-w-prose leading-relaxed whitespace-pre-line">{review.text}</p>
          )}
          <div className="mt-3 flex flex-wrap items-center gap-x-4">
            <HelpfulVote sku={sku} review={review} />
            <ReportReview id={review.id} author={review.author} />
          </div>
        </li>
      ))}
    </ul>
  );
}
