import { type Output, ratings } from '@shop/contracts';
import { BadgeCheck } from 'lucide-react';
import Link from 'next/link';
import { backend, orNothing } from '../server/backend.ts';
import { currentSession } from '../server/session.ts';
import { ReviewForm } from './review-form.tsx';
import { date, Notice, Pager, Stars } from './ui.tsx';

type Page = Output<typeof ratings.listReviews>;

const sorts = [
  ['newest', 'Newest'],
  ['highest', 'Best'],
  ['lowest', 'Worst'],
] as const;

/** What buyers say: the spread of scores, the reviews, and one's own. */
export async function Reviews({
  sku,
  reviews,
  sort,
}: {
  sku: string;
  reviews: Page | undefined;
  sort: string;
}) {
  if (reviews === undefined) {
    return (
      <section id="reviews" className="mt-12 scroll-mt-36">
        <h2 className="mb-4">Reviews</h2>
        <Notice tone="info">Reviews cannot be shown right now. Everything else works.</Notice>
      </section>
    );
  }
  const { summary } = reviews;
  return (
    <section id="reviews" className="mt-12 scroll-mt-36">
      <h2 className="mb-4">Reviews</h2>
      <div className="gap-10 md:grid md:grid-cols-[16rem_1fr]">
        <div>
          <Summary summary={summary} />
          <div className="mt-6">
            <MyReview sku={sku} />
          </div>
        </div>
        <div className="mt-8 md:mt-0">
          {summary.count === 0 ? (
            <p className="text-muted">Nobody has reviewed this yet.</p>
          ) : (
            <>
              <nav aria-label="Sort reviews" className="mb-4 flex gap-4 text-sm">
                {sorts.map(([value, text]) => (
                  <Link
                    key={value}
                    href={`/product/${sku}?sort=${value}#reviews`}
                    aria-current={value === sort ? 'true' : undefined}
                    className={`py-1.5 ${value === sort ? 'font-medium text-ink' : 'text-muted hover:underline'}`}
                  >
                    {text}
                  </Link>
                ))}
              </nav>
              <ul className="divide-y divide-line">
                {reviews.items.map((review) => (
                  <li key={review.id} className="py-4 first:pt-0">
                    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                      <Stars average={review.score} size={14} />
                      <h3>{review.title}</h3>
                    </div>
                    <p className="mt-1 flex flex-wrap items-center gap-x-2 text-sm text-muted">
                      {review.author}, {date(review.createdAt)}
                      {review.verified && (
                        <span className="inline-flex items-center gap-1 text-good">
                          <BadgeCheck aria-hidden="true" className="size-4" /> Verified buyer
                        </span>
                      )}
                    </p>
                    <p className="mt-2 max-w-prose whitespace-pre-line">{review.text}</p>
                  </li>
                ))}
              </ul>
              <Pager
                page={reviews.page}
                size={reviews.size}
                total={reviews.total}
                href={(page) => `/product/${sku}?reviews=${page}&sort=${sort}#reviews`}
              />
            </>
          )}
        </div>
      </div>
    </section>
  );
}

function Summary({ summary }: { summary: Page['summary'] }) {
  return (
    <>
      <Stars average={summary.average} count={summary.count} size={20} />
      <table className="mt-3 w-full text-sm">
        <caption className="sr-only">How many gave each score</caption>
        <tbody>
          {[5, 4, 3, 2, 1].map((score) => {
            const count = summary.histogram[score - 1] ?? 0;
            const share = summary.count === 0 ? 0 : Math.round((count / summary.count) * 100);
            return (
              <tr key={score}>
                <th scope="row" className="py-0.5 text-left font-normal whitespace-nowrap text-muted">
                  {score} star{score === 1 ? '' : 's'}
                </th>
                <td className="w-full px-2">
                  <div className="h-2 rounded-full bg-line">
                    <div className="h-2 rounded-full bg-star" style={{ width: `${share}%` }} />
                  </div>
                </td>
                <td className="text-right text-muted tabular-nums">{count}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

async function MyReview({ sku }: { sku: string }) {
  const session = await currentSession();
  if (session?.shopper.kind !== 'member') {
    return (
      <p className="text-sm">
        <Link href={`/login?next=${encodeURIComponent(`/product/${sku}`)}`} className="link">
          Sign in
        </Link>{' '}
        to write a review.
      </p>
    );
  }
  const mine = await orNothing(backend(ratings.getMyReview, { params: { sku } }));
  return (
    <ReviewForm
      sku={sku}
      {...(mine === undefined ? {} : { mine: { score: mine.score, title: mine.title, text: mine.text } })}
    />
  );
}
